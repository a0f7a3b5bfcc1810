// The web chat: a client of the public API, and of nothing else. What was said is in the conversation's log on the server; this page
// shows the log and what happens now.

import { Backoff } from './backoff.js';
import { Outbox } from './outbox.js';
import { json, Refused, Session, Unreachable } from './session.js';
import { Listener } from './stream.js';
import { Thread } from './thread.js';

const words = JSON.parse(document.body.dataset.wording);
const find = id => document.getElementById(id);
const [form, input, sendButton, stopButton, newButton] = ['chat-form', 'chat-input', 'chat-send', 'chat-stop', 'chat-new'].map(find);
const [welcome, working, notice] = ['chat-welcome', 'chat-working', 'chat-notice'].map(find);

const session = new Session();
const thread = new Thread(find('chat-thread'), find('chat-scroll'), words, id => { thread.state(id, 'waiting'); outbox.retry(id); }, (label, number) => send(label, 'button', number), file => session.request(`/api/v1/files/${encodeURIComponent(file)}/content`).then(answer => answer.blob()));
const outbox = new Outbox(session, {
  accepted: ({ message, run_id: run }) => {
    thread.show(message);
    if (run && !over.has(run)) runs.add(run);
    say('send', null);
    update();
  },
  refused: (id, why) => { thread.state(id, 'refused', why); say('send', null); },
  waiting: (id, error) => { thread.state(id, 'waiting'); say('send', error.status ? words.busy : words.offline); },
  lost: () => restart(),
});

// Runs that have been asked for, and runs that have ended: an end may be heard before the answer to the sending that began it.
const runs = new Set();
const over = new Set();
const answered = new Set();
const notices = new Map();
let life = new AbortController();

/** Shows a notice of one kind, or takes it away. The line shows the oldest one. */
function say(kind, text) {
  if (text) notices.set(kind, text);
  else notices.delete(kind);
  const [first = ''] = notices.values();
  if (notice.textContent !== first) notice.textContent = first;
}

function update() {
  welcome.hidden = !thread.isEmpty || input.disabled;
  working.hidden = runs.size === 0;
  stopButton.hidden = runs.size === 0;
  newButton.hidden = thread.isEmpty;
  sendButton.disabled = input.disabled || input.value.trim() === '';
}

function hear(event) {
  const run = event.run_id;
  switch (event.type) {
    case 'message.received':
      outbox.remove(event.message.client_message_id);
      thread.show(event.message);
      if (event.message.run_id && !over.has(event.message.run_id)) runs.add(event.message.run_id);
      break;
    case 'run.started':
      if (!over.has(run)) runs.add(run);
      break;
    case 'message.delta':
    case 'message.snapshot':
      if (!over.has(run)) thread.piece(event);
      break;
    case 'message.completed':
      answered.add(event.message.run_id);
      thread.show(event.message);
      break;
    case 'run.completed':
    case 'run.failed':
    case 'run.canceled':
    case 'run.expired':
    case 'run.superseded':
      runs.delete(run);
      over.add(run);
      thread.ended(run, event.type === 'run.canceled');
      if (event.type === 'run.failed' && !answered.has(run)) thread.note(words.failed);
      break;
    case 'control.taken':
      runs.clear();
      thread.ended(null, true);
      thread.note(words.operatorJoined);
      break;
    case 'control.released':
      thread.note(words.operatorLeft);
      break;
  }

  update();
}

/** Shows the thread as the log has it. Gives the id to listen from. */
async function restore(signal) {
  const messages = [];
  let after = null;
  do {
    const query = new URLSearchParams({ limit: '200', ...(after ? { after } : {}) });
    const page = await session.request(`/api/v1/conversations/${encodeURIComponent(session.conversation)}/messages?${query}`).then(json);
    messages.push(...page.items);
    after = page.next;
  } while (after);

  if (signal.aborted) return null;
  thread.clear();
  runs.clear();
  for (const message of messages) {
    if (message.author !== 'contact') answered.add(message.run_id);
    thread.show(message);
  }

  outbox.items.forEach(item => messages.some(m => m.client_message_id === item.id) ? outbox.remove(item.id) : thread.waiting(item));

  // Whether the last runs have ended stands in the log after the last answer; from there on it is heard again.
  const last = messages.findLast(message => message.author !== 'contact');
  for (const message of messages) if (message.run_id && message.seq >= (last?.seq ?? 0)) runs.add(message.run_id);
  return last ? String(last.seq) : null;
}

