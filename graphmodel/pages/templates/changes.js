/* What changed follows the scope: what became of the gaps, rates then and now, and the gaps that moved. */
const data = dataOf('data');
function stepOf(before, now) {
  const rates = [before, now].map(function (counts) {
    return counts[0] + counts[1] ? Math.round((counts[0] / (counts[0] + counts[1])) * 10000) : null;
  });
  if (rates[0] === null || rates[1] === null) return ['—', ''];
  const points = Math.round((rates[1] - rates[0]) / 10) / 10;
  return [(points > 0 ? '+' : '') + (points ? points.toFixed(1) : '0'), points > 0 ? 'good' : points < 0 ? 'bad' : ''];
}
function rateCell(counts, strong) {
  const made = make('td', null, 'n');
  made.append(make(strong ? 'b' : 'span', toPercent(counts[0], counts[1])));
  made.append(make('span', toNumber(counts[0]) + ' / ' + toNumber(counts[0] + counts[1]), 'phrase'));
  return made;
}
function ratesIn(code, states) {
  const body = document.getElementById('rates-here');
  const every = document.querySelectorAll('#rates tbody[data-all] tr');
  body.textContent = '';
  body.hidden = !code;
  (data.rates[code] || []).forEach(function (row) {
    const words = every[row[0]].cells;
    const before = row.slice(1, 4), now = row.slice(4, 7), step = stepOf(before, now);
    const line = make('tr'), stepped = make('td', null, 'n');
    stepped.append(make('span', step[0], step[1]));
    line.append(make('td', words[0].textContent, 'tight'), make('td', words[1].textContent), make('td', words[2].textContent, 'tight'));
    line.append(rateCell(before), rateCell(now, true), stepped);
    data.states.forEach(function (_, state) {
      line.append(make('td', toNumber(states[row[0] + ' ' + state] || 0), 'n'));
    });
    line.append(make('td', toNumber(before[2]) + ' → ' + toNumber(now[2]), 'n'));
    body.append(line);
  });
}
function movedIn(state, code, sum) {
  const section = document.getElementById(state);
  if (!section) return;
  const unit = data.units[code];
  const here = function (row) { return row[4].indexOf(unit) >= 0; };
  const body = section.querySelector('.here'), more = section.querySelector('.more-here'), count = section.querySelector('h2 .soft');
  const things = code ? data.things[state].filter(here) : [];
  body.textContent = '';
  body.hidden = !code;
  section.hidden = Boolean(code) && !sum;
  count.textContent = code ? toNumber(sum) : whole(count);
  things.slice(0, data.most).concat(code ? data.people[state].filter(here) : []).forEach(function (row) {
    const line = make('tr');
    row.slice(0, 4).forEach(function (text) { line.append(make('td', text)); });
    body.append(line);
  });
  more.hidden = things.length <= data.most;
  more.textContent = data.more.replace('{count}', toNumber(things.length - data.most));
}
if (data) {
  followers.push(function (code) {
    const states = {}, sums = data.states.map(function () { return 0; });
    (data.became[code] || []).forEach(function (row) {
      states[row[0] + ' ' + row[1]] = row[2];
      sums[row[1]] += row[2];
    });
    document.querySelectorAll('#counts b').forEach(function (count, state) {
      const every = whole(count);
      count.textContent = code ? toNumber(sums[state]) : every;
    });
    ratesIn(code, states);
    data.states.forEach(function (state, at) { if (data.things[state]) movedIn(state, code, sums[at]); });
  });
}
