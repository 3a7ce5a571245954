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
