// Judges by ajv for as many seconds as a line says, and says how often a second of processor time sufficed for it.
//   node ajv.mjs NODE_MODULES SCHEMA VALUES
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';

const [modules, schema, values] = process.argv.slice(2);
const require = createRequire(`${modules}/`);
const Ajv = require('ajv/dist/2020').default;
const validate = new Ajv().compile(JSON.parse(schema));
const texts = JSON.parse(values);
// As a server has them from its socket.
const bytes = texts.map((text) => Buffer.from(text));
const parsed = texts.map((text) => JSON.parse(text));

const measure = (seconds, judge) => {
  const began = process.cpuUsage();
  const until = performance.now() + seconds * 1000;
  let judged = 0;
  let valid = 0;
  while (performance.now() < until) {
    for (let round = 0; round < 500; round++) {
      for (let i = 0; i < bytes.length; i++) if (judge(i)) valid++;
    }
    judged += 500 * bytes.length;
  }
  const used = process.cpuUsage(began);
  return { judged, valid, seconds: (used.user + used.system) / 1e6 };
};

for await (const line of createInterface({ input: process.stdin })) {
  const seconds = Number(line);
  console.log(JSON.stringify({
    text: measure(seconds / 2, (i) => validate(JSON.parse(bytes[i]))),
    parsed: measure(seconds / 2, (i) => validate(parsed[i])),
  }));
}
