/* The camera: the whole, one thing in the middle, nearer and further, the small map, the whole screen. */

const margin = 8;
const LARGEST = 1.35;
const LEAST = 0.6; // of a card that was found, and told of beside the picture

function extent() {
  const [width, height] = scene.size;
  const box = { left: Infinity, right: -Infinity, upper: Infinity, lower: -Infinity };
  const include = (x, y, w, h) => {
    box.left = Math.min(box.left, x - w / 2);
    box.right = Math.max(box.right, x + w / 2);
    box.upper = Math.min(box.upper, y - h / 2);
    box.lower = Math.max(box.lower, y + h / 2);
  };
  scene.cards.forEach((_, at) => include(scene.x[at], scene.y[at], width, heightOf(at) || height));
  scene.frames.forEach(([x, y, w, h]) => include(x + w / 2, y + h / 2, w, h));
  return box;
}
const heightOf = (at) => (scene.heights && scene.heights[at]) || scene.size[1];

function room() {
  const canvas = byId('canvas');
  return [canvas.clientWidth - 2 * margin, canvas.clientHeight - 2 * margin];
}

/** All of it, unless its letters could not be read: then its beginning. */
function fit() {
  if (!scene.cards.length) return;
  const box = extent();
  const [width, height] = room();
  const all = Math.min(width / (box.right - box.left), height / (box.lower - box.upper));
  const scale = Math.max(FLOOR, Math.min(all, LARGEST));
  let x = (box.left + box.right) / 2;
  let y = (box.upper + box.lower) / 2;
  scene.larger = all < FLOOR;
  if (scene.larger) {
    if ((box.right - box.left) * scale > width) x = box.left + width / 2 / scale;
    if ((box.lower - box.upper) * scale > height) y = box.upper + height / 2 / scale;
  }
  network.moveTo({ position: { x, y }, scale, animation: false });
}

/** Take the room as it is now; drawn is once, with the next frame. */
function takeRoom() {
  network.setSize();
  fit();
}

/** All of it, however small. */
function showAll() {
  if (!scene.cards.length) return;
  const box = extent();
  const [width, height] = room();
  const scale = Math.min(width / (box.right - box.left), height / (box.lower - box.upper), LARGEST);
  scene.larger = false;
  network.moveTo({ position: { x: (box.left + box.right) / 2, y: (box.upper + box.lower) / 2 }, scale, animation: false });
}

/** One thing in the middle, and everything in view; where it would then be too small to read, all of it. */
function focus(node) {
  if (!scene.at.has(node)) return;
  const box = extent();
  const [width, height] = room();
  const x = scene.x[scene.at.get(node)];
  const y = scene.y[scene.at.get(node)];
  const around = Math.min(
    width / 2 / Math.max(x - box.left, box.right - x), height / 2 / Math.max(y - box.upper, box.lower - y), LARGEST);
  const all = Math.min(width / (box.right - box.left), height / (box.lower - box.upper));
  if (around < Math.min(LEAST, all)) showAll();
  else network.moveTo({ position: { x, y }, scale: around, animation: false });
  scene.larger = false;
  tellBelow();
}

const zoom = (times) => network.moveTo({ scale: Math.min(4, Math.max(0.05, network.getScale() * times)), animation: false });
function pan(right, down) {
  const at = network.getViewPosition();
  const step = 80 / network.getScale();
  network.moveTo({ position: { x: at.x + right * step, y: at.y + down * step }, animation: false });
}

// --- the small map: where the window is, while not everything is in it ---

const map = byId('map');
const MAP = [176, 116];
let mapped = null;

function drawMap() {
  if (!scene.cards.length) {
    map.hidden = true;
    return;
  }
  const box = extent();
  map.hidden = sight.left <= box.left + 1 && sight.right >= box.right - 1 && sight.upper <= box.upper + 1 && sight.lower >= box.lower - 1;
  if (map.hidden) return;
  const scale = Math.min((MAP[0] - 8) / (box.right - box.left), (MAP[1] - 8) / (box.lower - box.upper));
  const left = (MAP[0] - (box.right - box.left) * scale) / 2 - box.left * scale;
  const upper = (MAP[1] - (box.lower - box.upper) * scale) / 2 - box.upper * scale;
  mapped = { scale, left, upper };
  const ctx = map.getContext('2d');
  ctx.clearRect(0, 0, MAP[0], MAP[1]);
  scene.cards.forEach((node, at) => {
    const high = heightOf(at);
    ctx.fillStyle = isGap(status(node)) ? LOOK[status(node)].sign : heat(node) || '#b9c3ca';
    ctx.fillRect(left + (scene.x[at] - scene.size[0] / 2) * scale, upper + (scene.y[at] - high / 2) * scale,
      Math.max(1, scene.size[0] * scale - 0.5), Math.max(1, high * scale - 0.5));
  });
  ctx.strokeStyle = '#0b5cad';
  ctx.lineWidth = 2;
  ctx.strokeRect(left + sight.left * scale, upper + sight.upper * scale,
    (sight.right - sight.left) * scale, (sight.lower - sight.upper) * scale);
}

function followMap(event) {
  if (!mapped || !event.buttons) return;
  const box = map.getBoundingClientRect();
  network.moveTo({ position: {
    x: (event.clientX - box.left - mapped.left) / mapped.scale, y: (event.clientY - box.top - mapped.upper) / mapped.scale,
  }, animation: false });
}
map.width = MAP[0];
map.height = MAP[1];
map.onpointerdown = followMap;
map.onpointermove = followMap;

// --- the whole screen ---

function wholeScreen() {
  const on = document.body.classList.toggle('alone');
  byId('full').setAttribute('aria-pressed', String(on));
  byId('full').textContent = word(on ? 'less' : 'full');
  if (on && document.documentElement.requestFullscreen) {
    document.documentElement.requestFullscreen().catch(() => {}); // refused in a frame: then the page alone is filled
  } else if (document.fullscreenElement) {
    document.exitFullscreen();
  }
}
document.addEventListener('fullscreenchange', () => {
  if (!document.fullscreenElement && document.body.classList.contains('alone')) wholeScreen();
});

byId('whole').onclick = () => {
  showAll();
  tellBelow();
};
byId('nearer').onclick = () => zoom(1.25);
byId('further').onclick = () => zoom(1 / 1.25);
byId('full').onclick = wholeScreen;
