// Takes commands from standard input, one a line, and says in JSON what came of each.
import { createInterface } from "node:readline";
import { createServer } from "node:net";
import { createRequire } from "node:module";
import { join } from "node:path";

const [modules, options] = process.argv.slice(2);

export const settings = JSON.parse(options);
export const load = createRequire(join(modules, "resolved-from-here.js"));

const say = (line) => process.stdout.write(JSON.stringify(line) + "\n");

export const tell = (event) => say({ event });

export const freePort = () =>
  new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });

export const serve = (doings) => {
  createInterface({ input: process.stdin }).on("line", async (line) => {
    const { what, with: given } = JSON.parse(line);
    try {
      say({ result: (await doings[what](given)) ?? null });
    } catch (error) {
      say({ error: { code: error.code ?? null, status: error.status ?? null, message: error.message } });
    }
  }).on("close", () => process.exit(0));
};
