// Writes unicode-properties.txt anew, from the Unicode of the Node.js that runs it:
//   node unicode-properties.mjs NAMES > unicode-properties.txt
// NAMES is the table as it is: its names are kept, its characters are not.
import { readFileSync } from 'node:fs';

const written = (property) => {
  const pattern = new RegExp(`^\\p{${property}}$`, 'u');
  const stretches = [];
  let from = -1;
  for (let character = 0; character <= 0x110000; character++) {
    const matches = character <= 0x10ffff && pattern.test(String.fromCodePoint(character));
    if (matches && from < 0) from = character;
    if (matches || from < 0) continue;
    const more = character - 1 - from;
    stretches.push(more ? `${from.toString(16)}+${more.toString(16)}` : from.toString(16));
    from = -1;
  }
  return stretches.join(',');
};

const lines = readFileSync(process.argv[2], 'utf8').split('\n').filter((line) => line && !line.startsWith('#'));
console.log(`# Characters by property, in hexadecimal: first+how many more. Derived from the Unicode Character Database ${process.versions.unicode}.`);
console.log('# Copyright © 1991-2025 Unicode, Inc. Unicode License V3, https://www.unicode.org/license.txt');
for (const line of lines) {
  const names = line.split('\t')[0];
  console.log(`${names}\t${written(names.split(' ')[0])}`);
}
