/* The right panel: details of a node, a tie, an answer, a path. */

const SHOWN_TIES = 12;
const SHOWN_VALUES = 8;
const SHOWN_ANSWERS = 60;

const mark = (cards, ties) => network.setSelection({ nodes: cards, edges: ties }, { unselectAll: true, highlightEdges: false });

function choose(node) {
  selected = node;
  mark(node !== null && scene.shown.includes(node) ? [node] : [], []);
  const box = byId('details');
  box.textContent = '';
  if (node !== null) box.append(...nodeDetails(node));
  else if (scene.question) box.append(...answerDetails(scene.question));
  else box.append(el('h2', { textContent: scene.title }), ...steps());
  if (scrolled) byId('right').scrollTop = 0;
}

let scrolled = false; // to say so to a panel that is not would lay out the page
byId('right').onscroll = () => { scrolled = byId('right').scrollTop > 0; };

/** The answer to a question: how many, what it is about, each by name. */
function answerDetails(question) {
  const parts = [el('h2', { textContent: say(question.title) })];
  if (!question.nodes) return parts.concat(el('p', { textContent: word('cannot_tell') }));
  const number = numberOfAnswers(question);
  parts.push(el('p', { className: 'answer' }, el('b', { textContent: number.toLocaleString('en') }), ' ', say(question.unit)));
  question.rules.forEach((rule) => parts.push(el('p', { className: 'what', textContent: ruleTitle(rule) })));
  if (question.key === 'hall') parts.push(el('p', { className: 'more', textContent: hallText(question) }));
  else if (question.counts) parts.push(el('p', { className: 'more', textContent: word('counted_where') }));
  const nowhere = scopeNow === null ? 0 : question.nodes.filter((node) => !unitsOf.has(node)).length;
  if (nowhere) parts.push(el('p', { className: 'more', textContent: word('answers_nowhere', { n: nowhere }) }));
  const counts = countsAt(question);
  const all = answersOf(question).slice().sort((a, b) => (counts.get(b) || 0) - (counts.get(a) || 0) || a - b);
  parts.push(el('table', {}, ...all.slice(0, SHOWN_ANSWERS).map((node) => el('tr', {},
    el('td', {}, link(node), el('small', { textContent: nodes.code[node] })),
    el('td', { className: 'n', textContent: counts.has(node) ? counts.get(node) : '' })))));
  if (all.length > SHOWN_ANSWERS) parts.push(el('p', { className: 'more', textContent: word('more', { n: all.length - SHOWN_ANSWERS }) }));
  return parts;
}

function hallText(question) {
  const grids = answersOf(question).filter((node) => nodes.label[node] === 'Grid').length;
  const branches = answersOf(question).length - grids;
  return grids ? word('hall', { grids, branches, n: grids - branches }) : word('no_hall');
}

/** The gravest gaps of the picture: places by what lies in them, else the things that have one. */
function worstHere() {
  const above = new Set(trailTo(scene.node));
  const others = scene.shown.filter((node) => !above.has(node));
  const label = ['Compound', 'Community', 'Street', 'County'].find((one) => others.some((node) => nodes.label[node] === one));
  const weight = label ? gapsWithin : (node) => (status(node) === 'S1' ? 1 : 0);
  const first = others
    .filter((node) => (!label || nodes.label[node] === label) && weight(node) > 0)
    .sort((a, b) => weight(b) - weight(a) || a - b)
    .slice(0, 10);
  if (!first.length) return [];
  return [el('h3', { textContent: word('first') }), el('table', {}, ...first.map((node) => el('tr', {},
    el('td', {}, link(node), label ? null : el('small', { textContent: firstWrong(node) })),
    el('td', { className: 'n S1', textContent: label ? weight(node) : '' }))))];
}

function firstWrong(node) {
  const at = gapsOf(findingsOn.get(node) || []).find((one) => findings.grave[one] === 1);
  return at === undefined ? '' : say(wrongOf(at, nodes.label[node]));
}

/** A path step by step. */
function steps() {
  return [el('ol', {}, ...scene.cards.map((node, at) => el('li', {}, link(node),
    at < scene.ties.length ? el('small', { textContent: say(RELATIONS.get(edges.relation[scene.ties[at]])) }) : null)))];
}

