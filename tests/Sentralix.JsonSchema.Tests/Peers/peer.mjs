// Judges by ajv, by @hyperjump/json-schema and by the regular expressions of V8, which nobody here wrote: a line of JSON in, a line out.
//   node peer.mjs NODE_MODULES
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';

const require = createRequire(`${process.argv[2]}/`);
const Ajv = require('ajv/dist/2020').default;

// It is an ES module, which createRequire finds but import has to load.
const hyperjump = await import(pathToFileURL(require.resolve('@hyperjump/json-schema/draft-2020-12')));

const ajv = new Ajv({ strict: false, validateFormats: false, logger: false });

const judge = ({ schema, instances }) => {
  let validate;
  try {
    validate = ajv.compile(schema);
  } catch (error) {
    return { refused: String(error.message) };
  }
  const verdicts = instances.map((text) => {
    try {
      return validate(JSON.parse(text));
    } catch (error) {
      return String(error.message);
    }
  });
  ajv.removeSchema(schema);
  return { verdicts };
};

// The one who decides where ajv and we differ: it follows the specification step by step, slowly.
const decide = async ({ umpire, instance }) => {
  const uri = 'https://peer.test/schema';
  hyperjump.registerSchema(umpire, uri, 'https://json-schema.org/draft/2020-12/schema');
  try {
    return { verdict: (await hyperjump.validate(uri, JSON.parse(instance))).valid };
  } finally {
    hyperjump.unregisterSchema(uri);
  }
};

// Left to itself V8 also looks between the two halves of a character (\B in '🐲'); the standard goes from character to character.
const places = (text) => {
  const found = [0];
  for (const character of text) found.push(found.at(-1) + character.length);
  return found;
};

const search = ({ pattern, texts }) => {
  try {
    const expression = new RegExp(pattern, 'uy');
    return { verdicts: texts.map((text) => places(text).some((place) => ((expression.lastIndex = place), expression.test(text)))) };
  } catch (error) {
    return { refused: String(error.message) };
  }
};

const sorted = (value) => {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== 'object') return value;
  // A Map keeps the order that it is given; an object puts names that are numbers first.
  return new Map(Object.keys(value).sort().map((name) => [name, sorted(value[name])]));
};

const written = (value) => {
  if (Array.isArray(value)) return `[${value.map(written).join(',')}]`;
  if (value instanceof Map) return `{${[...value].map(([name, one]) => `${JSON.stringify(name)}:${written(one)}`).join(',')}}`;
  return JSON.stringify(value);
};

const answer = (asked) => {
  if ('pattern' in asked) return search(asked);
  if ('canonical' in asked) return { text: written(sorted(JSON.parse(asked.canonical))) };
  return 'umpire' in asked ? decide(asked) : judge(asked);
};

for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(`${JSON.stringify(await answer(JSON.parse(line)))}\n`);
}
