/* Closing up: where cards stand when some of a view are not drawn, and where those of an answer do.
   Python lays out whole views; this follows the same shapes for what is left. */

const NESTED = [10, 7];
const PAD = 8;
const HEAD = 28;
const BELOW = 9;

const single = (node, size) => ({ width: size[0] + NESTED[0], height: size[1] + NESTED[1], node, parts: [] });

/** Blocks in columns of one width, each put into the shortest. */
function packed(blocks, columns) {
  const width = Math.max(...blocks.map((block) => block.width));
  const heights = new Array(Math.min(columns, blocks.length)).fill(0);
  const parts = blocks.map((block) => {
    const column = heights.indexOf(Math.min(...heights));
    const part = [column * width + (width - block.width) / 2, heights[column], block];
    heights[column] += block.height;
    return part;
  });
  return { width: width * heights.length, height: Math.max(...heights), parts };
}

/** A block under the card of what it is part of, in a frame. */
function headed(head, inner) {
  const width = Math.max(inner.width, head.width) + PAD;
  return {
    width, height: head.height + inner.height + PAD, framed: true,
    parts: [[(width - head.width) / 2, PAD / 2, head], [(width - inner.width) / 2, PAD / 2 + head.height, inner]],
  };
}

const best = (blocks, weight) => blocks.reduce((a, b) => (weight(b) > weight(a) ? b : a));

const COLUMNS_AT_MOST = 40;
function spread(blocks, shape) {
  return best(blocks.slice(0, COLUMNS_AT_MOST).map((_, at) => packed(blocks, at + 1)), (block) => Math.min(shape / block.width, 1 / block.height));
}

/** Cards as blocks in blocks, each under the nearest drawn thing above it, packed to the shape of the window. */
function nested(cards, size) {
  const laid = { cards: [], x: [], y: [], frames: [] };
  if (!cards.length) return laid;
  const drawn = new Set(cards);
  const partsOf = new Map();
  const reached = new Set();
  cards.forEach((node) => {
    const above = trailTo(node).slice(0, -1).reverse().find((one) => drawn.has(one));
    if (!partsOf.has(above)) partsOf.set(above, []);
    partsOf.get(above).push(node);
  });
  const reach = (node) => {
    if (reached.has(node)) return;
    reached.add(node);
    (partsOf.get(node) || []).forEach(reach);
  };
  const roots = (partsOf.get(undefined) || []).slice();
  roots.forEach(reach);
  cards.forEach((node) => { // two that lead one another are under neither
    if (reached.has(node)) return;
    roots.push(node);
    reach(node);
  });
  const room = [byId('canvas').clientWidth, byId('canvas').clientHeight];
  const fits = (block) => Math.min(room[0] / block.width, room[1] / block.height);
  const block = (node, columns, shape, seen) => {
    const parts = (partsOf.get(node) || []).filter((part) => !seen.has(part) && !roots.includes(part));
    if (!parts.length) return single(node, size);
    parts.forEach((part) => seen.add(part));
    const blocks = parts.map((part) => block(part, columns, shape, seen));
    const inner = blocks.every((one) => one.node !== undefined) ? packed(blocks, columns) : spread(blocks, shape);
    return headed(single(node, size), inner);
  };
  const ways = [];
  [1, 2, 3, 4, 6, 9, 14].forEach((columns) => [0.6, 1.2, 2.4].forEach((shape) => {
    const seen = new Set(roots);
    const blocks = roots.map((node) => block(node, columns, shape, seen));
    ways.push(blocks.length === 1 ? blocks[0] : spread(blocks, room[0] / room[1]));
  }));
  const put = (one, left, upper) => {
    if (one.node !== undefined) {
      laid.cards.push(one.node);
      laid.x.push(left + one.width / 2);
      laid.y.push(upper + one.height / 2);
    }
    if (one.framed) laid.frames.push([left + 3, upper + 3, one.width - 6, one.height - 6]);
    one.parts.forEach(([right, down, part]) => put(part, left + right, upper + down));
  };
  put(best(ways, fits), 0, 0);
  return laid;
}

/** A view of rows and columns without some of its cards: what is left moves up, and columns with nothing fall away. */
function restacked(view, kept) {
  const all = Array.from(new Set(view.x)).sort((a, b) => a - b);
  const pitch = all.length > 1 ? Math.min(...all.slice(1).map((x, at) => x - all[at])) : view.size[0] + 16;
  const left = view.nodes.map((node, at) => ({ node, at, x: view.x[at], y: view.y[at] })).filter(({ node }) => kept.has(node));
  const columns = Array.from(new Set(left.map(({ x }) => x))).sort((a, b) => a - b);
  const high = ({ at }) => (view.heights.length ? view.heights[at] : view.size[1]);
  const tops = view.frames.map(([, y]) => y).sort((a, b) => a - b);
  const laid = { cards: [], x: [], y: [], heights: [], frames: [], heads: [] };
  let bottom = 0;
  for (let row = 0; row <= tops.length; row += 1) {
    const ofRow = left.filter(({ y }) => tops.filter((line) => line <= y).length === row);
    if (row === 1 && view.heads.length) {
      view.heads.filter(([x]) => columns.includes(x)).forEach(([x, , text]) => {
        laid.heads.push([columns.indexOf(x) * pitch, bottom + HEAD / 2, text]);
      });
      bottom += HEAD;
    }
    if (!ofRow.length) continue;
    let lowest = bottom;
    columns.forEach((x, column) => {
      const last = row > 0 && x === all[all.length - 1];
      let y = bottom + (last ? view.size[1] / 2 : 0); // it stands lower, so that its long ties can be told apart
      ofRow.filter((card) => card.x === x).sort((a, b) => a.y - b.y).forEach((card) => {
        laid.cards.push(card.node);
        laid.x.push(column * pitch);
        laid.y.push(y + high(card) / 2);
        laid.heights.push(high(card));
        y += high(card) + BELOW;
      });
      lowest = Math.max(lowest, y);
    });
    if (row) laid.frames.push([-pitch / 2, bottom - PAD / 2, pitch * columns.length, lowest - bottom + 2]);
    bottom = lowest + PAD;
  }
  if (!view.heights.length) laid.heights = null;
  return laid;
}

/** A place near a card where a further one stands free of all there are. */
function freePlace(x, y, taken, size) {
  const [width, height] = [size[0] + 24, size[1] + 14];
  for (let ring = 1; ; ring += 1) {
    const around = [];
    for (let right = -ring; right <= ring; right += 1) {
      for (let down = -ring; down <= ring; down += 1) {
        if (Math.max(Math.abs(right), Math.abs(down)) === ring) around.push([x + right * width, y + down * height]);
      }
    }
    around.sort((a, b) => Math.hypot(a[0] - x, a[1] - y) - Math.hypot(b[0] - x, b[1] - y));
    const free = around.find(([left, upper]) => taken.every((box) =>
      Math.abs(box.x - left) >= (box.width + size[0]) / 2 + 6 || Math.abs(box.y - upper) >= (box.height + size[1]) / 2 + 4));
    if (free) return free;
  }
}
