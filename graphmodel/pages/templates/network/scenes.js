/* Scenes: what one view shows. Python laid out those of places; those of a neighbourhood and a path are laid out here. */

// --- scenes: what one view shows ---

const CARD = data.card;
const NOTHING = {
  node: null, title: '', cards: [], x: [], y: [], size: CARD, heights: null, frames: [], heads: [], ties: [], leftOut: [],
};

/** The scene of a place, as Python laid it out. */
function placeScene(node, variant) {
  const views = data.views[node];
  const view = views[variant];
  return {
    node, views, variant,
    title: name(node),
    cards: view.nodes,
    x: view.x, y: view.y, size: view.size,
    heights: view.heights.length ? view.heights : null,
    frames: view.frames,
    heads: view.heads,
    ties: among(view.nodes),
    leftOut: view.left_out,
  };
}

function among(cards) {
  const drawn = new Set(cards);
  const found = new Set();
  cards.forEach((node) => tiesOf[node].forEach((tie) => drawn.has(otherEnd(tie, node)) && found.add(tie)));
  return Array.from(found);
}

const NAMED_AT_MOST = 24;

/** A node in the middle; on the left what has a tie to it, on the right what it has a tie to. */
function nearScene(node, most) {
  const seen = new Set([node]);
  const sides = { left: [], right: [] };
  tiesOf[node].forEach((tie) => {
    const other = otherEnd(tie, node);
    if (seen.has(other)) return;
    seen.add(other);
    (edges.to[tie] === node ? sides.left : sides.right).push(other);
  });
  const all = sides.left.length + sides.right.length;
  let room = most - 1;
  const scene = Object.assign({}, NOTHING, { node, title: word('near_of', { a: name(node) }), cards: [node], x: [0], y: [0] });
  [[sides.left, -1], [sides.right, 1]].forEach(([side, direction]) => {
    const shown = side.slice(0, Math.max(0, room));
    room -= shown.length;
    const perColumn = Math.max(8, Math.ceil(Math.sqrt(shown.length * 2.2)));
    shown.forEach((other, at) => {
      const column = Math.floor(at / perColumn);
      const inColumn = Math.min(perColumn, shown.length - column * perColumn);
      scene.cards.push(other);
      scene.x.push(direction * (CARD[0] + 90 + column * (CARD[0] + 24)));
      scene.y.push((at % perColumn - (inColumn - 1) / 2) * (CARD[1] + 12));
    });
  });
  const drawn = new Set(scene.cards);
  scene.ties = tiesOf[node].filter((tie) => drawn.has(otherEnd(tie, node)));
  scene.cut = all + 1 - scene.cards.length;
  scene.named = scene.cards.length <= NAMED_AT_MOST;
  return scene;
}

/** A shortest path, five cards to a line, turning at the ends. */
function pathScene(from, to) {
  const cameBy = new Map([[from, null]]);
  const queue = [from];
  for (let at = 0; at < queue.length && !cameBy.has(to); at += 1) {
    tiesOf[queue[at]].forEach((tie) => {
      const other = otherEnd(tie, queue[at]);
      if (!cameBy.has(other)) {
        cameBy.set(other, tie);
        queue.push(other);
      }
    });
  }
  const cards = [];
  const ties = [];
  if (cameBy.has(to)) {
    for (let node = to; ; node = otherEnd(cameBy.get(node), node)) {
      cards.unshift(node);
      if (cameBy.get(node) === null) break;
      ties.unshift(cameBy.get(node));
    }
  }
  const perLine = 4;
  const line = (at) => Math.floor(at / perLine);
  return Object.assign({}, NOTHING, {
    path: [from, to], cards, ties,
    title: cards.length
      ? word('path_of', { a: name(from), b: name(to), n: ties.length })
      : word('no_path'),
    x: cards.map((_, at) => (line(at) % 2 ? perLine - 1 - (at % perLine) : at % perLine) * (CARD[0] + 90)),
    y: cards.map((_, at) => line(at) * 120),
    named: true,
  });
}
