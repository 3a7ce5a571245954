/* The left panel: ready questions, rules to look at, legends that count and filter, the path. */

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
  legend('statuses', RANKS, 'status', (key) => say(STATUSES.get(key)), signIcon, scene.members.map(status));
  legend('groups', Array.from(GROUPS.keys()), 'group', (key) => say(GROUPS.get(key).title), groupIcon,
    scene.members.map((node) => nodes.group[node]));
  legend('relations', Array.from(RELATIONS.keys()), 'relation', (key) => say(RELATIONS.get(key)), tieIcon,
    scene.ties.map((tie) => edges.relation[tie]));
  byId('gaps-only').checked = gapsOnly;
}

// --- left: rules to look at ---

/** By rule how many gaps lie in the place that is shown, else on what is drawn. */
function gapsByRule() {
  const numbers = new Map();
  const add = (told, number) => data.told[told].forEach((rule) => numbers.set(rule, (numbers.get(rule) || 0) + number));
  const place = scene.question ? scopeNow === null ? top : scopeNow : scene.node;
  if (belowOf.has(place)) {
    (linesIn.get(place) || []).forEach((line) => add(data.lines.told[line], data.lines.lines[line]));
  } else {
    const gaps = (list) => list.filter((at) => findings.verdict[at] === 'gap').forEach((at) => add(findings.told[at], 1));
    scene.members.forEach((node) => gaps(findingsOn.get(node) || []));
    scene.ties.forEach((tie) => gaps(edgeFindings(tie)));
  }
  return numbers;
}

const TOLD_OF_GAPS = new Set(data.lines.told.concat(findings.told.filter((_, at) => findings.verdict[at] === 'gap')));
const RULES_WITH_GAPS = Array.from(new Set(Array.from(TOLD_OF_GAPS, (told) => data.told[told]).flat())).sort((a, b) => a - b);

function ruleList() {
  const box = byId('rules');
  box.textContent = '';
  const numbers = gapsByRule();
  RULES_WITH_GAPS.forEach((rule) => {
    const number = numbers.get(rule) || 0;
    const tick = el('input', { type: 'checkbox', checked: chosenRules.has(rule), onchange: () => {
      chooseRules(RULES_WITH_GAPS.filter((one) => (one === rule ? tick.checked : chosenRules.has(one))));
      const again = Array.from(box.querySelectorAll('input')).find((one) => one.dataset.key === tick.dataset.key);
      if (again) again.focus();
    } });
    tick.dataset.key = data.rules[rule][0];
    box.append(el('li', {}, el('label', {}, tick, el('span', { textContent: ruleTitle(rule) }),
      el('span', { className: number ? 'count' : 'count zero', textContent: number }))));
  });
  byId('no-rules').disabled = !chosenRules.size;
}

/** Look at the gaps of some rules only; of all when there are none. */
function chooseRules(rules) {
  chosenRules.clear();
  rules.forEach((rule) => chosenRules.add(rule));
  tellFilter();
  refilter();
}
byId('no-rules').onclick = () => chooseRules([]);

// --- left: ready questions ---

function questionList() {
  const box = byId('questions');
  box.textContent = '';
  data.questions.forEach((question) => {
    const on = scene.question === question;
    const button = el('button', { className: on ? 'on' : '', onclick: () => go(on ? atFirst() : `ask/${question.key}`) },
      el('span', { textContent: say(question.title) }),
      el('span', { className: 'count', textContent: question.nodes ? numberOfAnswers(question) : '—' }));
    button.dataset.key = question.key;
    button.setAttribute('aria-pressed', String(on));
    box.append(el('li', {}, button));
  });
}

// --- left: the path ---

const trip = { start: null, end: null };
function trips() {
  byId('path-start').textContent = trip.start === null ? word('chosen') : name(trip.start);
  byId('path-end').textContent = trip.end === null ? word('chosen') : name(trip.end);
  byId('find-path').disabled = trip.start === null || trip.end === null || trip.start === trip.end;
}
byId('find-path').onclick = () => go(`path/${address(trip.start)}/${address(trip.end)}`);