function nodeDetails(node) {
  const group = GROUPS.get(nodes.group[node]);
  const what = [nodes.kind[node] ? say(data.kinds[nodes.kind[node]]) : say(group.title)];
  if (nodes.form[node]) what.push(say(data.kinds[nodes.form[node]]));
  what.push(`${word('code')} ${nodes.code[node]}`);
  const key = badge(node);
  const parts = [
    el('h2', { textContent: name(node) }),
    el('p', { className: 'what', textContent: what.join(' · ') }),
  ];
  if (key !== 'none') parts.push(el('p', {}, el('span', { className: `chip ${key}`, textContent: inBadge(node) })));
  if (looseHere.has(node)) parts.push(el('p', { className: 'S1', textContent: word('loose') }));
  parts.push(actions(node), ...below(node), ...(node === scene.node ? worstHere() : []));
  parts.push(...verdicts(findingsOn.get(node) || [], nodes.label[node]), ...hanging(node), ...numbers(node), ...ties(node));
  parts.push(el('p', { className: 'more', textContent: word('own') + place(data.origin, node) }));
  return parts;
}

function actions(node) {
  const box = el('div', { className: 'actions' });
  const button = (key, onclick) => {
    const made = el('button', { textContent: word(key), onclick });
    made.dataset.does = key;
    box.append(made);
  };
  if (scene.node !== node || scene.path || scene.hang) button('open', () => go(address(node)));
  if (data.views[node]) button('near', () => go('near/' + address(node)));
  if (scene.at.has(node) && tiesOf[node].length) button(expanded.includes(node) ? 'unexpand' : 'expand', () => expand(node));
  if (hangsOn.has(node)) button('hang', () => go('hang/' + address(node)));
  [['start', 'as_start'], ['end', 'as_end']].forEach(([end, key]) => button(key, () => {
    trip[end] = node;
    trips();
  }));
  return box;
}

/** What would be a gap without one support: of a thing what it hangs on, of an organisation what hangs on it. */
function hanging(node) {
  const line = (at, on) => el('li', {},
    `${idsOf(data.hanging.told[at])} ${say(data.rules[data.told[data.hanging.told[at]][0]][1])}${word('colon')}`, on);
  const parts = [];
  const own = (hangsOf.get(node) || []).map((at) => line(at,
    data.hanging.on[at] === null ? word('one_person') : link(data.hanging.on[at])));
  if (own.length) parts.push(el('h3', { textContent: word('hangs_on') }), el('ul', { className: 'ties' }, ...own));
  const lost = hangsOn.get(node) || [];
  if (lost.length) {
    parts.push(el('h3', { textContent: `${word('hang_here')} ${lost.length}` }), el('ul', { className: 'ties' },
      ...lost.slice(0, SHOWN_TIES).map((at) => line(at, link(HANGING[at])))));
    if (lost.length > SHOWN_TIES) parts.push(el('p', { className: 'more', textContent: word('more', { n: lost.length - SHOWN_TIES }) }));
  }
  return parts;
}

function inBadge(node) {
  if (!within.has(node)) return say(STATUSES.get(status(node)));
  if (chosenRules.size) return word('chosen_within', { n: gapsWithin(node) });
  const unknown = data.below.unknown[belowOf.get(node)];
  const grave = gapsWithin(node) ? word('grave_within', { n: gapsWithin(node) }) : word('none_grave_within');
  return unknown ? grave + word('semicolon') + word('unknown_within', { n: unknown }) : grave;
}

const isWhole = (node) => node === top || node === parsed(data.start).found[0];

function below(node) {
  if (!within.has(node)) return [];
  const row = (className, title, number) => el('tr', {},
    el('td', {}, el('span', { className, textContent: title })),
    el('td', { className: 'n', textContent: number.toLocaleString('en') }));
  if (chosenRules.size) {
    const numbers = gapsByRule();
    const rows = Array.from(chosenRules).sort((a, b) => a - b).map((rule) => row('', ruleTitle(rule), numbers.get(rule) || 0));
    if (node !== scene.node) return [];
    return [el('h3', { textContent: word('chosen_below') }), el('table', {}, ...rows), ...(isWhole(node) ? elsewhere() : [])];
  }
  const at = belowOf.get(node);
  const rows = RANKS.filter((key) => key !== 'none' && data.below[key][at])
    .map((key) => row(key, say(STATUSES.get(key)), data.below[key][at]));
  return [el('h3', { textContent: word('below') }), el('table', {}, ...rows), ...(isWhole(node) ? elsewhere() : [])];
}

