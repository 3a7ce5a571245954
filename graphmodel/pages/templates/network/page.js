/* The state of the page: which scene, which filters; the trail above and the line below. */

// --- filters ---

const hidden = { status: new Set(), group: new Set(), relation: new Set() };
let gapsOnly = false;
let drawAll = false;

/** Those of the members of a view that are drawn; with gaps alone also what they lie in, so that none hangs in the air. */
function keeping(members, node) {
  const ticked = members.filter((one) => one === node || (!hidden.group.has(nodes.group[one]) && !hidden.status.has(status(one))));
  if (!gapsOnly) return new Set(ticked);
  const kept = new Set();
  ticked.filter((one) => one === node || isGap(status(one)) || gapsWithin(one) > 0).forEach((one) => {
    if (one === node || belowOf.has(one)) kept.add(one);
    else trailTo(one).forEach((above) => kept.add(above));
  });
  return new Set(ticked.filter((one) => kept.has(one)));
}

const cardAt = (node) => ({
  id: node, shape: 'custom', ctxRenderer: drawCard, x: scene.x[scene.at.get(node)], y: scene.y[scene.at.get(node)],
});

function tieOf(tie, beside) {
  const lacks = gapsOf(edgeFindings(tie)).length > 0;
  const look = TIE[edges.relation[tie]];
  const opacity = !lacks && (faded(edges.from[tie]) || faded(edges.to[tie])) ? 0.2 : 1;
  const lost = scene.lost && (edges.from[tie] === scene.node ? scene.lost.get(edges.to[tie]) : null);
  const drawn = { // vis is slow to read what is said of each: only what is not so by itself
    id: tie, from: edges.from[tie], to: edges.to[tie], width: look.width,
    color: { color: lacks ? '#d9822b' : look.color, highlight: '#0b5cad', hover: '#0b5cad', opacity },
  };
  if (lacks || look.dashes) drawn.dashes = lacks ? [9, 5] : look.dashes;
  if (beside) drawn.smooth = { enabled: true, type: 'curvedCW', roundness: 0.16 * beside }; // a second tie of the same two
  if (edges.relation[tie] !== 'PART_OF') drawn.arrows = { to: { enabled: true, scaleFactor: 0.45 } };
  if (scene.named) {
    drawn.label = say(RELATIONS.get(edges.relation[tie])) + (lacks ? ' ▲' : '') + (lost ? ' ' + lost.join(word('and')) : '');
    drawn.font = { size: LETTER, face: FONT, color: lacks ? '#c2670c' : '#47525b', strokeWidth: 4 };
  }
  return drawn;
}

/** Give vis what is drawn; cards that stand where they stood it has. */
let inPlace = {};
function fill() {
  const visible = new Set(scene.cards);
  const ticked = scene.ties.filter((tie) => !hidden.relation.has(edges.relation[tie]));
  scene.shown = scene.cards;
  scene.shownTies = ticked.filter((tie) => visible.has(edges.from[tie]) && visible.has(edges.to[tie]));
  drawnEdges.clear();
  if (scene.cards !== inPlace.cards || scene.x !== inPlace.x || scene.size !== inPlace.size) {
    drawnNodes.clear();
    drawnNodes.add(scene.shown.map(cardAt));
  }
  inPlace = scene;
  const between = new Map();
  drawnEdges.add(scene.shownTies.map((tie) => {
    const pair = [edges.from[tie], edges.to[tie]].sort().join();
    between.set(pair, (between.get(pair) || 0) + 1);
    return tieOf(tie, between.get(pair) - 1);
  }));
}

// --- neighbours added to a picture ---

let expanded = [];

/** Add what a card is tied to near it, or take it out again. */
function expand(node) {
  expanded = expanded.includes(node) ? expanded.filter((one) => one !== node) : expanded.concat(node);
  redraw();
  choose(node);
  tellBelow();
  if (scene.noRoom) notice(word('no_room', { n: scene.noRoom }));
}

