/* The state of the page: which scene, which filters; the camera, the header and the line below. */

// --- filters ---

const hidden = { status: new Set(), group: new Set(), relation: new Set() };
let gapsOnly = false;
let drawAll = false;

const passes = (node) =>
  node === scene.node ||
  (!hidden.group.has(nodes.group[node]) &&
    !hidden.status.has(status(node)) &&
    (!gapsOnly || isGap(status(node)) || firstGaps(node) > 0));

function fill() {
  const shown = scene.cards.filter(passes);
  const visible = new Set(shown);
  const ties = scene.ties.filter(
    (tie) => visible.has(edges.from[tie]) && visible.has(edges.to[tie]) && !hidden.relation.has(edges.relation[tie])
  );
  scene.shown = shown;
  scene.shownTies = ties;
  drawnEdges.clear();
  drawnNodes.clear();
  drawnNodes.add(shown.map((node) => ({
    id: node, shape: 'custom', ctxRenderer: drawCard, x: scene.x[scene.at.get(node)], y: scene.y[scene.at.get(node)],
  })));
  drawnEdges.add(ties.map((tie) => {
    const lacks = hasGap(edgeFindings(tie));
    const relation = edges.relation[tie];
    const look = TIE[relation];
    return {
      id: tie, from: edges.from[tie], to: edges.to[tie], width: look.width, dashes: lacks ? [9, 5] : look.dashes || false,
      color: { color: lacks ? '#d9822b' : look.color, highlight: '#0b5cad', hover: '#0b5cad' },
      arrows: relation === 'PART_OF' ? '' : { to: { enabled: true, scaleFactor: 0.45 } },
      label: scene.named ? say(RELATIONS.get(relation)) + (lacks ? ' ▲' : '') : undefined,
      font: { size: LETTER, face: FONT, color: lacks ? '#c2670c' : '#47525b', strokeWidth: 4 },
    };
  }));
}

// --- the camera ---

function extent() {
  const [width, height] = scene.size;
  const box = { left: Infinity, right: -Infinity, upper: Infinity, lower: -Infinity };
  const include = (x, y, w, h) => {
    box.left = Math.min(box.left, x - w / 2);
    box.right = Math.max(box.right, x + w / 2);
    box.upper = Math.min(box.upper, y - h / 2);
    box.lower = Math.max(box.lower, y + h / 2);
  };
  scene.cards.forEach((_, at) => include(scene.x[at], scene.y[at], width, scene.heights ? scene.heights[at] : height));
  scene.frames.forEach(([x, y, w, h]) => include(x + w / 2, y + h / 2, w, h));
  return box;
}

function fit() {
  const room = byId('canvas');
  if (!scene.cards.length) return;
  const box = extent();
  const margin = 8;
  const width = room.clientWidth - 2 * margin;
  const height = room.clientHeight - 2 * margin;
  const whole = Math.min(width / (box.right - box.left), height / (box.lower - box.upper));
  const scale = Math.max(FLOOR, Math.min(whole, 1.35));
  let x = (box.left + box.right) / 2;
  let y = (box.upper + box.lower) / 2;
  scene.larger = whole < FLOOR;
  if (scene.larger) {
    if ((box.right - box.left) * scale > width) x = box.left + width / 2 / scale;
    if ((box.lower - box.upper) * scale > height) y = box.upper + height / 2 / scale;
  }
  network.moveTo({ position: { x, y }, scale, animation: false });
}

// --- opening a place ---

function openPlace() {
  const { way, found, depth, asked } = parsed(here());
  const known = found.every((one) => one !== undefined);
  const node = known && found.length ? found[0] : top;
  drawAll = false;
  byId('notice').hidden = true;
  if (asked && !known) notice(word('missing', { what: asked }));
  if (!count) {
    show(() => NOTHING, null);
  } else if (way === 'path' && known && found.length > 1) {
    trip.start = found[0];
    trip.end = found[1];
    show(() => pathScene(found[0], found[1]), null);
  } else if (way === 'near' || !data.views[node]) {
    show(() => nearScene(node, drawAll ? Infinity : data.drawn_at_most), node);
  } else {
    const variant = Math.max(0, data.views[node].findIndex((view) => view.depth === depth));
    show(() => placeScene(node, variant), node);
  }
}

let make = null;

function show(how, chosen) {
  make = how;
  redraw();
  fit();
  choose(chosen);
  tellBelow();
}