/** The gaps that lie in no place: with these the whole is what other pages say. */
function elsewhere() {
  const { told, lines, grave } = data.elsewhere;
  const numbers = new Map();
  told.forEach((one, at) => speaks(one) && numbers.set(grave[at], (numbers.get(grave[at]) || 0) + lines[at]));
  if (!numbers.size) return [];
  const list = Array.from(numbers.keys()).sort().map((severity) =>
    word('of_severity', { severity: say(data.severities[severity - 1]), n: numbers.get(severity) }));
  return [el('p', { id: 'elsewhere', className: 'more', textContent: word('elsewhere', { list: list.join(word('and')) }) })];
}

function numbers(node) {
  const rows = (countsOf.get(node) || []).map((at) => el('tr', {},
    el('td', { textContent: say(data.counts.words[data.counts.what[at]]) }),
    el('td', { className: 'n', textContent: data.counts.count[at].toLocaleString('en') })));
  return rows.length ? [el('h3', { textContent: word('counts') }), el('table', {}, ...rows)] : [];
}

const ruleOf = (at) => data.rules[data.told[findings.told[at]][0]];
/** The rule of a fact, with those besides that tell of the same. */
const idsOf = (told) => {
  const [first, ...others] = data.told[told].map((rule) => data.rules[rule][0]);
  return others.length ? word('with_remark', { what: first, remark: others.join(word('and')) }) : first;
};
const ruleIds = (at) => idsOf(findings.told[at]);
/** A rule in a list of numbers; where it counts homes elsewhere and grids here it says so. */
const ruleTitle = (rule) => `${data.rules[rule][0]} ${say(data.rules[rule][1])}${data.rules[rule][3] ? word('by_grid') : ''}`;
const wrongOf = (at, label) => ruleOf(at)[2][label][0];

function verdicts(every, label) {
  const list = every.filter((at) => speaks(findings.told[at]));
  const of = (verdict) => list.filter((at) => findings.verdict[at] === verdict);
  const parts = [];
  const gaps = of('gap').sort((a, b) => findings.grave[a] - findings.grave[b]);
  if (gaps.length) parts.push(el('h3', { textContent: `${word('gaps')} ${gaps.length}` }));
  parts.push(...gaps.map((at) => finding(at, label)));
  if (of('unknown').length) parts.push(el('h3', { textContent: `${word('unknown')} ${of('unknown').length}` }));
  parts.push(...of('unknown').map((at) => finding(at, label)));
  [['met', 'met_rules'], ['exempt', 'exempt_rules']].forEach(([verdict, title]) => {
    if (of(verdict).length) {
      parts.push(el('details', {}, el('summary', { textContent: word(title, { n: of(verdict).length }) }),
        ...of(verdict).map((at) => finding(at, label))));
    }
  });
  return parts;
}

function finding(at, label) {
  const [, title, byLabel] = ruleOf(at);
  const verdict = findings.verdict[at];
  const gap = verdict === 'gap';
  const key = gap ? `S${Math.min(3, findings.grave[at])}` : verdict;
  const asked = `${ruleIds(at)} ${say(title)}`;
  const grave = gap ? say(data.severities[findings.grave[at] - 1]) : '';
  const parts = [el('p', { className: 'title', textContent: gap ? word('with_remark', { what: asked, remark: grave }) : asked })];
  if (gap) parts.push(el('p', { className: `wrong ${key}`, textContent: say(byLabel[label][0]) }));
  const told = evidence(factsOf(at));
  if (told.length) parts.push(el('p', {}, ...told));
  if (gap) parts.push(el('p', { className: 'closes', textContent: word('closes') + say(byLabel[label][1]) }));
  const rows = sources(at);
  if (rows) parts.push(el('p', { className: 'source', textContent: word('source') + rows }));
  return el('div', { className: `finding ${key}` }, ...parts);
}

