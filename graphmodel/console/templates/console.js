(function () {
'use strict';

const job = document.getElementById('job');

function hide(id, hidden) {
  document.getElementById(id).hidden = hidden;
}

function leave(there) {
  if (there.split('#')[0] !== location.pathname) {
    location.assign(there);
    return;
  }
  history.scrollRestoration = 'manual';
  location.hash = there.split('#')[1] || '';
  location.reload();
}

// what the server says of the job; a window that was open while it ended is shown the result
function told(now) {
  if (!now) return;
  const running = now.state === 'running';
  const ended = job.dataset.state === 'running' && job.dataset.number === String(now.number) && !running;
  if (running || ended) {
    job.hidden = false;
    job.dataset.number = now.number;
    job.dataset.state = now.state;
    document.getElementById('job-title').textContent = now.title;
    document.getElementById('job-words').textContent = now.words;
    document.getElementById('job-doing').textContent = now.doing;
    hide('job-bar', !running);
    hide('job-stop', !running);
    hide('job-see', running);
  }
  if (ended) {
    document.getElementById('job-see').href = now.then;
    if (document.querySelector('[data-waits]') || location.pathname === '/job') leave(now.then);
  }
}

// files that are dropped or chosen go up one by one, so that one that breaks off takes no other with it
function sends(form) {
  const said = form.querySelector('.sending');
  const refused = form.querySelector('.refused');
  const token = document.querySelector('meta[name=csrf]').content;

  function send(files) {
    let failed = 0;
    let done = 0;
    refused.textContent = '';
    function next() {
      if (done === files.length) {
        if (!failed) location.reload();
        return;
      }
      const one = files[done];
      said.hidden = false;
      said.textContent = (done + 1) + ' / ' + files.length + '　' + one.way;
      const body = new FormData();
      body.append('file', one.file);
      body.append('way', one.way);
      fetch(form.dataset.drop, { method: 'POST', body: body, redirect: 'manual', headers: { 'X-CSRF-Token': token } })
        .then(function (answer) {
          return answer.type === 'opaqueredirect' ? '' : answer.text();
        }, function () { return '<h2>' + form.dataset.broken + '</h2>'; })
        .then(function (page) {
          done += 1;
          if (page) {
            failed += 1;
            const title = new DOMParser().parseFromString(page, 'text/html').querySelector('h2');
            const line = document.createElement('li');
            line.textContent = one.way + '：' + (title ? title.textContent : '');
            refused.appendChild(line);
            refused.hidden = false;
          }
          next();
        });
    }
    next();
  }

  function chosen(list) {
    return Array.prototype.map.call(list, function (file) {
      return { file: file, way: file.webkitRelativePath || file.name };
    });
  }

  // what was dropped: files, and folders with all that is in them
  function within(entry, found) {
    if (entry.isFile) {
      return new Promise(function (done) {
        entry.file(function (file) {
          found.push({ file: file, way: entry.fullPath.slice(1) });
          done();
        }, done);
      });
    }
    const reader = entry.createReader();
    return new Promise(function more(done) {
      reader.readEntries(function (entries) {
        if (!entries.length) return done();
        Promise.all(entries.map(function (one) { return within(one, found); })).then(function () { more(done); });
      }, done);
    });
  }

  form.addEventListener('dragover', function (event) { event.preventDefault(); form.classList.add('over'); });
  form.addEventListener('dragleave', function () { form.classList.remove('over'); });
  form.addEventListener('drop', function (event) {
    event.preventDefault();
    form.classList.remove('over');
    const entries = Array.prototype.map.call(event.dataTransfer.items, function (item) {
      return item.webkitGetAsEntry && item.webkitGetAsEntry();
    }).filter(Boolean);
    if (!entries.length) return send(chosen(event.dataTransfer.files));
    const found = [];
    Promise.all(entries.map(function (entry) { return within(entry, found); })).then(function () { send(found); });
  });
  form.addEventListener('change', function (event) { send(chosen(event.target.files)); });
}
Array.prototype.forEach.call(document.querySelectorAll('[data-drop]'), sends);

// a button that is clicked twice does what it does once; a page that one comes back to begins anew
const sent = new Set();
document.addEventListener('submit', function (event) {
  if (sent.has(event.target)) event.preventDefault();
  sent.add(event.target);
});
addEventListener('pageshow', function () { sent.clear(); });

// a window that is looked at hears of the job; one that lies behind only says now and then that it is there, for a
// browser keeps few connections open at once
const NOW_AND_THEN = 600000;
let source = null;
function listen() {
  if (source) source.close();
  source = document.hidden ? null : new EventSource('/events');
  if (source) source.onmessage = function (event) { told(JSON.parse(event.data)); };
}
document.addEventListener('visibilitychange', listen);
setInterval(function () { if (document.hidden) fetch('/alive'); }, NOW_AND_THEN);
listen();
}());
