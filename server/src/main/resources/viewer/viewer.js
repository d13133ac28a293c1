// The live viewer: shows a desktop, lets a person take it over where the link allows it, and comes
// back by itself after the network broke.
import RFB from './novnc-1.7.0/core/rfb.js';
import { Channel } from './channel.js';

const FIRST_PAUSE = 500; // milliseconds; doubled up to the longest
const LONGEST_PAUSE = 15000;
const STEADY = 5000; // a connection that held so long was a good one

const element = (id) => document.getElementById(id);
const here = location.pathname.replace(/\/+$/, '');
let token = new URLSearchParams(location.search).get('token') ?? '';
const viewer = viewerId();

let rfb = null;
let channel = null;
let scope = 'view';
let control = 'agent';
let pause = FIRST_PAUSE;
let retry = 0;
let over = false;

// Who this is, so that a person keeps the desktop while the network is broken.
function viewerId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (it) => it.toString(16).padStart(2, '0')).join('');
}

function status(state, words) {
  element('status').dataset.state = state;
  element('words').textContent = words;
}

function cover(notice, canRetry) {
  element('notice').textContent = notice;
  element('cover').hidden = notice === '';
  element('again').hidden = !canRetry;
}

function connect() {
  clearTimeout(retry);
  const url = new URL(`${here}/socket`, location.href);
  url.protocol = url.protocol.replace('http', 'ws');
  const begun = performance.now();
  channel = new Channel(url, ['handwright.view', token, viewer]);
  channel.onText = told;
  rfb = new RFB(element('screen'), channel, { shared: true });
  rfb.background = 'transparent';
  rfb.scaleViewport = true;
  rfb.addEventListener('connect', () => {
    status('live', 'Live');
    cover('', false);
    if (control === 'you') {
      rfb.focus({ preventScroll: true });
    }
  });
  rfb.addEventListener('clipboard', (event) => {
    element('text').value = event.detail.text;
    element('done').textContent = 'Copied on the desktop.';
  });
  rfb.addEventListener('disconnect', () => {
    rfb = null;
    if (performance.now() - begun > STEADY) {
      pause = FIRST_PAUSE;
    }
    lost();
  });
}

// Asks first whether there is anything to come back to, and takes a fresh token with it.
async function lost() {
  if (over || !(await renew())) {
    return;
  }
  status('connecting', 'Connection lost');
  element('take').hidden = true; // until the server says again who has the desktop
  element('who').textContent = '';
  cover('The connection was lost. Connecting again …', true);
  clearTimeout(retry);
  retry = setTimeout(connect, pause * (0.75 + Math.random() / 2));
  pause = Math.min(pause * 2, LONGEST_PAUSE);
}

function end(notice) {
  over = true;
  clearTimeout(retry);
  status('ended', 'Ended');
  element('who').textContent = '';
  element('take').hidden = true;
  document.body.dataset.control = '';
  cover(notice, false);
  rfb?.disconnect();
}

// A token that lasts longer, also for a reload of this page. False: the watch is over.
async function renew() {
  let answer;
  try {
    answer = await fetch(`${here}/token`, {
      method: 'POST', headers: { Authorization: `Bearer ${token}` }, cache: 'no-store',
    });
  } catch {
    return true; // the network is broken: what is there will do until it is back
  }
  if (answer.ok) {
    token = (await answer.json()).token;
    history.replaceState(null, '', `${location.pathname}?token=${token}`);
    return true;
  }
  if ([401, 403, 404].includes(answer.status) && !rfb) {
    end((await answer.json()).error);
    return false;
  }
  return true;
}

// The token's third part says when it expires, in Unix seconds.
function renewInTime() {
  const left = Number(token.split('.')[2]) * 1000 - Date.now();
  setTimeout(() => renew().then(renewInTime), Math.max(left / 2, 5000));
}

function told(message) {
  if (message.type === 'state') {
    scope = message.scope;
    control = message.control;
    show();
  }
}

function show() {
  const may = scope === 'control';
  document.body.dataset.control = control;
  const take = element('take');
  take.hidden = !may;
  take.textContent = control === 'you' ? 'Hand back' : 'Take control';
  take.setAttribute('aria-pressed', String(control === 'you'));
  take.title = 'From the screen, press Ctrl, Alt and Shift together to get here by keyboard.';
  element('clipboard').hidden = !may;
  if (!may) {
    openPanel(false);
  }
  element('put').disabled = control !== 'you'; // the server takes a clipboard from nobody else
  element('who').textContent = words(may);
  if (rfb) {
    rfb.viewOnly = !may || control === 'person'; // the server decides; this spares it the work
  }
}

function words(may) {
  switch (control) {
    case 'you': return 'You control this desktop; its agent waits.';
    case 'person': return 'Another person controls this desktop.';
    default: return may ? 'Its agent has this desktop. A click in it takes control.' : 'View only.';
  }
}

element('take').addEventListener('click', () => {
  channel?.send(JSON.stringify({ type: control === 'you' ? 'release' : 'take' }));
  if (control !== 'you') {
    rfb?.focus({ preventScroll: true });
  }
});
function openPanel(open) {
  element('panel').hidden = !open;
  element('clipboard').setAttribute('aria-expanded', String(open));
  if (open) {
    element('done').textContent = control === 'you' ? '' : 'Take control to use it.';
    element('text').focus();
  }
}

element('clipboard').addEventListener('click', () => openPanel(element('panel').hidden));
element('put').addEventListener('click', () => {
  rfb?.clipboardPasteFrom(element('text').value);
  element('done').textContent = 'On the desktop\'s clipboard while you control it.';
});
element('copy').addEventListener('click', () => {
  element('text').select();
  document.execCommand('copy'); // the newer way is only there on https
  element('done').textContent = 'Copied.';
});
element('again').addEventListener('click', connect);
addEventListener('online', () => { if (!rfb && !over) connect(); });
addEventListener('pagehide', () => channel?.close());

// The screen takes every key, Tab too; this chord leads out of it once its keys are up again.
let leaving = false;
addEventListener('keydown', (event) => {
  leaving = leaving || (event.ctrlKey && event.altKey && event.shiftKey);
}, true);
addEventListener('keyup', (event) => {
  if (leaving && !event.ctrlKey && !event.altKey && !event.shiftKey) {
    leaving = false;
    element('take').focus();
  }
}, true);

connect();
renewInTime();