function addNeighbours() {
  expanded = expanded.filter((node) => scene.cards.includes(node));
  if (!expanded.length) return;
  const taken = scene.cards.map((_, at) => ({ x: scene.x[at], y: scene.y[at], width: scene.size[0], height: heightOf(at) }));
  const laid = { cards: scene.cards.slice(), x: scene.x.slice(), y: scene.y.slice() };
  const ties = new Set(scene.ties);
  const noRoom = new Set();
  expanded.forEach((node) => {
    const at = laid.cards.indexOf(node);
    tiesOf[node].forEach((tie) => {
      const other = otherEnd(tie, node);
      if (!laid.cards.includes(other) && laid.cards.length < mostDrawn()) {
        const [x, y] = freePlace(laid.x[at], laid.y[at], taken, scene.size);
        taken.push({ x, y, width: scene.size[0], height: scene.size[1] });
        laid.cards.push(other);
        laid.x.push(x);
        laid.y.push(y);
      }
      if (laid.cards.includes(other)) ties.add(tie);
      else noRoom.add(other);
    });
  });
  Object.assign(scene, laid, { members: Array.from(new Set(scene.members.concat(laid.cards))), ties: Array.from(ties), noRoom: noRoom.size });
}

// --- opening a place ---

function openPlace() {
  takeFilter();
  const { way, found, depth, asked: wanted, last } = parsed(here());
  const question = way === 'ask' && data.questions.find((one) => one.key === last);
  const known = question || (way !== 'ask' && found.length > 0 && found.every((one) => one !== undefined));
  const node = way !== 'ask' && found.length && found[0] !== undefined ? found[0] : parsed(atFirst()).found[0] || 0;
  drawAll = false;
  expanded = [];
  byId('notice').hidden = true;
  if (!count) {
    show(() => NOTHING, null);
    return;
  }
  if (question) {
    show(() => (question.key === 'hall' ? hallScene(question) : answerScene(question)), null);
    if (!question.nodes) notice(word('cannot_tell'));
  } else if (way === 'path' && known && found.length > 1) {
    trip.start = found[0];
    trip.end = found[1];
    show(() => pathScene(found[0], found[1]), null);
  } else if (way === 'hang' && known) {
    show(() => hangScene(node), node);
  } else if (way === 'near' || !data.views[node]) {
    show(() => nearScene(node), node);
  } else {
    const variant = Math.max(0, data.views[node].findIndex((view) => view.depth === depth));
    show(() => placeScene(node, variant), node);
  }
  if (!known && wanted) missing(last);
  else if (chooser && asked().scope && !chosen()) missingScope(asked().scope);
  else if (known && !question && !inScope(node) && !leadsToScope(node)) {
    notice(word('outside', { what: name(node), scope: name(scopeNow) }), word('leave'), () => chooseScope(''));
  }
}

/** Say that there is no such thing, and offer what is called most like it. */
function missing(last) {
  notice(word('missing', { what: last }));
  offerAlike(nearest(last).map((node) => [name(node), () => go(address(node))]));
}

/** The same of a unit that cannot be chosen. */
function missingScope(code) {
  const units = Array.from(chooser.options).slice(1).map((option) => [option.value, option.textContent.trim()]);
  notice(word('missing', { what: code }));
  offerAlike(mostAlike(code, units).map((at) => [units[at][1], () => chooseScope(units[at][0])]));
}

function offerAlike(alike) {
  if (!alike.length) return;
  byId('notice').append(word('alike'), ...alike.map(([textContent, onclick]) => el('button', { textContent, onclick })));
}

/** Take from the address what is filtered and what the scope is. */
function takeFilter() {
  const wanted = asked();
  const ids = (wanted.rules || '').split(',');
  const rules = data.rules.map((_, at) => at).filter((at) => ids.includes(data.rules[at][0]));
  const scope = scopeNode();
  if (scope !== scopeNow) insideScope.clear();
  scopeNow = scope;
  chosenRules.clear();
  rules.forEach((rule) => chosenRules.add(rule));
  gapsOnly = wanted.gaps === '1';
  keep(chosen());
  judge();
}

let sceneMade = null;

function show(how, node) {
  sceneMade = how;
  redraw();
  choose(node);
  fit(); // asks for the room, when everything is said that takes some
  tellBelow();
}

