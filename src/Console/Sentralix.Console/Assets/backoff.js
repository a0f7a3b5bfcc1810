// Waiting between attempts: longer after each failure, never in step with other browsers, and over at once when the network is back.

export class Backoff {
  #attempt = 0;
  #first;
  #longest;

  constructor(first = 500, longest = 15_000) {
    this.#first = first;
    this.#longest = longest;
  }

  reset() {
    this.#attempt = 0;
  }

  /** @param {number} [atLeast] what the server asked for, in milliseconds */
  wait(atLeast = 0, signal) {
    const doubled = Math.min(this.#longest, this.#first * 2 ** this.#attempt++);
    const delay = Math.max(atLeast, doubled * (0.75 + Math.random() / 2));
    return new Promise(resolve => {
      const done = () => {
        clearTimeout(timer);
        removeEventListener('online', done);
        signal?.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, delay);
      addEventListener('online', done);
      signal?.addEventListener('abort', done);
    });
  }
}
