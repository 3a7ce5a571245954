/* What stands behind # in the address of a page: a place in it, and pairs of key and value, among them the scope. */
const chooser = document.getElementById('scope');
const everything = chooser ? chooser.options[0].textContent : '';
/** The pairs by key; the place under no key. */
function asked() {
  const found = {};
  location.hash.slice(1).split('&').filter(Boolean).forEach((part) => {
    const at = part.indexOf('=');
    if (at < 0) {
      found[''] = part;
      return;
    }
    try { found[part.slice(0, at)] = decodeURIComponent(part.slice(at + 1)); } catch (error) { found[part.slice(0, at)] = ''; }
  });
  return found;
}
/** What to write behind # for a place and pairs. */
function written(wanted) {
  const pairs = Object.keys(wanted).filter((key) => key && wanted[key]).map((key) => `${key}=${encodeURIComponent(wanted[key])}`);
  return (wanted[''] ? [wanted['']] : []).concat(pairs).join('&');
}
function ask(wanted) {
  const hash = written(wanted);
  try { history.replaceState(null, '', hash ? '#' + hash : location.href.split('#')[0]); } catch (error) { location.hash = hash; }
}
/** The code of the unit that is chosen; none when everything is. */
function chosen() {
  const code = asked().scope || '';
  const known = chooser && Array.from(chooser.options).some((option) => option.value === code);
  return known ? code : '';
}
/** Say in the head what is chosen, and have the links to other pages hold it. */
function keep(code) {
  if (chooser) {
    chooser.value = code;
    document.getElementById('scope-said').textContent = code ? chooser.options[chooser.selectedIndex].textContent.trim() : everything;
  }
  document.querySelectorAll('a[data-keep]').forEach((link) => {
    const parts = link.getAttribute('href').split('#');
    const kept = (parts[1] || '').split('&').filter((part) => part && part.indexOf('scope=') !== 0);
    if (code) kept.push('scope=' + encodeURIComponent(code));
    link.setAttribute('href', parts[0] + (kept.length ? '#' + kept.join('&') : ''));
  });
}
/** The characters and pairs of neighbouring characters of a text. */
function grams(text) {
  const letters = Array.from(text.toLowerCase());
  return new Set(letters.concat(letters.slice(1).map((letter, at) => letters[at] + letter)));
}
/** Which of some things, each with what it is called, share most with a text (Dice 1945), of codes of the
    same digits those that begin like it: their places, at most three. */
function mostAlike(text, called) {
  const wanted = grams(text);
  const alike = (other) => {
    const has = grams(other);
    return 2 * Array.from(has).filter((gram) => wanted.has(gram)).length / (has.size + wanted.size || 1);
  };
  const begins = (other) => Array.from(text).findIndex((letter, at) => other[at] !== letter);
  return called
    .map((names, at) => [Math.max(...names.map(alike)), Math.max(...names.map(begins)), at])
    .filter(([share]) => share > 0)
    .sort((a, b) => b[0] - a[0] || b[1] - a[1] || a[2] - b[2])
    .slice(0, 3)
    .map(([, , at]) => at);
}
