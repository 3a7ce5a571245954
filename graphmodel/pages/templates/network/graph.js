/* The data of the page, indexed; its words; and the addresses of views.
   Everything a roster says reaches the page through textContent or the canvas, never as markup. */

const data = JSON.parse(document.getElementById('data').textContent);
const byId = (id) => document.getElementById(id);

// --- words ---

let lang = data.language;
const say = (pair) => pair[lang === 'zh' ? 0 : 1];
const word = (key, values) => say(data.phrases[key]).replace(/\{(\w+)\}/g, (_, name) => values[name]);

// --- columns as they were before they were written short ---

const summed = (steps) => {
  let sum = 0;
  return steps.map((step) => (sum += step));
};
const whole = (table) => Object.keys(table).reduce((found, key) => Object.assign(found, {
  [key]: table[key].words ? table[key].at.map((at) => table[key].words[at]) : table[key],
}), {});
const nodes = whole(data.nodes);
const edges = whole(data.edges);
const findings = Object.assign({}, data.findings, {
  on: summed(data.findings.on),
  grave: Array.from(data.findings.outcome, (letter) => Number(letter) || 0),
  verdict: Array.from(data.findings.outcome, (letter) => (Number(letter) ? 'gap' : { m: 'met', u: 'unknown', e: 'exempt' }[letter])),
});

// --- the network, indexed once ---

const count = nodes.code.length;
const before = new Map(data.before.node.map((node, at) => [node, data.before.before[at]]));
/** What a thing is called; where others are called so too, with its place before it. */
const name = (node) => (before.has(node) ? before.get(node) + '·' : '') + (nodes.name[node] || nodes.code[node]);
const GROUPS = new Map(data.groups.map(([key, title, sign]) => [key, { title, sign }]));
const STATUSES = new Map(data.statuses);
const RANKS = Array.from(STATUSES.keys());
const RELATIONS = new Map(data.relations);
const VERDICTS = new Map(data.verdicts);
const isGap = (key) => key === 'S1' || key === 'S2' || key === 'S3';
const grouped = (keys, values) => {
  const found = new Map();
  keys.forEach((key, at) => {
    if (!found.has(key)) found.set(key, []);
    found.get(key).push(values ? values[at] : at);
  });
  return found;
};
const findingsOn = grouped(findings.on);
const countsOf = grouped(summed(data.counts.node));
const belowOf = new Map(data.below.node.map((node, at) => [node, at]));
const linesIn = grouped(summed(data.lines.node));
const looseIn = grouped(data.loose.compound, data.loose.node);
const unitsOf = new Map(data.units.node.map((node, at) => [node, data.units.units[at]]));
const HANGING = summed(data.hanging.subject);
const hangsOf = grouped(HANGING);
const hangsOn = grouped(data.hanging.on);
const tiesOf = Array.from({ length: count }, () => []);
edges.from.forEach((from, edge) => {
  tiesOf[from].push(edge);
  tiesOf[edges.to[edge]].push(edge);
});
const otherEnd = (edge, node) => (edges.from[edge] === node ? edges.to[edge] : edges.from[edge]);
const byCode = grouped(nodes.code);
const numberOf = (label, code) => (byCode.get(code) || []).find((node) => nodes.label[node] === label);
const top = Math.max(0, nodes.label.indexOf('City'));
const moreRows = new Map(findings.more);
const edgeFindings = (edge) => findingsOn.get(count + edge) || [];

/** From the top down to a node. */
function trailTo(node) {
  const trail = [];
  for (let at = node; at !== null && !trail.includes(at); at = data.up[at]) trail.unshift(at);
  return trail;
}

// --- the rules that are looked at: all, or a set of them ---

const chosenRules = new Set();
let statuses = [];
let within = new Map();
const speaks = (told) => !chosenRules.size || data.told[told].some((rule) => chosenRules.has(rule));
const gapsOf = (list) => list.filter((at) => findings.verdict[at] === 'gap' && speaks(findings.told[at]));
const rankOf = (at) => ({ gap: Math.min(findings.grave[at], 3) - 1, unknown: 3, met: 4, exempt: 5 }[findings.verdict[at]]);

