/* Search: by name and code, by keyboard too; and what is called most like what is not there. */

const search = byId('search');
const found = byId('found');
const SHOWN_FOUND = 10;

/** A name behind its place as it is written here; elsewhere it is 小区/网格. */
const dotted = (text) => text.replace(/[/／•・]/g, '·');

function offer() {
  const asked = search.value.trim().toLowerCase();
  found.textContent = '';
  found.hidden = !asked;
  search.setAttribute('aria-expanded', String(Boolean(asked)));
  if (!asked) return;
  const wanted = dotted(asked);
  const exact = [];
  const begins = [];
  const holds = [];
  for (let node = 0; node < count; node += 1) {
    const called = dotted(name(node).toLowerCase());
    const code = nodes.code[node].toLowerCase();
    if (code === asked || called === wanted) exact.push(node);
    else if (called.startsWith(wanted) || code.startsWith(asked)) begins.push(node);
    else if (called.includes(wanted) || code.includes(asked)) holds.push(node);
  }
  const all = [exact, begins, holds].reduce((found, list) => found.concat(list.filter(inScope)), [])
    .concat([exact, begins, holds].reduce((found, list) => found.concat(list.filter((node) => !inScope(node))), []));
  all.slice(0, SHOWN_FOUND).forEach((node, at) => {
    const item = el('li', { id: 'found-' + at, onmousedown: (event) => event.preventDefault(), onclick: () => take(node) },
      el('b', { textContent: name(node) }), el('small', { textContent: whereIs(node) }));
    item.setAttribute('role', 'option');
    item.setAttribute('aria-selected', String(at === 0));
    item.dataset.node = node;
    found.append(item);
  });
  if (!all.length) found.append(el('li', { className: 'more', textContent: word('not_found') }));
  if (all.length > SHOWN_FOUND) {
    found.append(el('li', { className: 'more', textContent: word('more_found', { n: all.length - SHOWN_FOUND }) }));
  }
  if (all.length) search.setAttribute('aria-activedescendant', 'found-0');
}

/** What a thing is, its code, and the places it lies in. */
function whereIs(node) {
  const above = trailTo(node).slice(0, -1).filter((one) => nodes.label[one] !== 'City').map(name);
  return [say(GROUPS.get(nodes.group[node]).title), nodes.code[node], above.join(' › '), inScope(node) ? '' : word('not_in_scope')]
    .filter(Boolean).join(' · ');
}

/** Open what was found, and put it in the middle. */
function take(node) {
  search.value = '';
  offer();
  search.blur();
  go(address(node));
  focus(node);
}

// --- what is called most like a text ---

/** The things whose names or codes share most with a text, at most three. */
function nearest(text) {
  return mostAlike(text, nodes.code.map((code, node) => [code, nodes.name[node] || '', name(node)]));
}

search.oninput = offer;
search.onblur = () => { found.hidden = true; };
search.onfocus = offer;
search.onkeydown = (event) => {
  const items = Array.from(found.querySelectorAll('[role=option]'));
  const at = items.findIndex((item) => item.getAttribute('aria-selected') === 'true');
  if (event.key === 'Enter' && at >= 0) take(Number(items[at].dataset.node));
  if (event.key === 'Escape') {
    search.value = '';
    offer();
  }
  if ((event.key === 'ArrowDown' || event.key === 'ArrowUp') && items.length) {
    event.preventDefault();
    const next = (at + (event.key === 'ArrowDown' ? 1 : items.length - 1)) % items.length;
    items.forEach((item, number) => item.setAttribute('aria-selected', String(number === next)));
    items[next].scrollIntoView({ block: 'nearest' });
    search.setAttribute('aria-activedescendant', items[next].id);
  }
};

