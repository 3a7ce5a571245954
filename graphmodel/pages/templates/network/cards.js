/* Drawing: every node is a card that tells its kind, its verdict by shape and colour, and a number. */

// --- the drawing ---

const INK = '#1e252b';
const TILE = {
  City: '#37474f', County: '#37474f', Street: '#455a64', Community: '#546e7a', Compound: '#6b7f89', Grid: '#1f7a8c',
  OwnersCommittee: '#8a6d3b', PropertyCompany: '#8a6d3b', SocialOrg: '#8a6d3b',
  leading: '#8f1d18', own: '#b8433a', organ: '#5d4a8a',
};
const LOOK = {
  S1: { fill: '#fdeceb', line: '#c0281c', sign: '#c0281c', width: 2 },
  S2: { fill: '#fff5e6', line: '#d9822b', sign: '#c2670c', width: 1.5 },
  S3: { fill: '#ffffff', line: '#b9a873', sign: '#8a7a3f', width: 1 },
  unknown: { fill: '#ffffff', line: '#7b8791', sign: '#5b6670', width: 1.2, dash: [5, 4] },
  met: { fill: '#ffffff', line: '#8fb8c0', sign: '#1f7a8c', width: 1 },
  none: { fill: '#ffffff', line: '#c9d0d6', sign: '#c9d0d6', width: 1 },
};
const TIE = {
  PART_OF: { color: '#c6ced4', width: 1 },
  SERVES: { color: '#a98b55', width: 1.2 },
  SEATED_IN: { color: '#9aa5ae', width: 1, dashes: [3, 3] },
  COVERS: { color: '#c0281c', width: 2.4 },
  LED_BY: { color: '#d98880', width: 1.3, dashes: [7, 4] },
  APPROVED_BY: { color: '#a0522d', width: 1, dashes: [2, 4] },
  PAIRED_WITH: { color: '#5d4a8a', width: 1.8 },
  REGISTERED_WITH: { color: '#2e8b57', width: 1.2, dashes: [4, 3] },
};
const LETTER = 15;
const FONT = '"Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", "PingFang SC", sans-serif';
const FLOOR = 12 / LETTER; // drawn smaller, letters would be less than 12 pixels high

let scene = NOTHING;
let looseHere = new Set();
let selected = null;

function rounded(ctx, x, y, width, height, radius) {
  ctx.beginPath();
  ctx.moveTo(x + radius, y);
  ctx.arcTo(x + width, y, x + width, y + height, radius);
  ctx.arcTo(x + width, y + height, x, y + height, radius);
  ctx.arcTo(x, y + height, x, y, radius);
  ctx.arcTo(x, y, x + width, y, radius);
  ctx.closePath();
}

/** The sign of a verdict, told by shape as well as colour; `r` is half its size. */
const SIGN_PATHS = {
  S1: (r) => `M0 ${-r}L${r} 0L0 ${r}L${-r} 0Z`,
  S2: (r) => `M0 ${-r}L${r} ${r * 0.8}L${-r} ${r * 0.8}Z`,
  S3: (r) => `M0 ${-r}L${r} ${r * 0.8}L${-r} ${r * 0.8}Z`,
  unknown: (r) => `M${-r} ${-r}L${r} ${-r}L${r} ${r}L${-r} ${r}Z`,
  met: (r) => `M${-r} 0A${r} ${r} 0 1 0 ${r} 0A${r} ${r} 0 1 0 ${-r} 0Z`,
  none: (r) => `M${-r} 0L${r} 0`,
};
const FILLED = { S2: true, met: true };
const SIGN_SIZE = { S1: 7, S2: 6.5, S3: 6, unknown: 5, met: 4.5, none: 4 };

function drawSign(ctx, key, x, y) {
  ctx.save();
  ctx.translate(x, y);
  const path = new Path2D(SIGN_PATHS[key](SIGN_SIZE[key]));
  ctx.strokeStyle = ctx.fillStyle = LOOK[key].sign;
  ctx.lineWidth = key === 'S1' ? 2.4 : 1.5;
  ctx.setLineDash(key === 'unknown' ? [2, 2] : []);
  if (FILLED[key]) ctx.fill(path);
  else ctx.stroke(path);
  ctx.restore();
}

