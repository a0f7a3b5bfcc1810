// The visitor's pass: a short-lived token for one conversation. It is kept in the browser, so the thread lives through reloads
// and is the same in every tab; the page never holds an API key.

const key = 'sentralix.session';
const renewBefore = 5 * 60_000;

/** The server refused for a reason that trying again will not change. */
export class Refused extends Error {
  constructor(status, code, detail) {
    super(detail || `HTTP ${status}`);
    this.status = status;
    this.code = code;
  }
}

/** The server or the way to it is not there now. */
export class Unreachable extends Error {
  constructor(status, retryAfterMs) {
    super(`unreachable (${status})`);
    this.status = status;
    this.retryAfterMs = retryAfterMs;
  }
}

export class Session {
  #token;
  #renewal;

  constructor() {
    this.#token = read();
  }

  /** The conversation, or null before the first one. */
  get conversation() {
    return this.#token?.conversation_id ?? null;
  }

  /** Another tab may have renewed the token, or begun another conversation. */
  follow(listener) {
    addEventListener('storage', event => {
      if (event.key !== key) return;
      const before = this.conversation;
      this.#token = read();
      if (this.conversation && this.conversation !== before) listener();
    });
  }

  /** Begins a conversation. */
  async begin() {
    this.#keep(await ask('/api/web/session', { method: 'POST' }));
  }

  /** A call with the token, which is renewed where it is over or nearly so. */
  async request(path, init = {}) {
    if (this.#expiresWithin(renewBefore)) await this.#renewQuietly();
    try {
      return await this.#call(path, init);
    } catch (error) {
      if (!(error instanceof Refused) || error.status !== 401) throw error;
      await this.renew();
      return await this.#call(path, init);
    }
  }

  /** A new token for the same conversation; Refused with 401 when the old one is too old for that. */
  renew() {
    this.#renewal ??= this.#fetch('/api/web/session/renew', { method: 'POST' })
      .then(json)
      .then(token => this.#keep(token))
      .finally(() => { this.#renewal = undefined; });
    return this.#renewal;
  }

  async #renewQuietly() {
    try {
      await this.renew();
    } catch (error) {
      // While the old token holds, it is good enough; when it is over, the call itself will say so.
      if (!(error instanceof Refused || error instanceof Unreachable)) throw error;
    }
  }

  #call(path, init) {
    return this.#fetch(path, init);
  }

  #fetch(path, init) {
    return answered(path, { ...init, headers: { ...init.headers, Authorization: `Bearer ${this.#token?.token}` } });
  }

  #expiresWithin(ms) {
    return this.#token !== null && Date.parse(this.#token.expires_at) - Date.now() < ms;
  }

  #keep(token) {
    this.#token = token;
    localStorage.setItem(key, JSON.stringify(token));
  }
}

/** Reads the JSON of an answer. */
export const json = response => response.json();

async function ask(path, init) {
  return json(await answered(path, init));
}

async function answered(path, init) {
  let response;
  try {
    response = await fetch(path, { ...init, credentials: 'omit', cache: 'no-store' });
  } catch (error) {
    if (error.name === 'AbortError') throw error;
    throw new Unreachable(0);
  }

  if (response.ok) return response;
  const problem = await response.json().catch(() => ({}));
  const isTransient = response.status === 429 || response.status === 408 || (response.status >= 500 && response.status !== 501);
  if (isTransient) throw new Unreachable(response.status, problem.retry_after_ms);
  throw new Refused(response.status, String(problem.type ?? '').split(':').pop(), problem.detail);
}

function read() {
  try {
    const token = JSON.parse(localStorage.getItem(key));
    return token?.token && token?.conversation_id ? token : null;
  } catch {
    return null; // Somebody wrote something else there: begin anew.
  }
}
