/* The scope chosen in the head: kept in the address, held by every link, followed by whatever can follow it. */
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
function asked() {
  const found = {};
  location.hash.slice(1).split('&').forEach(function (part) {
    const at = part.indexOf('=');
    if (at > 0) {
      try { found[part.slice(0, at)] = decodeURIComponent(part.slice(at + 1)); } catch (error) { found[part.slice(0, at)] = ''; }
    }
  });
  return found;
}
function ask(wanted) {
  const parts = Object.keys(wanted).filter(function (key) { return wanted[key]; }).map(function (key) {
    return key + '=' + encodeURIComponent(wanted[key]);
  });
  const hash = parts.length ? '#' + parts.join('&') : ' ';
  try { history.replaceState(null, '', hash === ' ' ? location.href.split('#')[0] : hash); } catch (error) { location.hash = hash; }
}
const followers = [];
const chooser = document.getElementById('scope');
const everything = chooser ? chooser.options[0].textContent : '';
function chosen() {
  const code = asked().scope || '';
  const known = chooser && Array.prototype.some.call(chooser.options, function (option) { return option.value === code; });
  return known ? code : '';
}
function follow() {
  const code = chosen();
  const all = !code;
  if (chooser) {
    chooser.value = code;
    document.getElementById('scope-said').textContent = all ? everything : chooser.options[chooser.selectedIndex].textContent.trim();
  }
  document.querySelectorAll('a[data-keep]').forEach(function (link) {
    const parts = link.getAttribute('href').split('#');
    const kept = (parts[1] || '').split('&').filter(function (part) { return part && part.indexOf('scope=') !== 0; });
    if (!all) kept.push('scope=' + encodeURIComponent(code));
    link.setAttribute('href', parts[0] + (kept.length ? '#' + kept.join('&') : ''));
  });
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
    wanted.scope = chooser.value;
    ask(wanted);
    follow();
  });
}
window.addEventListener('hashchange', follow);
