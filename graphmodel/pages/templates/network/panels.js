/* The two panels: legends, path and search on the left, details on the right. */

// --- left: legends that count and filter ---

const SVG = 'http://www.w3.org/2000/svg';
function icon(shapes) {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '-10 -9 20 18');
  shapes.forEach(([tag, attributes, text]) => {
    const shape = document.createElementNS(SVG, tag);
    Object.keys(attributes).forEach((key) => shape.setAttribute(key, attributes[key]));
    if (text) shape.textContent = text;
    svg.append(shape);
  });
  return svg;
}
const signIcon = (key) => icon([['path', {
  d: SIGN_PATHS[key](SIGN_SIZE[key]), stroke: LOOK[key].sign, 'stroke-width': key === 'S1' ? 2.4 : 1.5,
  fill: FILLED[key] ? LOOK[key].sign : 'none', 'stroke-dasharray': key === 'unknown' ? '2 2' : 'none',
}]]);
const groupIcon = (key) => icon([
  ['rect', { x: -9, y: -8, width: 18, height: 16, rx: 3, fill: TILE[key] }],
  ['text', { x: 0, y: 4, 'text-anchor': 'middle', 'font-size': 11, fill: '#fff' }, say(GROUPS.get(key).sign)],
]);
const tieIcon = (key) => icon([['line', {
  x1: -9, x2: 9, y1: 0, y2: 0, stroke: TIE[key].color, 'stroke-width': TIE[key].width + 0.6,
  'stroke-dasharray': (TIE[key].dashes || []).join(' ') || 'none',
}]]);

function legend(id, keys, what, titles, icons, of) {
  const box = byId(id);
  box.textContent = '';
  const numbers = grouped(of);
  keys.forEach((key) => {
    const number = (numbers.get(key) || []).length;
    if (!number && !hidden[what].has(key) && what !== 'status') return;
    const tick = el('input', {
      type: 'checkbox', checked: !hidden[what].has(key),
      onchange: () => {
        if (tick.checked) hidden[what].delete(key);
        else hidden[what].add(key);
        refilter();
      },
    });
    tick.dataset.key = key;
    box.append(el('li', {}, el('label', {}, tick, icons(key), el('span', { textContent: titles(key) }),
      el('span', { className: number ? 'count' : 'count zero', textContent: number }))));
  });
}

function legends() {
  legend('statuses', Array.from(STATUSES.keys()), 'status', (key) => say(STATUSES.get(key)), signIcon,
    scene.cards.map(status));
  legend('groups', Array.from(GROUPS.keys()), 'group', (key) => say(GROUPS.get(key).title), groupIcon,
    scene.cards.map((node) => nodes.group[node]));
  legend('relations', Array.from(RELATIONS.keys()), 'relation', (key) => say(RELATIONS.get(key)), tieIcon,
    scene.ties.map((tie) => edges.relation[tie]));
  byId('gaps-only').checked = gapsOnly;
}

function refilter() {
  byId('notice').hidden = true;
  fill();
  if (selected !== null && !scene.shown.includes(selected)) choose(scene.node);
  else choose(selected);
  tellBelow();
}

// --- left: the path ---

const trip = { start: null, end: null };
function trips() {
  byId('path-start').textContent = trip.start === null ? word('chosen') : name(trip.start);
  byId('path-end').textContent = trip.end === null ? word('chosen') : name(trip.end);
  byId('find-path').disabled = trip.start === null || trip.end === null || trip.start === trip.end;
}
byId('find-path').onclick = () => go(`path/${address(trip.start)}/${address(trip.end)}`);

// --- left: search ---

const search = byId('search');
const found = byId('found');
const SHOWN_FOUND = 12;

