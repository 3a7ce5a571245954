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
function follow() {
  const code = chosen();
  const all = !code;
  keep(code);
  document.querySelectorAll('[data-whole]').forEach(function (note) { note.hidden = all; });
  document.querySelectorAll('[data-all]').forEach(function (part) { part.hidden = !all; });
  document.querySelectorAll('svg.zooms').forEach(function (svg) { zoom(svg, code); });
  followers.forEach(function (one) { one(code); });
}
if (chooser) {
  chooser.addEventListener('change', function () {
    const wanted = asked();
    delete wanted[''];
    wanted.scope = chooser.value;
    ask(wanted);
    follow();
  });
}
window.addEventListener('hashchange', follow);