/** A text broken into lines no wider than `width`; the last ends with … when there is more. */
const broken = new Map();
function lines(ctx, text, width, most) {
  const key = ctx.font + width + '|' + most + text;
  if (broken.has(key)) return broken.get(key);
  const found = [];
  let rest = Array.from(text);
  while (rest.length && found.length < most) {
    const last = found.length === most - 1;
    let fits = rest.length;
    if (ctx.measureText(rest.join('')).width > width) {
      fits = Math.max(1, Math.floor(width / LETTER) - 1); // no letter is wider than it is high
      while (ctx.measureText(rest.slice(0, fits + 1).join('') + (last ? '…' : '')).width <= width) fits += 1;
      const space = rest.slice(0, fits + 1).lastIndexOf(' ');
      if (!last && space > 0) fits = space + 1;
    }
    found.push(rest.slice(0, fits).join('').trim() + (last && fits < rest.length ? '…' : ''));
    rest = rest.slice(fits);
  }
  broken.set(key, found);
  return found;
}

/** The further lines of a card in the view of a compound: that it hangs loose, what is missing, posts by number. */
function furtherLines(node) {
  const loose = looseHere.has(node) ? [{ text: word('loose_sign'), key: 'S1' }] : [];
  const gaps = gapsOf(findingsOn.get(node) || [])
    .filter((at) => findings.grave[at] < 3)
    .sort((a, b) => findings.grave[a] - findings.grave[b])
    .map((at) => ({ text: '▲' + say(wrongOf(at, nodes.label[node])), key: 'S' + findings.grave[at] }));
  const posts = postsOf(node).map((at) => `${say(data.counts.words[data.counts.what[at]])}\u00a0${data.counts.count[at]}`);
  return loose.concat(gaps, posts.length ? [{ text: posts.join(word('and')), key: null }] : []);
}

const postsOf = (node) => (countsOf.get(node) || []).filter((at) => data.counts.what[at] < data.counts.posts);
const numberOfPosts = (node) => postsOf(node).reduce((sum, at) => sum + data.counts.count[at], 0);

/** The number on a card that counts what lies in it: answers to a question, else gaps. */
const numberWithin = (node) => (scene.numbers ? scene.numbers.get(node) || 0 : gapsWithin(node));

/** The deeper the red, the more lies in a place, against its equals in the picture. */
function heat(node) {
  const share = numberWithin(node) / (scene.most.get(nodes.label[node]) || Infinity);
  return share ? `rgb(255, ${Math.round(252 - 58 * share)}, ${Math.round(250 - 66 * share)})` : null;
}

/** What is not looked at: out of scope, or none of the chosen rules finds a gap in it. */
const faded = (node) => (unitsOf.has(node) && !inScope(node) && !leadsToScope(node)) || chosenRules.size > 0 && !isGap(status(node)) && !gapsWithin(node)
  && node !== scene.node;
const leadsToScope = (node) => scopeNow !== null && trailTo(scopeNow).includes(node);
const FADED = 0.28;

const TILE_WIDTH = 20;
const LINE = 18;

function drawCard({ ctx, id: node, x, y, state }) {
  const [width, base] = scene.size;
  const height = heightOf(scene.at.get(node));
  const left = x - width / 2;
  const upper = y - height / 2;
  return {
    nodeDimensions: { width, height },
    drawNode() {
      if (!inSight(left, upper, width, height)) return;
      ctx.save();
      if (faded(node)) ctx.globalAlpha = FADED;
      drawFrame(ctx, node, state, left, upper, width, height);
      ctx.textBaseline = 'middle';
      ctx.textAlign = 'center';
      ctx.fillStyle = '#fff';
      ctx.font = `${LETTER}px ${FONT}`;
      ctx.fillText(say(GROUPS.get(nodes.group[node]).sign), left + TILE_WIDTH / 2, upper + base / 2, TILE_WIDTH - 2);
      drawHead(ctx, node, left, upper, width, base);
      if (scene.heights) drawFurther(ctx, node, left + TILE_WIDTH + 5, upper + base, width - TILE_WIDTH - 10, height - base);
      ctx.restore();
    },
  };
}

