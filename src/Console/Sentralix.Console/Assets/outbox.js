// What the visitor has written and the server has not yet taken. It is kept in the browser and sent again with the same
// client_message_id, under which the server takes a message once, however often it comes.

import { Backoff } from './backoff.js';
import { Refused, Unreachable } from './session.js';

const key = 'sentralix.outbox';

export class Outbox {
  #session;
  #handlers;
  #isSending = false;

  /** @param {{accepted: Function, refused: Function, waiting: Function, lost: Function}} handlers */
  constructor(session, handlers) {
    this.#session = session;
    this.#handlers = handlers;
  }

  /** What waits, oldest first. */
  get items() {
    return read().filter(item => item.conversation === this.#session.conversation);
  }

  add(text, type = 'text', number = null) {
    const item = { id: newId(), conversation: this.#session.conversation, text, type, number, refused: null };
    write([...read(), item]);
    return item;
  }

  /** Takes a message out: the log has it, or the visitor has given it up. */
  remove(id) {
    write(read().filter(item => item.id !== id));
  }

  retry(id) {
    write(read().map(item => item.id === id ? { ...item, refused: null } : item));
    return this.send();
  }

  /** After a conversation has expired, what was not sent goes into the next one. */
  moveHere() {
    write(read().map(item => ({ ...item, conversation: this.#session.conversation })));
  }

  clear() {
    write([]);
  }

  /** Sends what waits, in order, until nothing waits. */
  async send() {
    if (this.#isSending) return;
    this.#isSending = true;
    const backoff = new Backoff();
    try {
      for (let item; (item = this.items.find(i => !i.refused));) {
        try {
          const accepted = await this.#post(item);
          backoff.reset();
          this.remove(item.id);
          this.#handlers.accepted(accepted, item.id);
        } catch (error) {
          if (error instanceof Refused && error.status === 401) {
            this.#handlers.lost();
            return;
          }

          if (error instanceof Refused) {
            write(read().map(i => i.id === item.id ? { ...i, refused: error.message } : i));
            this.#handlers.refused(item.id, error.message);
            continue;
          }

          if (!(error instanceof Unreachable)) throw error;
          this.#handlers.waiting(item.id, error);
          await backoff.wait(error.retryAfterMs);
        }
      }
    } finally {
      this.#isSending = false;
    }
  }

  async #post(item) {
    const response = await this.#session.request(`/api/v1/conversations/${encodeURIComponent(item.conversation)}/messages`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ client_message_id: item.id, parts: [{ type: item.type ?? 'text', text: item.text, number: item.number ?? undefined }] }),
    });
    return response.json();
  }
}

// crypto.randomUUID exists in secure contexts only; a trial on another machine of the local network is plain http.
function newId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  return [...crypto.getRandomValues(new Uint8Array(16))].map(b => b.toString(16).padStart(2, '0')).join('');
}

function read() {
  try {
    const items = JSON.parse(localStorage.getItem(key));
    return Array.isArray(items) ? items : [];
  } catch {
    return []; // Somebody wrote something else there.
  }
}

const write = items => localStorage.setItem(key, JSON.stringify(items));
