/* Scenes: what one view shows. Python laid out those of places; the others are laid out here. */

const CARD = data.card;
const NOTHING = {
  node: null, title: '', members: [], cards: [], x: [], y: [], size: CARD, heights: null, frames: [], heads: [], ties: [], leftOut: [],
};
const NAMED_AT_MOST = 24;
const mostDrawn = () => (drawAll ? data.refused_above : data.drawn_at_most);

/** A scene of which `members` belong to it and `laid` are drawn. */
const sceneOf = (scene, members, laid) => Object.assign({}, NOTHING, { members, ties: among(members) }, scene, laid);

function among(cards) {
  const drawn = new Set(cards);
  const found = new Set();
  cards.forEach((node) => tiesOf[node].forEach((tie) => drawn.has(otherEnd(tie, node)) && found.add(tie)));
  return Array.from(found);
}

/** The scene of a place, as Python laid it out; closed up where some of it is not drawn. */
function placeScene(node, variant) {
  const views = data.views[node];
  const view = views[variant];
  const kept = keeping(view.nodes, node);
  const all = { cards: view.nodes, x: view.x, y: view.y, heights: view.heights.length ? view.heights : null, frames: view.frames, heads: view.heads };
  const members = view.depth === 'members';
  const left = () => (members ? restacked(view, kept) : nested(view.nodes.filter((one) => kept.has(one)), view.size));
  return sceneOf({ node, views, variant, title: name(node), size: view.size, leftOut: view.left_out },
    view.nodes, kept.size === view.nodes.length ? all : left());
}

/** A column of cards on each side of the middle, as many as fit beside one another. */
function columnsOf(side, direction, from) {
  const perColumn = Math.max(8, Math.ceil(Math.sqrt(side.length * 2.2)));
  return side.map((node, at) => {
    const column = Math.floor(at / perColumn);
    const inColumn = Math.min(perColumn, side.length - column * perColumn);
    return {
      node,
      x: direction * (from + column * (CARD[0] + 24)),
      y: (at % perColumn - (inColumn - 1) / 2) * (CARD[1] + 12),
    };
  });
}
const laidOut = (places) => ({ cards: places.map(({ node }) => node), x: places.map(({ x }) => x), y: places.map(({ y }) => y) });

/** A node in the middle; on the left what has a tie to it, on the right what it has a tie to. */
function nearScene(node) {
  const seen = new Set([node]);
  const sides = { left: [], right: [] };
  tiesOf[node].forEach((tie) => {
    const other = otherEnd(tie, node);
    if (seen.has(other)) return;
    seen.add(other);
    (edges.to[tie] === node ? sides.left : sides.right).push(other);
  });
  const members = Array.from(seen);
  const kept = keeping(members, node);
  const left = sides.left.filter((one) => kept.has(one));
  const right = sides.right.filter((one) => kept.has(one));
  const shown = left.concat(right).slice(0, mostDrawn() - 1);
  const apart = CARD[0] + 90;
  const places = [{ node, x: 0, y: 0 }].concat(
    columnsOf(shown.slice(0, left.length), -1, apart), columnsOf(shown.slice(left.length), 1, apart));
  const drawn = new Set(places.map((one) => one.node));
  return sceneOf({
    node, title: word('near_of', { a: name(node) }), named: places.length <= NAMED_AT_MOST,
    cut: left.length + right.length - shown.length, ties: tiesOf[node].filter((tie) => drawn.has(otherEnd(tie, node))),
  }, members, laidOut(places));
}

/** A shortest path, four cards to a line, turning at the ends. */
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
  return sceneOf({
    path: [from, to], ties, named: true,
    title: cards.length ? word('path_of', { a: name(from), b: name(to), n: ties.length }) : word('no_path'),
  }, cards, {
    cards,
    x: cards.map((_, at) => (line(at) % 2 ? perLine - 1 - (at % perLine) : at % perLine) * (CARD[0] + 90)),
    y: cards.map((_, at) => line(at) * 120),
  });
}

// --- answers to ready questions ---

const PLACES = ['City', 'County', 'Street', 'Community', 'Compound'];
const answersOf = (question) => (question.nodes || []).filter(inScope);
const countsAt = (question) => new Map(question.counts || []);

/** How many answer a question in the scope. */
function numberOfAnswers(question) {
  if (!question.counts) return answersOf(question).length;
  return scopeNow === null ? question.total : countsAt(question).get(scopeNow) || 0;
}

/** What an answer is shown under: organ organisations under those that lead them, anything else under its places. */
function shownUnder(node, from) {
  const trail = trailTo(node);
  if (nodes.group[node] === 'organ') {
    const outside = trail.slice().reverse().findIndex((one) => nodes.group[one] !== 'organ');
    return outside < 0 ? trail : trail.slice(trail.length - outside);
  }
  return trail.slice(Math.max(0, trail.indexOf(from)));
}

/** Levels between the whole and the answers that may be left out, for a picture that can be read; last the answers themselves. */
const LEFT_OUT = [[], ['Compound'], ['Compound', 'Community'], ['Compound', 'Community', 'Street']];
const DOWN_TO = [PLACES, PLACES.slice(0, 4), PLACES.slice(0, 3), PLACES.slice(0, 2)];

