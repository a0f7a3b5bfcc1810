// What Portkey's gateway needs here. It adds headers to the answers of fetch, which are immutable, and fails every stream by it; and it
// listens on all of the machine's addresses, at a port that must be known beforehand.
'use strict';
const { Server } = require('node:net');

const fetchOfNode = globalThis.fetch;
globalThis.fetch = async (...request) => {
  const { body, status, statusText, headers } = await fetchOfNode(...request);
  return new Response(body, { status, statusText, headers: new Headers(headers) });
};

const listen = Server.prototype.listen;
Server.prototype.listen = function () {
  this.once('listening', () => console.log(`Portkey is ready at http://127.0.0.1:${this.address().port}`));
  return listen.call(this, 0, '127.0.0.1');
};
