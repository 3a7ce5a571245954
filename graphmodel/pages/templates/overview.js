/* The overview follows the scope: figures, what to look at first, the table. */
var data = dataOf('data');
function cellsOf(row, at) {
  return row ? row.slice(3 * at, 3 * at + 3) : [0, 0, 0];
}
function drawBar(bar, counts) {
  var whole = counts[0] + counts[1] + counts[2] || 1;
  var start = 0;
  Array.prototype.forEach.call(bar.querySelectorAll('rect'), function (rect, n) {
    rect.setAttribute('x', start / whole * 100);
    rect.setAttribute('width', (counts[n] || 0) / whole * 100);
    start += counts[n] || 0;
  });
}
function numberOrHidden(value) {
  return value === null ? '*' : toNumber(value);
}
function headlines(code) {
  var row = data.figures[code];
  document.querySelectorAll('.card[data-at]').forEach(function (card) {
    var counts = cellsOf(row, Number(card.getAttribute('data-at')));
    var judged = counts[0] === null || counts[1] === null ? null : counts[0] + counts[1];
    var gap = card.querySelector('b');
    gap.textContent = numberOrHidden(counts[1]);
    gap.className = counts[1] ? '' : 'none';
    card.querySelector('.of').textContent = '/' + numberOrHidden(judged);
    card.querySelector('.rate').textContent = toPercent(counts[0], counts[1]);
    card.querySelector('.unknown-count').textContent = numberOrHidden(counts[2]);
    drawBar(card.querySelector('.bar'), counts);
  });
}
function lookFirst(code) {
  var list = document.getElementById('first-here');
  list.textContent = '';
  list.hidden = !code;
  if (!code) return;
  (data.first[code] || []).forEach(function (row) {
    var line = make('li');
    var place = make(data.list ? 'a' : 'span', row[0] + ' ' + data.rules[row[0]]);
    if (data.list) place.setAttribute('href', data.list + '#severity=S1&rule=' + row[0] + '&scope=' + encodeURIComponent(code));
    line.append(place, make('b', toNumber(row[1]) + ' ' + data.words[0]));
    list.append(line);
  });
  if (!list.firstChild) list.append(make('li', data.words[1]));
}
function severities(code) {
  document.querySelectorAll('[data-severity]').forEach(function (place) {
    if (!place.hasAttribute('data-everything')) place.setAttribute('data-everything', place.textContent);
    var counts = data.grave[code] || [0, 0, 0, 0];
    place.textContent = code ? toNumber(counts[Number(place.getAttribute('data-severity'))]) : place.getAttribute('data-everything');
  });
}
function table(code) {
  var body = document.getElementById('units-here');
  body.textContent = '';
  body.hidden = !code;
  if (!code) return;
  [code].concat(data.below[code] || []).forEach(function (unit) {
    var row = data.figures[unit];
    var line = make('tr');
    var name = make('th');
    name.setAttribute('scope', 'row');
    var link = make(data.pages[unit] ? 'a' : 'span', data.names[unit]);
    if (data.pages[unit]) link.setAttribute('href', data.pages[unit]);
    name.append(link);
    line.append(name);
    for (var at = 0; row && at < row.length / 3; at += 1) {
      var counts = cellsOf(row, at);
      var cell = make('td', toPercent(counts[0], counts[1]), 'n');
      cell.append(make('span', counts[1] ? '▲' + toNumber(counts[1]) : counts[1] === null ? '*' : '', 'phrase'));
      line.append(cell);
    }
    line.append(make('td', toNumber((data.grave[unit] || [0])[0]), 'n'));
    body.append(line);
  });
}
followers.push(headlines, lookFirst, severities, table);