/** The evidence of a finding, by key. */
function factsOf(at) {
  const [keys, ...values] = findings.evidence[findings.text[at]];
  return findings.keys[keys].reduce((facts, key, place) => Object.assign(facts, { [key]: values[place] }), {});
}

/** Evidence in words: codes of what is drawn as links. */
function evidence(facts) {
  const parts = [];
  const homes = Array.from(VERDICTS.keys()).every((verdict) => verdict in facts);
  Object.keys(facts).forEach((key) => {
    if (parts.length) parts.push(word('semicolon'));
    const verdict = homes && VERDICTS.get(key);
    parts.push(`${say(verdict || data.words['=' + key] || [key, key])}${word('colon')}`);
    const values = Array.isArray(facts[key]) ? facts[key] : [facts[key]];
    if (!values.length) parts.push(word('empty'));
    values.slice(0, SHOWN_VALUES).forEach((value, at) => parts.push(at ? word('and') : '', valueOf(value)));
    if (values.length > SHOWN_VALUES) parts.push(`… (${values.length})`);
    if (verdict) parts.push(say([' 户', ' homes']));
  });
  return parts.filter((part) => part !== '');
}

function valueOf(value) {
  if (value === null) return word('not_known');
  if (typeof value === 'boolean') return word(value ? 'yes' : 'no', {});
  if (typeof value === 'number') return value.toLocaleString('en');
  const those = byCode.get(value) || [];
  if (those.length === 1) return link(those[0]);
  return Object.prototype.hasOwnProperty.call(data.words, value) ? say(data.words[value]) : value;
}

const fileName = (file) => (data.files[file][1] === null ? data.files[file][0] : `${data.files[file][0]} ${data.files[file][1]}`);

function place(origin, number) {
  return word('row', { file: fileName(origin[0][number]), rows: origin[1][number] });
}

function sources(at) {
  const byFile = [];
  findings.sources[at].forEach((number) => {
    if (number < 0) byFile.push([-1 - number, []]);
    else byFile[byFile.length - 1][1].push(number);
  });
  const parts = byFile.map(([file, rows]) => word('row', { file: fileName(file), rows: rows.join(word('and')) }));
  return parts.join(word('semicolon')) + (moreRows.has(at) ? word('more_rows', { n: moreRows.get(at) }) : '');
}

function ties(node) {
  const parts = [];
  const of = grouped(tiesOf[node].map((tie) => `${edges.relation[tie]} ${edges.to[tie] === node ? 'in' : 'out'}`), tiesOf[node]);
  of.forEach((list, key) => {
    const [relation, way] = key.split(' ');
    const title = say(RELATIONS.get(relation));
    parts.push(el('p', { className: 'relation', textContent: `${way === 'in' ? word('into', { a: title }) : title} ${list.length}` }));
    parts.push(el('ul', { className: 'ties' }, ...list.slice(0, SHOWN_TIES).map((tie) => {
      const lacks = gapsOf(edgeFindings(tie)).length > 0;
      const button = el('button', { className: 'go about', textContent: lacks ? '▲' : '…', onclick: () => chooseTie(tie) });
      button.setAttribute('aria-label', word('about_tie', { what: name(otherEnd(tie, node)) }));
      return el('li', {}, link(otherEnd(tie, node)), ' ', button);
    })));
    if (list.length > SHOWN_TIES) parts.push(el('p', { className: 'more', textContent: word('more', { n: list.length - SHOWN_TIES }) }));
  });
  return parts.length ? [el('h3', { textContent: word('ties') }), ...parts] : [];
}

/** A tie: what it is, between what, since when, what is said of it, and the row it stands in. */
function chooseTie(tie) {
  selected = null;
  mark([], scene.shownTies.includes(tie) ? [tie] : []);
  const row = (key, value) => el('tr', {}, el('td', { textContent: word(key) }), el('td', {}, value));
  const box = byId('details');
  box.textContent = '';
  box.append(
    el('h2', { textContent: say(RELATIONS.get(edges.relation[tie])) }),
    el('table', { className: 'tie' }, row('from', link(edges.from[tie])), row('to', link(edges.to[tie])),
      row('since', edges.since[tie] || word('since_not_told')), row('stands_in', place(data.edge_origin, tie))),
    ...verdicts(edgeFindings(tie), 'PAIRED_WITH')
  );
  byId('right').scrollTop = 0;
}
