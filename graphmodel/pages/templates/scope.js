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
function follow() {
  const code = chosen();
  const all = !code;
  keep(code);
  document.querySelectorAll('[data-whole]').forEach(function (note) { note.hidden = all; });
  document.querySelectorAll('[data-all]').forEach(function (part) { part.hidden = !all; });
  document.querySelectorAll('svg.zooms').forEach(function (svg) {
    let box = null;
    if (!all) {
      svg.querySelectorAll('[data-box]').forEach(function (area) {
        if (area.getAttribute('data-code') === code) box = area.getAttribute('data-box');
      });
    }
    if (!svg.hasAttribute('data-view')) svg.setAttribute('data-view', svg.getAttribute('viewBox'));
    svg.setAttribute('viewBox', box || svg.getAttribute('data-view'));
  });
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
