/* All rates: search and filters, the scope, and one rule unit by unit. */
var data = dataOf('data');
var rows = Array.prototype.slice.call(document.querySelectorAll('#rules tbody tr'));
var search = document.getElementById('search');
var modality = document.getElementById('modality');
var open = document.getElementById('open');
var level = document.getElementById('level');
var shownRule = 0;
var lastScope = '';
function countsOf(code, at) {
  return data.figures[code] ? data.figures[code].slice(4 * at, 4 * at + 4) : [0, 0, 0, 0];
}
function shown(value) {
  return value === null ? '*' : toNumber(value);
}
function filterRules() {
  var words = search.value.trim().toLowerCase();
  var count = 0;
  rows.forEach(function (row) {
    var fits = (!words || row.textContent.toLowerCase().indexOf(words) >= 0)
      && (!modality.value || row.getAttribute('data-modality') === modality.value)
      && (!open.checked || row.querySelector('[data-count="1"]').textContent !== '0');
    row.hidden = !fits;
    if (fits) count += 1;
  });
  document.getElementById('count').textContent = toNumber(count);
}
function rulesIn(code) {
  rows.forEach(function (row, at) {
    var cells = row.querySelectorAll('[data-count]');
    var counts = code ? countsOf(code, at) : cells[0].parentNode.getAttribute('data-all-counts').split(' ').map(function (one) { return one === '*' ? null : Number(one); });
    cells.forEach(function (cell, n) { cell.textContent = shown(counts[n]); });
    row.querySelector('.rate').textContent = toPercent(counts[0], counts[1]);
    row.querySelector('.judged').textContent = counts[0] === null || counts[1] === null ? '*' : toNumber(counts[0] + counts[1]);
    row.classList.toggle('soft', !counts.some(function (one) { return one !== 0; }));
  });
  filterRules();
}
function within(unit, code, units) {
  for (var one = unit; one; one = units[one] && units[one][3]) if (one === code) return true;
  return false;
}
function ruleByUnit(code) {
  var row = rows[shownRule];
  var parts = row.querySelectorAll('th, td');
  document.getElementById('rule-said').textContent = parts[0].textContent + ' ' + row.getAttribute('data-title') + ' · ' + parts[2].textContent;
  rows.forEach(function (one, at) { one.classList.toggle('open', at === shownRule); });
  document.querySelectorAll('[data-history]').forEach(function (part) {
    part.hidden = Number(part.getAttribute('data-history')) !== shownRule;
  });
  var units = {};
  data.units.forEach(function (unit) { units[unit[0]] = unit; });
  var body = document.getElementById('by-unit');
  body.textContent = '';
  data.units.forEach(function (unit) {
    if (unit[1] !== level.value || (code && !within(unit[0], code, units) && !within(code, unit[0], units))) return;
    var counts = countsOf(unit[0], shownRule);
    if (!counts.some(function (one) { return one !== 0; })) return;
    var line = make('tr');
    var name = make('th');
    name.setAttribute('scope', 'row');
    var link = make(unit[4] ? 'a' : 'span', unit[2]);
    if (unit[4]) link.setAttribute('href', unit[4]);
    name.append(link);
    line.append(name, make('td', toPercent(counts[0], counts[1]), 'n'));
    counts.forEach(function (count) { line.append(make('td', shown(count), 'n')); });
    body.append(line);
  });
}
function showRule(at) {
  shownRule = at;
  ruleByUnit(chosen());
}
[search, modality, open].forEach(function (one) { one.addEventListener('input', filterRules); });
level.addEventListener('input', function () { ruleByUnit(chosen()); });
rows.forEach(function (row, at) {
  row.querySelector('button').addEventListener('click', function () { showRule(at); });
});
followers.push(function (code) {
  var wanted = asked().rule;
  rows.some(function (row, at) {
    if (row.getAttribute('data-rule') !== wanted) return false;
    shownRule = at;
    return true;
  });
  data.units.forEach(function (unit) {
    if (unit[0] === code && code !== lastScope) level.value = { County: 'Street', Street: 'Community', Community: 'Community' }[unit[1]];
  });
  lastScope = code;
  rulesIn(code);
  ruleByUnit(code);
});
