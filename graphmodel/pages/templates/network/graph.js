/* The data of the page, indexed; its words; and the addresses of views.
   Everything a roster says reaches the page through textContent or the canvas, never as markup. */

const data = JSON.parse(document.getElementById('data').textContent);
const { nodes, edges, findings } = data;
const byId = (id) => document.getElementById(id);

// --- words ---

let lang = data.language;
const say = (pair) => pair[lang === 'zh' ? 0 : 1];
const word = (key, values) => say(data.phrases[key]).replace(/\{(\w+)\}/g, (_, name) => values[name]);

// --- the network, indexed once ---

const count = nodes.code.length;
const name = (node) => nodes.name[node] || nodes.code[node];
const GROUPS = new Map(data.groups.map(([key, title, sign]) => [key, { title, sign }]));
const STATUSES = new Map(data.statuses);
const RELATIONS = new Map(data.relations);
const status = (node) => nodes.status[node] || 'none';
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
const countsOf = grouped(data.counts.node);
const belowOf = new Map(data.below.node.map((node, at) => [node, at]));
const looseIn = grouped(data.loose.compound, data.loose.node);
const tiesOf = Array.from({ length: count }, () => []);
edges.from.forEach((from, edge) => {
  tiesOf[from].push(edge);
  tiesOf[edges.to[edge]].push(edge);
});
const otherEnd = (edge, node) => (edges.from[edge] === node ? edges.to[edge] : edges.from[edge]);
const parentOf = (node) => {
  const edge = tiesOf[node].find((tie) => edges.relation[tie] === 'PART_OF' && edges.from[tie] === node);
  return edge === undefined ? null : edges.to[edge];
};
const byCode = grouped(nodes.code);
const numberOf = (label, code) => (byCode.get(code) || []).find((node) => nodes.label[node] === label);
const top = Math.max(0, nodes.label.indexOf('City'));
const firstGaps = (node) => (belowOf.has(node) ? data.below.S1[belowOf.get(node)] : 0);
/** What the sign and the badge tell: of an area the gravest thing within, of anything else its own verdict. */
const badge = (node) => (belowOf.has(node)
  ? Array.from(STATUSES.keys()).find((key) => data.below[key][belowOf.get(node)]) || 'none' : status(node));
const moreRows = new Map(findings.more);
const othersOf = new Map(findings.others);
const edgeFindings = (edge) => findingsOn.get(count + edge) || [];
const hasGap = (list) => list.some((at) => data.verdicts[findings.verdict[at]][0] === 'gap');

// --- where we are: #Label/code, #Label/code/depth, #near/Label/code, #path/Label/code/Label/code ---

const address = (node) => nodes.label[node] + '/' + encodeURIComponent(nodes.code[node]);
const decoded = (part) => {
  try {
    return decodeURIComponent(part);
  } catch (error) {
    return part;
  }
};

function parsed(hash) {
  const parts = hash.split('/').map(decoded);
  const way = parts[0] === 'path' || parts[0] === 'near' ? parts.shift() : '';
  const found = [];
  for (let at = 0; at + 1 < parts.length; at += 2) found.push(numberOf(parts[at], parts[at + 1]));
  const depth = parts.length % 2 ? parts[parts.length - 1] : '';
  return { way, found, depth, asked: parts.join('/') };
}

function go(place) {
  if (place === here()) return;
  try {
    history.pushState(null, '', '#' + place);
  } catch (error) {
    lastPlace = place; // in a srcdoc frame there is no address to change
  }
  openPlace();
}
let lastPlace = data.start || '';
const here = () => location.hash.slice(1) || lastPlace;