function offer() {
  const asked = search.value.trim().toLowerCase();
  found.textContent = '';
  found.hidden = !asked;
  search.setAttribute('aria-expanded', String(Boolean(asked)));
  if (!asked) return;
  const exact = [];
  const begins = [];
  const holds = [];
  for (let node = 0; node < count; node += 1) {
    const called = name(node).toLowerCase();
    const code = nodes.code[node].toLowerCase();
    if (code === asked || called === asked) exact.push(node);
    else if (called.startsWith(asked) || code.startsWith(asked)) begins.push(node);
    else if (called.includes(asked) || code.includes(asked)) holds.push(node);
  }
  const all = exact.concat(begins, holds);
  all.slice(0, SHOWN_FOUND).forEach((node, at) => {
    const parent = upFrom(node);
    const where = [say(GROUPS.get(nodes.group[node]).title), nodes.code[node], parent === null ? null : name(parent)];
    const item = el('li', { id: 'found-' + at, onmousedown: (event) => event.preventDefault(), onclick: () => take(node) },
      name(node), el('small', { textContent: where.filter(Boolean).join(' · ') }));
    item.setAttribute('role', 'option');
    item.setAttribute('aria-selected', String(at === 0));
    item.dataset.node = node;
    found.append(item);
  });
  if (!all.length) found.append(el('li', { className: 'more', textContent: word('not_found') }));
  if (all.length > SHOWN_FOUND) {
    found.append(el('li', { className: 'more', textContent: word('more_found', { n: all.length - SHOWN_FOUND }) }));
  }
  if (all.length) search.setAttribute('aria-activedescendant', 'found-0');
}

function take(node) {
  search.value = '';
  offer();
  search.blur();
  visit(node);
}

search.oninput = offer;
search.onblur = () => { found.hidden = true; };
search.onfocus = offer;
search.onkeydown = (event) => {
  const items = Array.from(found.querySelectorAll('[role=option]'));
  const at = items.findIndex((item) => item.getAttribute('aria-selected') === 'true');
  if (event.key === 'Enter' && at >= 0) take(Number(items[at].dataset.node));
  if (event.key === 'Escape') {
    search.value = '';
    offer();
  }
  if ((event.key === 'ArrowDown' || event.key === 'ArrowUp') && items.length) {
    event.preventDefault();
    const next = (at + (event.key === 'ArrowDown' ? 1 : items.length - 1)) % items.length;
    items.forEach((item, number) => item.setAttribute('aria-selected', String(number === next)));
    items[next].scrollIntoView({ block: 'nearest' });
    search.setAttribute('aria-activedescendant', items[next].id);
  }
};

// --- right: details ---

const SHOWN_TIES = 12;
const SHOWN_VALUES = 8;

function choose(node) {
  selected = node;
  network.unselectAll();
  if (node !== null && scene.shown.includes(node)) network.selectNodes([node], false);
  const box = byId('details');
  box.textContent = '';
  if (node !== null) box.append(...nodeDetails(node));
  else box.append(el('h2', { textContent: scene.title }), ...steps());
  byId('right').scrollTop = 0;
}

/** The gravest gaps of the picture: places by what lies in them, else the things that have one. */
function worstHere() {
  const above = new Set(trailTo(scene.node));
  const others = scene.shown.filter((node) => !above.has(node));
  const label = ['Compound', 'Community', 'Street', 'County'].find((one) => others.some((node) => nodes.label[node] === one));
  const weight = label ? firstGaps : (node) => (status(node) === 'S1' ? 1 : 0);
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
  const at = (findingsOn.get(node) || []).find((one) => findings.severity[one] === 1);
  return say(wrongOf(at, nodes.label[node]));
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
  const actions = el('div', { className: 'actions' });
  if (scene.node !== node || scene.path) {
    actions.append(el('button', { textContent: word('open'), onclick: () => go(address(node)) }));
  }
  if (data.views[node]) {
    actions.append(el('button', { textContent: word('near'), onclick: () => go('near/' + address(node)) }));
  }
  [['start', 'as_start'], ['end', 'as_end']].forEach(([end, title]) => {
    actions.append(el('button', { textContent: word(title), onclick: () => {
      trip[end] = node;
      trips();
    } }));
  });
  parts.push(actions);
  parts.push(...below(node), ...(node === scene.node ? worstHere() : []));
  parts.push(...verdicts(findingsOn.get(node) || [], nodes.label[node]), ...numbers(node), ...ties(node));
  parts.push(el('p', { className: 'more', textContent: word('own') + place(data.origin, node) }));
  return parts;
}

function inBadge(node) {
  if (!belowOf.has(node)) return say(STATUSES.get(status(node)));
  const unknown = data.below.unknown[belowOf.get(node)];
  const grave = firstGaps(node) ? word('grave_within', { n: firstGaps(node) }) : word('none_grave_within');
  return unknown ? grave + word('semicolon') + word('unknown_within', { n: unknown }) : grave;
}