function redraw() {
  scene = make();
  scene.at = new Map(scene.cards.map((node, at) => [node, at]));
  scene.most = new Map();
  const equals = new Map();
  scene.cards.forEach((node) => {
    const label = nodes.label[node];
    scene.most.set(label, Math.max(firstGaps(node), scene.most.get(label) || 0));
    equals.set(label, (equals.get(label) || 0) + 1);
  });
  equals.forEach((number, label) => number < 2 && scene.most.delete(label));
  looseHere = new Set();
  scene.cards.forEach((node) => (looseIn.get(node) || []).forEach((loose) => looseHere.add(loose)));
  fill();
  crumbs();
  variants();
  legends();
  trips();
}

function notice(text, button, action) {
  const box = byId('notice');
  box.textContent = text;
  box.hidden = false;
  if (button) box.append(el('button', { textContent: button, onclick: action }));
}

function tellBelow() {
  byId('drawn').textContent = word('drawn', { n: scene.shown.length, m: scene.shownTies.length, all: count });
  const left = scene.leftOut.map(([group, number]) => `${say(GROUPS.get(group).title)} ${number}`);
  const parts = [];
  if (left.length) parts.push(word('left_out', { list: left.join(word('and')) }));
  if (scene.shown.length < scene.cards.length) {
    parts.push(word('hidden_by_filter', { n: scene.cards.length - scene.shown.length }));
  }
  if (scene.larger) parts.push(word('drag'));
  if (data.undecided) parts.push(word('undecided'));
  byId('left-out').textContent = parts.join(word('semicolon'));
  byId('about').textContent = word('about', { id: data.snapshot.slice(0, 12) || '—' });
  byId('as-of').textContent = word('as_of', { day: say(data.day) });
  if (scene.cut > 0) {
    const all = scene.cut + scene.cards.length;
    const text = word('too_many', { n: scene.cards.length, m: scene.cut });
    if (all > data.refused_above) notice(text + word('semicolon') + word('refused'));
    else notice(text, word('draw_all') + (all > data.slow_above ? word('slow') : ''), () => {
      drawAll = true;
      byId('notice').hidden = true;
      redraw();
      fit();
      tellBelow();
    });
  } else if (!scene.shown.length) {
    notice(scene.path ? scene.title : word('nothing_drawn'));
  }
}

// --- building elements; text only ever as textContent ---

function el(tag, properties, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

const link = (node) => el('button', { className: 'go', textContent: name(node), onclick: () => visit(node) });

/** Select what is drawn; go to what is not. */
function visit(node) {
  if (scene.shown.includes(node)) {
    network.moveTo({ position: network.getPosition(node), animation: false });
    choose(node);
  } else {
    go(address(node));
  }
}

function down(node) {
  if (scene.node === node && !scene.path) return;
  go(address(node));
}

// --- header ---

function crumbs() {
  const trail = trailTo(scene.node);
  if (count && trail[0] !== top) trail.unshift(top);
  const box = byId('crumbs');
  box.textContent = '';
  trail.forEach((node, number) => {
    if (number) box.append(' › ');
    const last = number === trail.length - 1 && !scene.path;
    box.append(last ? el('span', { className: 'here', textContent: name(node) })
      : el('button', { className: 'go', textContent: name(node), onclick: () => go(address(node)) }));
  });
  if (scene.path) box.append(' › ', el('span', { className: 'here', textContent: scene.title }));
  byId('canvas').setAttribute('aria-label', scene.title);
  document.title = `${word('title')} ${scene.title} ${data.as_of}`;
}

/** From the top down to a node. */
function trailTo(node) {
  const trail = [];
  for (let at = node; at !== null && !trail.includes(at); at = upFrom(at)) trail.unshift(at);
  return trail;
}

/** What a node lies in, or the first place that it is tied to. */
function upFrom(node) {
  const parent = parentOf(node);
  if (parent !== null) return parent;
  if (node === top) return null;
  for (const relation of ['SERVES', 'COVERS', 'SEATED_IN', 'PAIRED_WITH']) {
    const tie = tiesOf[node].find((edge) => edges.relation[edge] === relation && edges.from[edge] === node);
    if (tie !== undefined) return edges.to[tie];
  }
  return null;
}

function variants() {
  const box = byId('views');
  box.textContent = '';
  if (!scene.views || scene.views.length < 2) return;
  const shallowFirst = Array.from(scene.views).sort((a, b) => a.nodes.length - b.nodes.length);
  box.append(...shallowFirst.map((view) => el('button', {
    textContent: `${say(view.title)} ${view.nodes.length}${view.nodes.length > data.slow_above ? word('slow') : ''}`,
    className: view === scene.views[scene.variant] ? 'on' : '',
    onclick: () => go(`${address(scene.node)}/${view.depth}`),
  })));
}
