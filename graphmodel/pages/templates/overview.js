/* The overview follows the scope: figures, what to look at first, the table. */
const data = dataOf('data');
function cellsOf(row, at) {
  return row ? row.slice(3 * at, 3 * at + 3) : [0, 0, 0];
}
function drawBar(bar, counts) {
  const whole = counts[0] + counts[1] + counts[2] || 1;
  let start = 0;
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
  const row = data.figures[code];
  document.querySelectorAll('.card[data-at]').forEach(function (card) {
    const counts = cellsOf(row, Number(card.getAttribute('data-at')));
    const judged = counts[0] === null || counts[1] === null ? null : counts[0] + counts[1];
    const gap = card.querySelector('b');
    gap.textContent = numberOrHidden(counts[1]);
    gap.className = counts[1] === 0 ? 'none' : '';
    card.querySelector('.of').textContent = '/' + numberOrHidden(judged);
    card.querySelector('.rate').textContent = toPercent(counts[0], counts[1]);
    card.querySelector('.unknown-count').textContent = numberOrHidden(counts[2]);
    drawBar(card.querySelector('.bar'), counts);
  });
}
function lookFirst(code) {
  const list = document.getElementById('first-here');
  list.textContent = '';
  list.hidden = !code;
  if (!code) return;
  (data.first[code] || []).forEach(function (row) {
    const line = make('li');
    const place = make(data.list ? 'a' : 'span', row[0] + ' ' + data.rules[row[0]]);
    if (data.list) place.setAttribute('href', data.list + '#severity=S1&rule=' + row[0] + '&lead=1&scope=' + encodeURIComponent(code));
    line.append(place, make('b', toNumber(row[1]) + ' ' + data.words[0]));
    list.append(line);
  });
  if (!list.firstChild) list.append(make('li', data.words[1]));
}
function severities(code) {
  document.querySelectorAll('[data-severity]').forEach(function (place) {
    const every = whole(place);
    const counts = data.grave[code] || [0, 0, 0, 0];
    place.textContent = code ? toNumber(counts[Number(place.getAttribute('data-severity'))]) : every;
  });
}
function table(code) {
  const body = document.getElementById('units-here');
  body.textContent = '';
  body.hidden = !code;
  if (!code) return;
  [code].concat(data.below[code] || []).forEach(function (unit) {
    const row = data.figures[unit];
    const line = make('tr');
    const name = make('th');
    name.setAttribute('scope', 'row');
    const link = make(data.pages[unit] ? 'a' : 'span', data.names[unit]);
    if (data.pages[unit]) link.setAttribute('href', data.pages[unit]);
    name.append(link);
    line.append(name);
    for (let at = 0; row && at < row.length / 3; at += 1) {
      const counts = cellsOf(row, at);
      const cell = make('td', toPercent(counts[0], counts[1]), 'n');
      const note = make('span', counts[1] === null ? '*' : '', 'phrase');
      if (counts[1]) {
        const found = make(data.list ? 'a' : 'span', '▲' + toNumber(counts[1]));
        if (data.list) found.setAttribute('href', data.list + '#rule=' + data.headlines[at] + '&scope=' + encodeURIComponent(unit));
        note.append(found);
      }
      cell.append(note);
      line.append(cell);
    }
    line.append(make('td', toNumber((data.grave[unit] || [0])[0]), 'n'));
    body.append(line);
  });
}
followers.push(headlines, lookFirst, severities, table);