async function live(signal) {
  const backoff = new Backoff();
  while (!signal.aborted) {
    try {
      if (!session.conversation) await session.begin();
      const from = await restore(signal);
      if (signal.aborted) return;
      say('server', null);
      enable();
      outbox.send();
      await new Listener(session, from, { event: hear, connected, lost }).run(signal);
      return;
    } catch (error) {
      if (signal.aborted) return;
      if (error instanceof Unreachable) {
        say('server', error.status ? words.busy : navigator.onLine ? words.reconnecting : words.offline);
        await backoff.wait(error.retryAfterMs, signal);
      } else if (error instanceof Refused) {
        if (!await explain(error, backoff, signal)) return;
      } else {
        throw error;
      }
    }
  }
}

// Most cuts are over before anybody would have noticed them.
let cut;

function lost() {
  cut ??= setTimeout(() => say('stream', navigator.onLine ? words.reconnecting : words.offline), 1000);
}

function connected() {
  clearTimeout(cut);
  cut = undefined;
  say('stream', null);
}

/** Says why there is no conversation; gives whether to try again. */
async function explain(error, backoff, signal) {
  const hadConversation = session.conversation !== null;
  if (hadConversation && [401, 403, 404].includes(error.status)) {
    // The token is too old to be renewed, or the conversation is gone: begin anew, and keep what was not sent.
    try {
      await session.begin();
    } catch (fault) {
      if (fault instanceof Refused) return switchOff(fault);
      if (fault instanceof Unreachable) return true;
      throw fault;
    }

    outbox.moveHere();
    say('session', words.sessionEnded);
    return true;
  }

  if (error.status === 409) {
    // The platform may still be setting itself up.
    say('server', words.nobodyAnswers);
    await backoff.wait(2000, signal);
    return true;
  }

  return switchOff(error);
}

function switchOff(error) {
  input.disabled = true;
  connected();
  say('server', [404, 501].includes(error.status) ? words.chatOff : error.message);
  update();
  return false;
}

function enable() {
  if (input.disabled) {
    input.disabled = false;
    if (matchMedia('(hover: hover)').matches) input.focus();
  }

  update();
}

function restart() {
  life.abort();
  life = new AbortController();
  connected();
  live(life.signal);
}

function send(text, type, number) {
  if (!text.trim() || input.disabled) return;
  say('session', null);
  thread.waiting(outbox.add(text.trim(), type, number));
  outbox.send();
  update();
}

function fit() {
  input.style.height = 'auto';
  input.style.height = `${Math.min(input.scrollHeight, innerHeight / 3)}px`;
}

form.addEventListener('submit', event => {
  event.preventDefault();
  send(input.value);
  input.value = '';
  fit();
  update();
});

input.addEventListener('input', () => { fit(); update(); });

input.addEventListener('keydown', event => {
  // While an input method composes a word, Enter belongs to it.
  if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  form.requestSubmit();
});

welcome.addEventListener('click', event => {
  const question = event.target.closest('button');
  if (!question) return;
  send(question.textContent);
  input.focus();
});

stopButton.addEventListener('click', async () => {
  input.focus();
  for (const run of [...runs]) {
    try {
      const ended = await session.request(`/api/v1/runs/${encodeURIComponent(run)}/cancel`, { method: 'POST' }).then(json);
      runs.delete(run);
      over.add(run);
      thread.ended(run, ended.state === 'canceled');
      say('send', null);
    } catch (error) {
      if (!(error instanceof Refused || error instanceof Unreachable)) throw error;
      say('send', error instanceof Unreachable ? words.busy : error.message);
    }
  }

  update();
});

newButton.addEventListener('click', async () => {
  try {
    await session.begin();
  } catch (error) {
    if (!(error instanceof Refused || error instanceof Unreachable)) throw error;
    say('send', error instanceof Unreachable ? words.busy : error.message);
    return;
  }

  outbox.clear();
  notices.clear();
  say('session', null);
  thread.clear();
  restart();
});

addEventListener('online', () => { say('send', null); outbox.send(); });
session.follow(restart);
restart();