function drawFrame(ctx, node, state, left, upper, width, height) {
  const look = LOOK[status(node)];
  const loose = looseHere.has(node);
  rounded(ctx, left, upper, width, height, 5);
  ctx.fillStyle = heat(node) || look.fill;
  if (state.selected || state.hover) {
    ctx.shadowColor = state.selected ? 'rgba(11, 92, 173, .75)' : 'rgba(0, 0, 0, .3)';
    ctx.shadowBlur = state.selected ? 14 : 7;
  }
  ctx.fill();
  ctx.shadowColor = 'transparent';
  ctx.save();
  ctx.clip();
  ctx.fillStyle = TILE[nodes.group[node]];
  ctx.fillRect(left, upper, TILE_WIDTH, height);
  ctx.restore();
  const answers = scene.answers && scene.answers.has(node);
  ctx.lineWidth = state.selected || answers ? 2.5 : look.width;
  ctx.strokeStyle = state.selected ? '#0b5cad' : answers ? '#8f1d18' : look.line;
  ctx.setLineDash(loose ? [3, 3] : look.dash || []);
  rounded(ctx, left, upper, width, height, 5);
  ctx.stroke();
  ctx.setLineDash([]);
}

/** The name, on the right of it the verdict's sign, and a number: gaps within a place, posts held in anything else. */
function drawHead(ctx, node, left, upper, width, base) {
  const tall = base > 36;
  const middle = upper + base / 2;
  const right = left + width - 12;
  const sign = scene.numbers && scene.numbers.has(node) ? 'none' : badge(node);
  const judged = sign !== 'none';
  const number = numberWithin(node) || (scene.heights || scene.answers ? 0 : numberOfPosts(node));
  ctx.font = `bold ${LETTER}px ${FONT}`;
  const wide = number ? ctx.measureText(number).width : 0;
  if (number) {
    ctx.fillStyle = numberWithin(node) ? '#c0281c' : '#5b6670';
    ctx.textAlign = 'right';
    ctx.fillText(number, judged && !tall ? right - 10 : left + width - 5, tall ? upper + base - 11 : middle);
  }
  if (judged) drawSign(ctx, sign, right, number && tall ? upper + 12 : middle);
  ctx.textAlign = 'left';
  ctx.font = `${LETTER}px ${FONT}`;
  ctx.fillStyle = INK;
  const beside = tall ? Math.max(22, wide + 8) : (judged ? 22 : 4) + (number ? wide + 4 : 0);
  const told = lines(ctx, name(node), width - TILE_WIDTH - 6 - beside, tall ? 2 : 1);
  told.forEach((line, at) => {
    ctx.fillText(line, left + TILE_WIDTH + 5, middle + (at - (told.length - 1) / 2) * LINE);
  });
}

function drawFurther(ctx, node, left, upper, width, height) {
  const room = Math.round(height / LINE);
  let used = 0;
  furtherLines(node).forEach(({ text, key }) => {
    ctx.fillStyle = key ? LOOK[key].sign : '#47525b';
    lines(ctx, text, width, Math.min(key ? 2 : 5, room - used)).forEach((line) => {
      ctx.fillText(line, left, upper + used * LINE + 5);
      used += 1;
    });
  });
}

const drawnNodes = new vis.DataSet();
const drawnEdges = new vis.DataSet();
const network = new vis.Network(byId('canvas'), { nodes: drawnNodes, edges: drawnEdges }, data.options);

/** The part of the picture that is in the window; a card outside it is not worth drawing. */
let sight = null;
const inSight = (left, upper, width, height) =>
  left < sight.right && left + width > sight.left && upper < sight.lower && upper + height > sight.upper;

network.on('beforeDrawing', (ctx) => {
  const room = byId('canvas');
  const from = network.DOMtoCanvas({ x: 0, y: 0 });
  const to = network.DOMtoCanvas({ x: room.clientWidth, y: room.clientHeight });
  sight = { left: from.x, upper: from.y, right: to.x, lower: to.y };
  scene.frames.forEach(([x, y, width, height], at) => {
    rounded(ctx, x, y, width, height, 7);
    ctx.fillStyle = at % 2 ? 'rgba(84, 110, 122, .055)' : 'rgba(84, 110, 122, .035)';
    ctx.fill();
    ctx.lineWidth = 1;
    ctx.strokeStyle = '#e2e7ea';
    ctx.stroke();
  });
});

network.on('afterDrawing', (ctx) => {
  ctx.font = `${LETTER}px ${FONT}`;
  ctx.textAlign = 'center';
  ctx.textBaseline = 'middle';
  scene.heads.forEach(([x, y, text]) => {
    const [line] = lines(ctx, say(text), scene.size[0] + 12, 1);
    const width = ctx.measureText(line).width + 8;
    ctx.fillStyle = '#fafbfc';
    ctx.fillRect(x - width / 2, y - LINE / 2, width, LINE);
    ctx.fillStyle = '#5b6670';
    ctx.fillText(line, x, y);
  });
  drawMap();
});