function below(node) {
  if (!belowOf.has(node)) return [];
  const at = belowOf.get(node);
  const rows = Array.from(STATUSES.keys())
    .filter((key) => key !== 'none' && data.below[key][at])
    .map((key) => el('tr', {},
      el('td', {}, el('span', { className: key, textContent: say(STATUSES.get(key)) })),
      el('td', { className: 'n', textContent: data.below[key][at].toLocaleString('en') })));
  return [el('h3', { textContent: word('below') }), el('table', {}, ...rows)];
}

function numbers(node) {
  const rows = (countsOf.get(node) || []).map((at) => el('tr', {},
    el('td', { textContent: say(data.counts.words[data.counts.what[at]]) }),
    el('td', { className: 'n', textContent: data.counts.count[at].toLocaleString('en') })));
  return rows.length ? [el('h3', { textContent: word('counts') }), el('table', {}, ...rows)] : [];
}

const ruleOf = (at) => data.rules[findings.rule[at]];
/** The rule of a finding, with those besides that tell of the same gap. */
const ruleIds = (at) => {
  const others = (othersOf.get(at) || []).map((rule) => data.rules[rule][0]).join(word('and'));
  return others ? word('with_remark', { what: ruleOf(at)[0], remark: others }) : ruleOf(at)[0];
};
const wrongOf = (at, label) => ruleOf(at)[2][label][0];

function verdicts(list, label) {
  const of = (verdict) => list.filter((at) => data.verdicts[findings.verdict[at]][0] === verdict);
  const parts = [];
  const gaps = of('gap').sort((a, b) => findings.severity[a] - findings.severity[b]);
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
  const verdict = data.verdicts[findings.verdict[at]][0];
  const gap = verdict === 'gap';
  const key = gap ? `S${Math.min(3, findings.severity[at])}` : verdict;
  const asked = `${ruleIds(at)} ${say(title)}`;
  const grave = gap ? say(data.severities[findings.severity[at] - 1]) : '';
  const parts = [el('p', { className: 'title', textContent: gap ? word('with_remark', { what: asked, remark: grave }) : asked })];
  if (gap) parts.push(el('p', { className: `wrong ${key}`, textContent: say(byLabel[label][0]) }));
  const told = evidence(findings.evidence[findings.text[at]]);
  if (told.length) parts.push(el('p', {}, ...told));
  if (gap) parts.push(el('p', { className: 'closes', textContent: word('closes') + say(byLabel[label][1]) }));
  const rows = sources(at);
  if (rows) parts.push(el('p', { className: 'source', textContent: word('source') + rows }));
  return el('div', { className: `finding ${key}` }, ...parts);
}

/** Evidence in words: codes of what is drawn as links. */
function evidence(facts) {
  const parts = [];
  const homes = data.verdicts.every(([verdict]) => verdict in facts);
  Object.keys(facts).forEach((key) => {
    if (parts.length) parts.push(word('semicolon'));
    const verdict = homes && data.verdicts.find(([one]) => one === key);
    parts.push(`${say(verdict ? verdict[1] : data.words['=' + key] || [key, key])}${word('colon')}`);
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
  const byFile = grouped(findings.sources[at].map(([file]) => file), findings.sources[at].map(([, row]) => row));
  const parts = Array.from(byFile, ([file, rows]) => word('row', { file: fileName(file), rows: rows.join(word('and')) }));
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
      const item = el('li', {}, link(otherEnd(tie, node)));
      if (edgeFindings(tie).length) {
        item.append(' ', el('button', { className: 'go', textContent: hasGap(edgeFindings(tie)) ? '▲' : '✓', onclick: () => chooseTie(tie) }));
      }
      return item;
    })));
    if (list.length > SHOWN_TIES) parts.push(el('p', { className: 'more', textContent: word('more', { n: list.length - SHOWN_TIES }) }));
  });
  return parts.length ? [el('h3', { textContent: word('ties') }), ...parts] : [];
}

function chooseTie(tie) {
  selected = null;
  const box = byId('details');
  box.textContent = '';
  box.append(
    el('h2', { textContent: say(RELATIONS.get(edges.relation[tie])) }),
    el('p', {}, link(edges.from[tie]), ' → ', link(edges.to[tie])),
    ...verdicts(edgeFindings(tie), 'PAIRED_WITH'),
    el('p', { className: 'more', textContent: word('own') + place(data.edge_origin, tie) })
  );
}