function redraw() {
  scene = sceneMade();
  addNeighbours();
  scene.at = new Map(scene.cards.map((node, at) => [node, at]));
  scene.most = new Map();
  const equals = new Map();
  scene.cards.forEach((node) => {
    const label = nodes.label[node];
    scene.most.set(label, Math.max(numberWithin(node), scene.most.get(label) || 0));
    equals.set(label, (equals.get(label) || 0) + 1);
  });
  equals.forEach((number, label) => number < 2 && scene.most.delete(label));
  looseHere = new Set();
  scene.cards.forEach((node) => (looseIn.get(node) || []).forEach((loose) => looseHere.add(loose)));
  fill();
  crumbs();
  variants();
  legends();
  ruleList();
  questionList();
  trips();
}

/** Draw the same scene by other filters; what is left closes up. */
function refilter() {
  byId('notice').hidden = true;
  judge();
  redraw();
  fit();
  if (selected !== null && !scene.shown.includes(selected)) choose(scene.node);
  else choose(selected);
  tellBelow();
}

function chooseScope(code) {
  const wanted = asked();
  delete wanted[''];
  ask(Object.assign(wanted, { scope: code }));
  lastPlace = '';
  openPlace();
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
  const filtered = scene.members.length - scene.shown.length - (scene.cut > 0 ? scene.cut : 0);
  if (filtered > 0) parts.push(word('hidden_by_filter', { n: filtered }));
  if (scene.larger) parts.push(word('drag'));
  if (data.undecided) parts.push(word('undecided'));
  byId('left-out').textContent = parts.join(word('semicolon'));
  byId('about').textContent = word('about', { id: data.snapshot.slice(0, 12) || '—' });
  byId('as-of').textContent = say(data.day);
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
    notice(scene.path ? scene.title : scene.question ? word('no_answer') : word('nothing_drawn'));
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
  if (scene.node === node && !scene.path && !scene.hang) return;
  go(address(node));
}

// --- the trail ---

function crumbs() {
  const ofScene = scene.question || scene.node === null ? [] : trailTo(scene.node);
  if (count && !ofScene.includes(top)) ofScene.unshift(top);
  const trail = ofScene.slice(Math.max(0, ofScene.indexOf(scopeNow)));
  if (scopeNow !== null && !trail.includes(scopeNow)) trail.unshift(scopeNow);
  const box = byId('crumbs');
  box.textContent = '';
  const named = scene.path || scene.question || scene.hang;
  trail.forEach((node, number) => {
    if (number) box.append(' › ');
    const last = number === trail.length - 1 && !named;
    box.append(last ? el('span', { className: 'here', textContent: name(node) })
      : el('button', { className: 'go', textContent: name(node), onclick: () => go(address(node)) }));
  });
  if (named) box.append(' › ', el('span', { className: 'here', textContent: scene.title }));
  byId('canvas').setAttribute('aria-label', word('picture_of', { what: scene.title }));
  document.title = `${scene.title} · ${byId('title').textContent} ${data.as_of}`;
}

function variants() {
  const box = byId('views');
  box.textContent = '';
  if (scene.views && scene.views.length > 1) {
    const shallowFirst = Array.from(scene.views).sort((a, b) => a.nodes.length - b.nodes.length);
    box.append(...shallowFirst.map((view) => {
      const on = view === scene.views[scene.variant];
      const button = el('button', {
        textContent: `${say(view.title)} ${view.nodes.length}${view.nodes.length > data.slow_above ? word('slow') : ''}`,
        className: on ? 'on' : '',
        onclick: () => go(`${address(scene.node)}/${view.depth}`),
      });
      button.setAttribute('aria-pressed', String(on));
      return button;
    }));
  }
  if (chosenRules.size) {
    const rules = Array.from(chosenRules, (rule) => data.rules[rule][0]).sort().join(word('and'));
    box.append(el('button', { id: 'all-rules', className: 'chosen', textContent: word('only_rules', { rules }), onclick: () => chooseRules([]) }));
  }
}
