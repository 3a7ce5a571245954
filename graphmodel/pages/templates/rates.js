/* All rates: search and filters, the scope, and one rule unit by unit. */
const data = dataOf('data');
const rows = Array.prototype.slice.call(document.querySelectorAll('#rules tbody tr'));
const search = document.getElementById('search');
const modality = document.getElementById('modality');
const open = document.getElementById('open');
const level = document.getElementById('level');
let shownRule = 0;
let lastScope = '';
function countsOf(code, at) {
  return data.figures[code] ? data.figures[code].slice(4 * at, 4 * at + 4) : [0, 0, 0, 0];
}
function shown(value) {
  return value === null ? '*' : toNumber(value);
}
function countCell(cell, count, at, code) {
  cell.textContent = '';
  if (!count || !data.list) {
    cell.textContent = shown(count);
    return cell;
  }
  const link = make('a', shown(count));
  link.setAttribute('href', data.list + '#rule=' + rows[at].getAttribute('data-rule') + (code ? '&scope=' + encodeURIComponent(code) : ''));
  cell.append(link);
  return cell;
}
function filterRules() {
  const words = search.value.trim().toLowerCase();
  let count = 0;
  rows.forEach(function (row) {
    const fits = (!words || row.textContent.toLowerCase().indexOf(words) >= 0)
      && (!modality.value || row.getAttribute('data-modality') === modality.value)
      && (!open.checked || row.querySelector('[data-count="1"]').textContent !== '0');
    row.hidden = !fits;
    if (fits) count += 1;
  });
  document.getElementById('count').textContent = toNumber(count);
}
function rulesIn(code) {
  rows.forEach(function (row, at) {
    const cells = row.querySelectorAll('[data-count]');
    const counts = code ? countsOf(code, at) : cells[0].parentNode.getAttribute('data-all-counts').split(' ').map(function (one) { return one === '*' ? null : Number(one); });
    cells.forEach(function (cell, n) {
      if (n === 1) countCell(cell, counts[n], at, code);
      else cell.textContent = shown(counts[n]);
    });
    row.querySelector('.rate').textContent = toPercent(counts[0], counts[1]);
    row.querySelector('.judged').textContent = counts[0] === null || counts[1] === null ? '*' : toNumber(counts[0] + counts[1]);
    row.classList.toggle('soft', !counts.some(function (one) { return one !== 0; }));
  });
  filterRules();
}
function within(unit, code, units) {
  for (let one = unit; one; one = units[one] && units[one][3]) if (one === code) return true;
  return false;
}
function ruleByUnit(code) {
  const row = rows[shownRule];
  const parts = row.querySelectorAll('th, td');
  document.getElementById('rule-said').textContent = parts[0].textContent + ' ' + row.getAttribute('data-title') + ' · ' + parts[2].textContent;
  rows.forEach(function (one, at) { one.classList.toggle('open', at === shownRule); });
  document.querySelectorAll('[data-history]').forEach(function (part) {
    part.hidden = Number(part.getAttribute('data-history')) !== shownRule;
  });
  const units = {};
  data.units.forEach(function (unit) { units[unit[0]] = unit; });
  const body = document.getElementById('by-unit');
  body.textContent = '';
  data.units.forEach(function (unit) {
    if (unit[1] !== level.value || (code && !within(unit[0], code, units) && !within(code, unit[0], units))) return;
    const counts = countsOf(unit[0], shownRule);
    if (!counts.some(function (one) { return one !== 0; })) return;
    const line = make('tr');
    const name = make('th');
    name.setAttribute('scope', 'row');
    const link = make(unit[4] ? 'a' : 'span', unit[2]);
    if (unit[4]) link.setAttribute('href', unit[4]);
    name.append(link);
    line.append(name, make('td', toPercent(counts[0], counts[1]), 'n'));
    counts.forEach(function (count, n) {
      line.append(n === 1 ? countCell(make('td', null, 'n'), count, shownRule, unit[0]) : make('td', shown(count), 'n'));
    });
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
  const wanted = asked().rule;
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
