/* The scope chosen in the head, followed by whatever can follow it. */
function toNumber(value) {
  return String(value).replace(/\B(?=(\d{3})+(?!\d))/g, ',');
}
function toPercent(met, gap) {
  if (met === null || gap === null || !(met + gap)) return '—';
  return (Math.floor((Math.round((met / (met + gap)) * 10000) + 5) / 10) / 10).toFixed(1) + '%';
}
function make(tag, text, className) {
  const made = document.createElement(tag);
  if (text !== undefined && text !== null) made.textContent = text;
  if (className) made.className = className;
  return made;
}
/* What a place says of everything, whatever it says now. */
function whole(place) {
  if (!place.hasAttribute('data-everything')) place.setAttribute('data-everything', place.textContent);
  return place.getAttribute('data-everything');
}
function dataOf(id) {
  const holder = document.getElementById(id);
  return holder ? JSON.parse(holder.textContent) : null;
}
const followers = [];
/* A chart shows the unit that is chosen alone, and no larger than can still be read well. */
function zoom(svg, code) {
  if (!svg.hasAttribute('data-view')) svg.setAttribute('data-view', svg.getAttribute('viewBox'));
  const view = svg.getAttribute('data-view').split(' ').map(Number);
  let box = view;
  svg.querySelectorAll('[data-box]').forEach(function (area) {
    if (code && area.getAttribute('data-code') === code) box = area.getAttribute('data-box').split(' ').map(Number);
  });
  const scale = Math.min(view[2] / box[2], view[3] / box[3], 2.5);
  svg.setAttribute('viewBox', box.join(' '));
  svg.setAttribute('width', Math.round(box[2] * scale));
  svg.setAttribute('height', Math.round(box[3] * scale));
  svg.querySelectorAll('a, g').forEach(function (part) {
    const area = part.querySelector('rect');
    const inside = [['x', 'width', 0], ['y', 'height', 1]].every(function (side) {
      const start = Number(area.getAttribute(side[0])), end = start + Number(area.getAttribute(side[1]));
      return start > box[side[2]] - 0.3 && end < box[side[2]] + box[side[2] + 2] + 0.3;
    });
    part.toggleAttribute('hidden', !inside);
  });
}
/* An address of a unit that cannot be chosen says so, and offers those called most like it. */
function saidMissing(code) {
  const note = document.getElementById('no-such');
  const wanted = code ? '' : asked().scope;
  if (!note) return;
  note.hidden = !wanted;
  if (!wanted) return;
  note.textContent = note.getAttribute('data-said').split('{what}').join(wanted);
  const units = Array.from(chooser.options).slice(1).map(function (option) { return [option.value, option.textContent.trim()]; });
  mostAlike(wanted, units).forEach(function (at, first) {
    const offer = make('button', units[at][1]);
    offer.type = 'button';
    offer.addEventListener('click', function () { choose(units[at][0]); });
    note.append(first ? ' ' : note.getAttribute('data-alike'), offer);
  });
}
function choose(code) {
  const wanted = asked();
  delete wanted[''];
  wanted.scope = code;
  ask(wanted);
  follow();
}
function follow() {
  const code = chosen();
  const all = !code;
  keep(code);
  saidMissing(code);
  document.querySelectorAll('[data-whole]').forEach(function (note) { note.hidden = all; });
  document.querySelectorAll('[data-all]').forEach(function (part) { part.hidden = !all; });
  document.querySelectorAll('svg.zooms').forEach(function (svg) { zoom(svg, code); });
  followers.forEach(function (one) { one(code); });
}
if (chooser) {
  chooser.addEventListener('change', function () { choose(chooser.value); });
}
window.addEventListener('hashchange', follow);
