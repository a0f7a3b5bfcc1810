// Server-sent events over fetch: EventSource cannot send the Authorization header. The parser follows the HTML standard (§9.2.6).

import { Backoff } from './backoff.js';
import { Refused, Unreachable } from './session.js';

// The server sends a comment every 10 seconds; three missed ones mean that the line is dead although nobody said so.
const silence = 30_000;

/** Takes text in any pieces and gives events. */
export class EventParser {
  #rest = '';
  #data = [];
  #type = '';
  #id = null;

  *push(text) {
    this.#rest += text;
    while (true) {
      const end = this.#rest.search(/[\r\n]/);
      if (end < 0) return;
      // A lone \r at the very end may be the first half of \r\n.
      if (this.#rest[end] === '\r' && end === this.#rest.length - 1) return;
      const line = this.#rest.slice(0, end);
      this.#rest = this.#rest.slice(end + (this.#rest.startsWith('\r\n', end) ? 2 : 1));
      if (line !== '') {
        this.#field(line);
        continue;
      }

      const event = { type: this.#type || 'message', id: this.#id, data: this.#data.join('\n') };
      const isEvent = this.#data.length > 0;
      [this.#data, this.#type, this.#id] = [[], '', null];
      if (isEvent) yield event;
    }
  }

  #field(line) {
    const colon = line.indexOf(':');
    if (colon === 0) return;
    const name = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (name === 'data') this.#data.push(value);
    else if (name === 'event') this.#type = value;
    else if (name === 'id' && !value.includes('\0')) this.#id = value;
  }
}

/** Listens to a conversation until it is aborted, and comes back after every cut with the last id it has seen. */
export class Listener {
  #session;
  #last;
  #handlers;

  /** @param {{event: Function, connected: Function, lost: Function}} handlers */
  constructor(session, last, handlers) {
    this.#session = session;
    this.#last = last;
    this.#handlers = handlers;
  }

  /** @throws {Refused} when the conversation may not be heard any more */
  async run(signal) {
    const backoff = new Backoff();
    while (!signal.aborted) {
      let retryAfterMs = 0;
      try {
        await this.#once(signal, backoff);
      } catch (error) {
        if (signal.aborted) return;
        if (error instanceof Refused) throw error;
        if (error instanceof Unreachable) retryAfterMs = error.retryAfterMs;
        // A cut line is a TypeError, or an AbortError where we cut it ourselves; whatever else is a fault of this page.
        else if (!(error instanceof TypeError) && error.name !== 'AbortError') console.error(error);
      }

      if (signal.aborted) return;
      this.#handlers.lost();
      await backoff.wait(retryAfterMs, signal);
    }
  }

  async #once(signal, backoff) {
    const attempt = new AbortController();
    const abort = () => attempt.abort();
    signal.addEventListener('abort', abort);
    addEventListener('offline', abort);
    let watchdog = setTimeout(abort, silence);
    try {
      const headers = { Accept: 'text/event-stream', ...(this.#last ? { 'Last-Event-ID': this.#last } : {}) };
      const path = `/api/v1/conversations/${encodeURIComponent(this.#session.conversation)}/events`;
      const response = await this.#session.request(path, { headers, signal: attempt.signal });
      this.#handlers.connected();
      backoff.reset();
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
      const parser = new EventParser();
      while (true) {
        const { done, value } = await reader.read();
        if (done) return;
        clearTimeout(watchdog);
        watchdog = setTimeout(abort, silence);
        for (const event of parser.push(value)) {
          if (signal.aborted) return;
          this.#handlers.event(JSON.parse(event.data));
          if (event.id !== null) this.#last = event.id;
        }
      }
    } finally {
      clearTimeout(watchdog);
      signal.removeEventListener('abort', abort);
      removeEventListener('offline', abort);
    }
  }
}
