/* The list of gaps: filtered, sorted and saved here, a page of it shown at a time. */
const data = dataOf('data');
const lines = data.lines;
const PAGE = 100;
const REPEATED = ['told', 'kind', 'title', 'why', 'closes', 'street', 'community', 'compound', 'source'];
function textOf(name, line) {
  const value = lines[name][line];
  return REPEATED.indexOf(name) >= 0 ? lines[name + '_words'][value] : value === null ? '' : String(value);
}
const told = lines.told_words.map(function (words) { return words.split(/[^0-9A-Za-z_]+/); });
const haystack = lines.rule.map(function (_, line) {
  return ['told', 'title', 'kind', 'name', 'subject', 'street', 'community', 'compound', 'why'].map(function (name) {
    return textOf(name, line);
  }).join('\n').toLowerCase();
});
const fields = ['rule', 'severity', 'seen', 'reply', 'q'].map(function (id) { return document.getElementById(id); }).filter(Boolean);
const body = document.getElementById('lines');
const counts = document.getElementById('gap-counts');
let order = { by: '', down: false };
let start = 0;
let opened = -1;
let found = [];
function wantedOf(id) {
  const field = document.getElementById(id);
  return field ? field.value : '';
}
function filter() {
  const scope = chosen();
  const unit = scope ? data.units[scope] : -1;
  const rule = wantedOf('rule');
  const leading = asked().lead; /* as figures count that add up over rules: a line under one rule only */
  const severity = Number(wantedOf('severity').slice(1));
  const words = wantedOf('q').trim().toLowerCase();
  const seen = wantedOf('seen');
  const reply = wantedOf('reply');
  found = [];
  for (let line = 0; line < haystack.length; line += 1) {
    if (unit >= 0 && lines.within[line].indexOf(unit) < 0) continue;
    if (rule && (leading ? lines.rule[line] !== rule : told[lines.told[line]].indexOf(rule) < 0)) continue;
    if (severity && lines.severity[line] !== severity) continue;
    if (seen && lines.first_seen[line] !== seen) continue;
    if (reply && (lines.reply[line] || '').indexOf(reply) !== 0) continue;
    if (words && haystack[line].indexOf(words) < 0) continue;
    found.push(line);
  }
  if (order.by) {
    const keys = {};
    found.forEach(function (line) {
      keys[line] = order.by === 'severity' || order.by === 'count' ? lines[order.by][line] : textOf(order.by, line);
    });
    const collator = new Intl.Collator('zh-CN', { numeric: true });
    const ranks = {};
    Array.from(new Set(found.map(function (line) { return keys[line]; }))).sort(function (a, b) {
      return typeof a === 'number' ? a - b : collator.compare(a, b);
    }).forEach(function (key, rank) { ranks[key] = rank; });
    found.sort(function (a, b) { return (ranks[keys[a]] - ranks[keys[b]]) * (order.down ? -1 : 1) || a - b; });
  }
}
function link(text, address) {
  const made = make('a', text);
  made.setAttribute('href', address);
  return made;
}
function explanation(line) {
  const row = make('tr', null, 'open');
  const cell = make('td');
  cell.colSpan = document.querySelectorAll('#gap-table thead th').length;
  const list = make('ul');
  [['why', textOf('why', line)], ['closes', textOf('closes', line)], ['code', textOf('subject', line)], ['source', textOf('source', line)]].forEach(function (fact) {
    if (fact[1]) list.append(make('li', data.words[fact[0]] + '：' + fact[1]));
  });
  const links = make('li');
  if (lines.unit[line]) links.append(link(data.words.unit, lines.unit[line]), ' ');
  if (lines.picture[line]) links.append(link(data.words.picture, lines.picture[line]), ' ');
  links.append(link(data.words.rule, 'rules.html#' + lines.rule[line]));
  list.append(links);
  cell.append(list);
  row.append(cell);
  return row;
}
function draw() {
  body.textContent = '';
  found.slice(start, start + PAGE).forEach(function (line) {
    const row = make('tr');
    const open = make('button', textOf('name', line));
    open.type = 'button';
    open.setAttribute('aria-expanded', line === opened);
    open.addEventListener('click', function () {
      opened = opened === line ? -1 : line;
      draw();
      const again = body.querySelector('[data-line="' + line + '"]');
      if (again) again.focus();
    });
    open.setAttribute('data-line', line);
    const name = make('td');
    name.append(open);
    row.append(
      make('td', textOf('told', line), 'tight'), make('td', textOf('title', line)),
      make('td', data.grades[lines.severity[line] - 1], 'tight'), make('td', textOf('kind', line), 'tight'), name,
      make('td', textOf('street', line)), make('td', textOf('community', line)), make('td', textOf('compound', line)),
      make('td', toNumber(lines.count[line]), 'n')
    );
    if (document.getElementById('seen')) row.append(make('td', textOf('first_seen', line), 'tight'));
    if (document.getElementById('reply')) row.append(make('td', textOf('reply', line), 'tight'));
    body.append(row);
    if (line === opened) body.append(explanation(line));
  });
  const sums = [0, 0, 0, 0];
  found.forEach(function (line) { sums[lines.severity[line] - 1] += lines.count[line]; });
  counts.textContent = '';
  sums.forEach(function (sum, n) {
    const part = make('span', data.grades[n] + ' ');
    part.append(make('b', toNumber(sum)));
    counts.append(part);
  });
  document.getElementById('sum').textContent = toNumber(sums.reduce(function (a, b) { return a + b; }, 0));
  document.getElementById('where').textContent = data.words.of
    .replace('{from}', toNumber(found.length ? start + 1 : 0))
    .replace('{to}', toNumber(Math.min(start + PAGE, found.length)))
    .replace('{all}', toNumber(found.length));
  document.getElementById('back').disabled = start === 0;
  document.getElementById('on').disabled = start + PAGE >= found.length;
}
function show() {
  start = 0;
  opened = -1;
  filter();
  draw();
}
function remember() {
  const wanted = asked();
  if (wanted.rule !== wantedOf('rule')) delete wanted.lead;
  fields.forEach(function (field) { wanted[field.id] = field.value; });
  ask(wanted);
  show();
}
fields.forEach(function (field) { field.addEventListener('input', remember); });
document.getElementById('none').addEventListener('click', function () {
  fields.forEach(function (field) { field.value = ''; });
  if (chooser) chooser.value = '';
  ask({});
  follow();
});
document.getElementById('back').addEventListener('click', function () { start -= PAGE; opened = -1; draw(); });
document.getElementById('on').addEventListener('click', function () { start += PAGE; opened = -1; draw(); });
document.querySelectorAll('#gap-table thead button').forEach(function (button) {
  button.addEventListener('click', function () {
    const by = button.getAttribute('data-by');
    order = { by: by, down: order.by === by && !order.down };
    document.querySelectorAll('#gap-table thead th').forEach(function (head) { head.removeAttribute('aria-sort'); });
    button.parentNode.setAttribute('aria-sort', order.down ? 'descending' : 'ascending');
    start = 0;
    filter();
    draw();
  });
});
function csvCell(value) {
  let text = String(value === null || value === undefined ? '' : value);
  if (/^[=+\-@\t\r]/.test(text)) text = "'" + text;
  return '"' + text.replace(/"/g, '""') + '"';
}
document.getElementById('save').addEventListener('click', function () {
  const names = ['told', 'title', 'severity', 'kind', 'name', 'subject', 'street', 'community', 'compound', 'count', 'why', 'closes', 'first_seen', 'reply', 'source'];
  const rows = [data.headings].concat(found.map(function (line) {
    return names.map(function (name) { return name === 'severity' ? data.grades[lines.severity[line] - 1] : textOf(name, line); });
  }));
  const text = '\ufeff' + rows.map(function (row) { return row.map(csvCell).join(','); }).join('\r\n') + '\r\n';
  const saved = document.createElement('a');
  saved.href = URL.createObjectURL(new Blob([text], { type: 'text/csv;charset=utf-8' }));
  saved.download = data.file + '.csv';
  saved.click();
  setTimeout(function () { URL.revokeObjectURL(saved.href); }, 1000);
});
followers.push(function () {
  const wanted = asked();
  fields.forEach(function (field) { field.value = wanted[field.id] || ''; });
  show();
});
