/* What a person does: clicks, files to keep, the language. */

// --- what a person does to the canvas ---

network.on('click', (event) => {
  if (scene.shown.length && !scene.cut) byId('notice').hidden = true;
  if (event.nodes.length) choose(event.nodes[0]);
  else if (event.edges.length) chooseTie(event.edges[0]);
  else choose(scene.node);
  byId('canvas').focus({ preventScroll: true });
});
network.on('doubleClick', (event) => {
  if (event.nodes.length) down(event.nodes[0]);
  else fit();
});
network.on('hoverNode', () => { byId('canvas').style.cursor = 'pointer'; });
network.on('blurNode', () => { byId('canvas').style.cursor = 'default'; });

// --- taking it away ---

function download(blob, suffix) {
  const url = URL.createObjectURL(blob);
  const label = scene.title.replace(/[^\w\u4e00-\u9fff-]+/g, '_').slice(0, 60);
  const anchor = el('a', { href: url, download: `${label}_${data.as_of}.${suffix}` });
  anchor.click();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}

byId('png').onclick = () => {
  const drawn = byId('canvas').querySelector('canvas');
  const head = Math.round(46 * (drawn.width / drawn.clientWidth));
  const sheet = el('canvas', { width: drawn.width, height: drawn.height + head });
  const ctx = sheet.getContext('2d');
  ctx.fillStyle = '#fff';
  ctx.fillRect(0, 0, sheet.width, sheet.height);
  ctx.fillStyle = INK;
  ctx.font = `${head * 0.38}px ${FONT}`;
  ctx.textBaseline = 'middle';
  ctx.fillText(`${scene.title} · ${data.as_of}`, head * 0.4, head / 2);
  ctx.textAlign = 'right';
  ctx.fillText(word('mark'), sheet.width - head * 0.4, head / 2);
  ctx.drawImage(drawn, 0, head);
  sheet.toBlob((blob) => download(blob, 'png'));
};

const cell = (value) => {
  const text = value === null || value === undefined ? '' : String(value);
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe;
};

byId('csv').onclick = () => {
  const rows = scene.shown.map((node) => {
    const gaps = gapsOf(findingsOn.get(node) || []);
    const [file, sheet] = data.files[data.origin[0][node]];
    const parent = data.up[node];
    return [
      say(GROUPS.get(nodes.group[node]).title), name(node), nodes.code[node], parent === null ? '' : name(parent),
      say(STATUSES.get(status(node))), gaps.map((at) => `${ruleIds(at)} ${say(ruleOf(at)[1])}`).join(word('semicolon')),
      belowOf.has(node) ? numberWithin(node) : '', file, sheet, data.origin[1][node],
    ];
  });
  const heads = ['kind', 'name', 'code', 'parent', 'verdict', 'rules', 'within_head', 'file', 'sheet', 'row_head'];
  const text = [heads.map((key) => word(key, {}))].concat(rows).map((row) => row.map(cell).join(',')).join('\r\n');
  download(new Blob(['\ufeff' + text + '\r\n'], { type: 'text/csv;charset=utf-8' }), 'csv');
};

byId('link').hidden = location.protocol === 'about:'; // in a notebook's frame nothing has an address
byId('link').onclick = () => {
  const place = written(Object.assign(asked(), { '': here() }));
  const box = el('input', { className: 'address', readOnly: true, value: location.href.split('#')[0] + '#' + place });
  box.setAttribute('aria-label', word('link'));
  byId('details').prepend(box);
  byId('right').scrollTop = 0;
  box.select();
  if (document.execCommand('copy')) notice(word('copied'));
};

byId('gaps-only').onchange = (event) => {
  gapsOnly = event.target.checked;
  tellFilter();
  refilter();
};

// --- by keyboard, on the canvas ---

/** The card nearest to the chosen one in a direction. */
function towards(right, down) {
  const from = scene.at.get(selected);
  if (from === undefined) return scene.shown[0];
  const far = scene.shown.map((node, at) => {
    const x = scene.x[at] - scene.x[from];
    const y = scene.y[at] - scene.y[from];
    const ahead = x * right + y * down;
    return [ahead > 1 ? ahead + 2 * Math.abs(x * down + y * right) : Infinity, node];
  });
  const nearest = far.reduce((a, b) => (b[0] < a[0] ? b : a), [Infinity, undefined]);
  return nearest[1];
}
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
byId('canvas').onkeydown = (event) => {
  const arrow = ARROWS[event.key];
  if (arrow && event.shiftKey) pan(...arrow);
  else if (arrow) {
    const node = towards(...arrow);
    if (node !== undefined) {
      choose(node);
      const at = network.canvasToDOM(network.getPosition(node));
      const [width, height] = room();
      if (at.x < 0 || at.y < 0 || at.x > width || at.y > height) network.moveTo({ position: network.getPosition(node), animation: false });
    }
  } else if (event.key === 'Enter' && selected !== null) down(selected);
  else if (event.key === '+' || event.key === '=') zoom(1.25);
  else if (event.key === '-') zoom(1 / 1.25);
  else if (event.key === '0') showAll();
  else return;
  event.preventDefault();
};

byId('language').onclick = () => {
  lang = lang === 'zh' ? 'en' : 'zh';
  speak();
  redraw();
  fit();
  choose(selected === null ? scene.node : selected);
  tellBelow();
};

const other = byId('other'); // the same picture on the page in the other language
if (other) {
  other.onclick = () => {
    other.href = other.href.split('#')[0] + '#' + written(Object.assign(asked(), { '': here() }));
  };
}

function speak() {
  document.documentElement.lang = lang === 'zh' ? 'zh-CN' : 'en';
  document.querySelectorAll('[data-words]').forEach((one) => { one.textContent = word(one.dataset.words); });
  search.placeholder = word('search_hint');
  ['whole', 'nearer', 'further'].forEach((id) => { byId(id).setAttribute('aria-label', word(id)); byId(id).title = word(id); });
}

window.addEventListener('hashchange', openPlace);
if (chooser) chooser.addEventListener('change', () => chooseScope(chooser.value));

speak();
openPlace();
takeRoom(); // what is said around the picture has taken its own

let roomBefore = String(room());
new ResizeObserver(() => {
  if (String(room()) === roomBefore) return; // it reports once when it begins
  roomBefore = String(room());
  takeRoom();
  network.redraw(); // at once, or it flickers
}).observe(byId('canvas'));
window.picture = { network, scene: () => scene, code: (node) => nodes.code[node], faded }; // for tests and measurements
