(function () {
'use strict';

var job = document.getElementById('job');

function hide(id, hidden) {
  document.getElementById(id).hidden = hidden;
}

// what the server says of the job; a window that was open while it ended is shown the result
function told(now) {
  if (!now) return;
  var running = now.state === 'running';
  var ended = job.dataset.state === 'running' && job.dataset.number === String(now.number) && !running;
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
    var there = now.state === 'failed' || now.state === 'stopped' ? '/job' : now.then;
    document.getElementById('job-see').href = there;
    if (document.querySelector('[data-waits]') || location.pathname === '/job') location.assign(there);
  }
}

var source = new EventSource('/events');
source.onmessage = function (event) { told(JSON.parse(event.data)); };
}());