function answerScene(question) {
  const answers = answersOf(question);
  const is = new Set(answers);
  const from = scopeNow === null ? parsed(data.start || '').found[0] : scopeNow;
  const numbers = new Map();
  const every = new Set();
  answers.forEach((node) => shownUnder(node, from).forEach((one) => {
    every.add(one);
    if (one !== node) numbers.set(one, (numbers.get(one) || 0) + 1);
  }));
  const all = Array.from(every).sort((a, b) => a - b);
  const tries = LEFT_OUT.map((labels) => all.filter((node) => is.has(node) || !labels.includes(nodes.label[node])))
    .concat(DOWN_TO.map((labels) => all.filter((node) => labels.includes(nodes.label[node]))))
    .filter((members) => members.length && members.length <= data.drawn_at_most)
    .concat(all.length ? [all.slice(0, mostDrawn())] : [])
    .map((members) => {
      const kept = keeping(members, null);
      const size = sizeFor(members);
      return { members, size, laid: nested(members.filter((node) => kept.has(node)), size) };
    });
  const last = tries[tries.length - 1];
  const { members, size, laid } = (!drawAll && (tries.find((one) => readable(one)) || tries[0])) || last || { members: [], size: CARD, laid: {} };
  const first = members.length && members === (last || {}).members;
  return sceneOf({
    cut: first ? all.length - members.length : 0,
    question, answers: is, numbers: question.counts ? countsAt(question) : numbers,
    title: say(question.title), size, leftOut: first ? [] : leftOutOf(every, members),
  }, members, laid);
}

/** Cards of one line where names are short, of two where they are not. */
function sizeFor(cards) {
  const ctx = byId('canvas').querySelector('canvas').getContext('2d');
  ctx.font = `${LETTER}px ${FONT}`;
  const longest = Math.ceil(Math.max(...cards.map((node) => ctx.measureText(name(node)).width)));
  return longest + 58 <= CARD[0] * 1.2 ? [Math.max(longest + 58, 100), 28] : CARD;
}

/** Whether all of it fits into the window with letters that can be read. */
function readable({ laid, size }) {
  const [width, height] = room();
  const wide = Math.max(...laid.x) - Math.min(...laid.x) + size[0] + 16;
  const high = Math.max(...laid.y) - Math.min(...laid.y) + size[1] + 16;
  return !laid.cards.length || Math.min(width / wide, height / high) >= FLOOR;
}

function leftOutOf(every, members) {
  const drawn = new Set(members);
  const rest = grouped(Array.from(every).filter((node) => !drawn.has(node)).map((node) => nodes.group[node]));
  return Array.from(rest, ([group, list]) => [group, list.length]);
}

/** Two sides that are tied to one another: the grids of a Hall set, and all the branches that are paired with them. */
function hallScene(question) {
  const every = answersOf(question);
  const members = every.slice(0, mostDrawn());
  const apart = CARD[0] / 2 + 90;
  const grids = members.filter((node) => nodes.label[node] === 'Grid');
  const branches = members.filter((node) => nodes.label[node] !== 'Grid')
    .sort((a, b) => firstOf(a, grids) - firstOf(b, grids) || a - b);
  return sceneOf({
    question, answers: new Set(members), cut: every.length - members.length, title: say(question.title), named: members.length <= NAMED_AT_MOST,
    ties: among(members).filter((tie) => edges.relation[tie] === 'PAIRED_WITH'),
  }, members, laidOut(columnsOf(branches, -1, apart).concat(columnsOf(grids, 1, apart))));
}
const firstOf = (node, list) => Math.min(...tiesOf[node].map((tie) => list.indexOf(otherEnd(tie, node))).filter((at) => at >= 0));

/** What would be a gap without one organisation: this on the left, what hangs on it, and where that lies. */
function hangScene(node) {
  const lost = Array.from(new Set((hangsOn.get(node) || []).map((at) => HANGING[at]))).filter((one) => one !== node);
  const places = Array.from(new Set(lost.map((one) => data.up[one]).filter((one) => one !== null && one !== node && !lost.includes(one))));
  const apart = CARD[0] + 200;
  const most = mostDrawn();
  const first = columnsOf(lost.slice(0, most), 1, apart);
  const beyond = CARD[0] + 110 + Math.max(0, ...first.map(({ x }) => x));
  const laid = [{ node, x: 0, y: 0 }].concat(first, columnsOf(places.slice(0, most), 1, beyond));
  const drawn = laid.map((one) => one.node);
  const supports = ['COVERS', 'PAIRED_WITH', 'SEATED_IN'];
  return sceneOf({
    ties: among(drawn).filter((tie) => edges.relation[tie] === 'PART_OF' || supports.includes(edges.relation[tie]) && edges.from[tie] === node),
    node, hang: true, answers: new Set(lost), title: word('hang_of', { n: lost.length }), named: drawn.length <= NAMED_AT_MOST,
    lost: grouped((hangsOn.get(node) || []).map((at) => HANGING[at]), (hangsOn.get(node) || []).map((at) => idsOf(data.hanging.told[at]))),
    cut: lost.length + places.length + 1 - drawn.length,
  }, drawn, laidOut(laid));
}