/** Work out what those rules say of every node, and how many of their gaps lie in every place. */
function judge() {
  const ranks = new Array(count).fill(5);
  findings.on.forEach((on, at) => {
    if (on < count && speaks(findings.told[at])) ranks[on] = Math.min(ranks[on], rankOf(at));
  });
  statuses = ranks.map((rank) => RANKS[rank]);
  within = new Map();
  belowOf.forEach((at, node) => {
    if (!chosenRules.size) {
      within.set(node, { number: data.below.S1[at], key: RANKS.find((key) => data.below[key][at]) || 'none' });
      return;
    }
    const lines = (linesIn.get(node) || []).filter((line) => speaks(data.lines.told[line]));
    const grave = Math.min(...lines.map((line) => Math.min(3, Number(data.lines.severity[line]))), 4);
    within.set(node, {
      number: lines.reduce((sum, line) => sum + data.lines.lines[line], 0),
      key: lines.length ? RANKS[grave - 1] : 'none',
    });
  });
}

const status = (node) => statuses[node];
/** How many gaps lie in a place: the gravest; of chosen rules all. */
const gapsWithin = (node) => (within.has(node) ? within.get(node).number : 0);
/** What the sign and the badge tell: of an area the gravest thing within, of anything else its own verdict. */
const badge = (node) => (within.has(node) ? within.get(node).key : status(node));

// --- where we are: a place (Label/code, Label/code/depth, near/…, path/…/…, hang/…, ask/key), and what is chosen ---

const WAYS = ['path', 'near', 'hang', 'ask'];
const address = (node) => nodes.label[node] + '/' + encodeURIComponent(nodes.code[node]);
const decoded = (part) => {
  try {
    return decodeURIComponent(part);
  } catch (error) {
    return part;
  }
};

function parsed(place) {
  const parts = place.split('/').map(decoded);
  const way = WAYS.includes(parts[0]) ? parts.shift() : '';
  const found = [];
  for (let at = 0; at + 1 < parts.length; at += 2) found.push(numberOf(parts[at], parts[at + 1]));
  const depth = parts.length % 2 ? parts[parts.length - 1] : '';
  return { way, found, depth, asked: parts.join('/'), last: parts[parts.length - 1] };
}

/** The unit that is chosen as the scope; null when everything is. */
function scopeNode() {
  const code = chosen();
  const node = code && ['County', 'Street', 'Community'].map((label) => numberOf(label, code)).find((one) => one !== undefined);
  return node || node === 0 ? node : null;
}
let scopeNow = null;
const insideScope = new Map();
/** Whether a thing lies in the scope; see `graphmodel --scope`. */
function inScope(node) {
  if (scopeNow === null) return true;
  if (!insideScope.has(node)) {
    insideScope.set(node, (unitsOf.get(node) || []).some((unit) => trailTo(unit).includes(scopeNow)));
  }
  return insideScope.get(node);
}

let lastPlace = '';
const atFirst = () => (scopeNow === null ? data.start : address(scopeNow)) || '';
const here = () => asked()[''] || lastPlace || data.asked || atFirst();

/** Open a place; whoever goes back comes to where they were. */
function go(place) {
  if (place !== (asked()[''] || lastPlace)) {
    try {
      history.pushState(null, '', '#' + written(Object.assign(asked(), { '': place })));
    } catch (error) {
      lastPlace = place; // in a srcdoc frame there is no address to change
    }
  }
  openPlace();
}
/** Say in the address what is filtered. */
function tellFilter() {
  const rules = Array.from(chosenRules, (rule) => data.rules[rule][0]).sort().join(',');
  ask(Object.assign(asked(), { rules, gaps: gapsOnly ? '1' : '' }));
}
