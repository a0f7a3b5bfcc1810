// Cards that a message offers. Everything they say is text, and their pages are http or https: nothing of them can run.

import { element } from './markdown.js';

/** The cards of a message, in order. */
export const cardsOf = message => message.parts.flatMap(part => part.type === 'card' ? [part.card] : part.type === 'carousel' ? part.cards : []);

/**
 * Cards in a row that scrolls.
 * @param {object[]} cards
 * @param {string} label how the row is called for who cannot see it
 * @param {(button: object) => Node} choice makes the node of a button
 * @param {(file: string) => Promise<Blob>} open brings a picture
 */
export function row(cards, label, choice, open) {
  const shown = element('ul', ...cards.map(card => element('li', face(card, open), buttons(card, choice))));
  shown.className = 'cards';
  shown.tabIndex = 0; // Whoever has no mouse scrolls with the arrows.
  shown.setAttribute('aria-label', label);
  return shown;
}

/** Only pages: a link of another kind would run in this one. */
export const isPage = url => /^https?:/i.test(url);

function face({ title, subtitle, file_id: file, url }, open) {
  const opens = url && isPage(url);
  const node = element(opens ? 'a' : 'div');
  if (opens) {
    node.href = url;
    node.target = '_blank';
    node.rel = 'noopener noreferrer nofollow';
  }

  node.className = 'face';
  node.dataset.testid = 'card';
  if (file) node.append(picture(file, open));
  node.append(element('strong', title));
  if (subtitle) node.append(element('span', subtitle));
  return node;
}

function picture(file, open) {
  const image = document.createElement('img');
  image.alt = '';
  open(file).then(bytes => {
    image.addEventListener('load', () => URL.revokeObjectURL(image.src), { once: true });
    image.src = URL.createObjectURL(bytes);
  }, () => image.remove()); // The card says enough without it.
  return image;
}

function buttons(card, choice) {
  const node = element('div', ...card.buttons.map(choice));
  node.className = 'choices';
  return node;
}
