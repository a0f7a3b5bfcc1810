// The messages as they are seen. One element for each message, by its id; what the visitor wrote and the server has not taken yet is
// there under its client_message_id.

import { cardsOf, isPage, row } from './cards.js';
import { element, render } from './markdown.js';

const textOf = message => message.parts.filter(p => p.type === 'text' || p.type === 'button').map(p => p.text).join('\n\n');

export class Thread {
  #root;
  #scroll;
  #words;
  #retry;
  #press;
  #open;
  #choices = null;
  #messages = new Map();
  #drafts = new Map();
  #frame = 0;

  constructor(root, scroll, words, retry, press, open) {
    this.#root = root;
    this.#scroll = scroll;
    this.#words = words;
    this.#retry = retry;
    this.#press = press;
    this.#open = open;
  }

  get isEmpty() {
    return this.#root.childElementCount === 0;
  }

  clear() {
    this.#messages.clear();
    this.#drafts.clear();
    this.#choices = null;
    this.#root.replaceChildren();
  }

  /** What the visitor has just written. */
  waiting(item) {
    if (this.#messages.has(item.id)) return;
    const node = this.#add(item.id, 'contact', false);
    node.querySelector('.text').textContent = item.text;
    this.state(item.id, item.refused ? 'refused' : 'waiting', item.refused);
    this.#toEnd(true);
  }

  /** How far a message of the visitor is. */
  state(id, state, detail) {
    const node = this.#messages.get(id);
    if (!node) return;
    node.dataset.state = state;
    const note = node.querySelector('.state');
    note.replaceChildren();
    if (state === 'waiting') note.append(this.#words.waiting);
    if (state === 'refused') {
      const again = element('button', this.#words.retry);
      again.type = 'button';
      again.addEventListener('click', () => this.#retry(id));
      note.append(`${this.#words.notSent}${detail ? `: ${detail}` : ''} `, again);
    }
  }

  /** A message of the log. */
  show(message) {
    this.#drafts.delete(message.id);
    const known = this.#messages.get(message.id) ?? this.#messages.get(message.client_message_id);
    const follows = this.#isAtEnd();
    const node = known ?? this.#add(message.id, message.author, message.author !== 'contact');
    this.#messages.set(message.id, node);
    node.dataset.id = message.id;
    node.dataset.seq = message.seq;
    node.dataset.state = 'sent';
    this.#place(node);
    node.removeAttribute('aria-busy');
    node.querySelector('.state').replaceChildren();
    const body = node.querySelector('.text');
    if (message.author === 'contact') body.textContent = textOf(message);
    else this.#answer(node, body, message);
    if (message.parts.some(p => p.type === 'button')) this.#chosen();
    if (!known?.querySelector('.choices')) this.#offer(node, message);
    for (const part of message.parts.filter(p => p.type === 'file')) body.append(element('p', `📎 ${this.#words.attachment} ${part.file_id}`));
    this.#toEnd(follows);
  }

  /** A piece of a message in the making. What does not fit is left to the snapshot or the completed message. */
  piece(event) {
    if (this.#messages.has(event.message_id) && !this.#drafts.has(event.message_id)) return;
    const attempt = event.attempt ?? 1;
    let draft = this.#drafts.get(event.message_id);
    if (event.type === 'message.snapshot') {
      if (draft && attempt < draft.attempt) return;
      draft = { ...draft, attempt, text: event.text, run: event.run_id, dirty: true };
    } else if (!draft || attempt > draft.attempt) {
      if (event.offset !== 0) return;
      draft = { ...draft, attempt, text: event.text, run: event.run_id, dirty: true };
    } else {
      if (attempt < draft.attempt || event.offset > draft.text.length) return;
      draft = { ...draft, text: draft.text.slice(0, event.offset) + event.text, dirty: true };
    }

    this.#drafts.set(event.message_id, draft);
    this.#frame ||= requestAnimationFrame(() => this.#draw());
  }

  /** A run has ended: what it left unfinished is no message. */
  ended(run, wasStopped) {
    for (const [id, draft] of this.#drafts) {
      if (run && draft.run !== run) continue;
      this.#drafts.delete(id);
      const node = this.#messages.get(id);
      if (!node) continue;
      if (wasStopped) {
        node.removeAttribute('aria-busy');
        node.dataset.state = 'stopped';
        node.querySelector('.state').textContent = this.#words.stopped;
      } else {
        node.remove();
        this.#messages.delete(id);
      }
    }
  }

  /** A line that nobody said. */
  note(text) {
    const follows = this.#isAtEnd();
    const line = element('p', text);
    line.className = 'note';
    this.#root.append(line);
    this.#toEnd(follows);
  }

  #draw() {
    this.#frame = 0;
    const follows = this.#isAtEnd();
    for (const [id, draft] of this.#drafts) {
      if (!draft.dirty) continue;
      draft.dirty = false;
      const node = this.#messages.get(id) ?? this.#add(id, 'assistant', true);
      node.setAttribute('aria-busy', 'true');
      node.dataset.state = 'streaming';
      node.querySelector('.text').replaceChildren(render(draft.text));
    }

    this.#toEnd(follows);
  }

  #answer(node, body, message) {
    const citations = message.citations ?? [];
    const panel = element('div');
    panel.className = 'quote';
    panel.id = `quote-${message.id}`;
    panel.hidden = true;
    const chips = new Map();
    const open = marker => this.#toggle(panel, chips, citations.find(c => c.marker === marker));
    body.replaceChildren(render(textOf(message), marker => {
      const citation = citations.find(c => c.marker === marker);
      if (!citation) return null;
      const mark = element('button', String(marker));
      mark.type = 'button';
      mark.className = 'mark';
      mark.title = name(citation);
      mark.setAttribute('aria-label', `${this.#words.sources}: ${name(citation)}`);
      mark.addEventListener('click', () => open(marker));
      return mark;
    }));
    node.querySelector('.sources')?.remove();
    if (citations.length === 0) return;

    const list = document.createElement('ul');
    list.setAttribute('aria-label', this.#words.sources);
    for (const citation of citations) {
      const chip = element('button', element('b', `[${citation.marker}]`), ` ${name(citation)}`);
      chip.type = 'button';
      chip.dataset.testid = 'source';
      chip.setAttribute('aria-expanded', 'false');
      chip.setAttribute('aria-controls', panel.id);
      chip.addEventListener('click', () => open(citation.marker));
      chips.set(citation.marker, chip);
      list.append(element('li', chip));
    }

    const sources = element('div', list, panel);
    sources.className = 'sources';
    sources.addEventListener('keydown', event => {
      if (event.key !== 'Escape' || panel.hidden) return;
      const opened = [...chips.values()].find(chip => chip.getAttribute('aria-expanded') === 'true');
      this.#toggle(panel, chips, null);
      opened?.focus();
    });
    node.append(sources);
  }

  /** The cards and buttons under a message. Those of an earlier message count no more. */
  #offer(node, message) {
    const cards = cardsOf(message);
    if (cards.length === 0 && !message.keyboard) return;
    this.#chosen();
    let number = 0;
    const choice = button => this.#choice(button, button.url ? null : ++number);
    const offered = element('div');
    if (cards.length > 0) offered.append(row(cards, this.#words.choices, choice, this.#open));
    if (message.keyboard) {
      const choices = element('div', ...message.keyboard.rows.map(buttons => element('div', ...buttons.map(choice))));
      choices.className = 'choices';
      choices.setAttribute('role', 'group');
      choices.setAttribute('aria-label', this.#words.choices);
      offered.append(choices);
    }

    node.append(offered);
    this.#choices = offered;
  }

  // Two buttons may say the same: the number tells which one it was.
  #choice({ label, url }, number) {
    const choice = element(url ? 'a' : 'button', label);
    choice.dataset.testid = 'choice';
    if (url) {
      if (isPage(url)) choice.href = url;
      choice.target = '_blank';
      choice.rel = 'noopener noreferrer';
      return choice;
    }

    choice.type = 'button';
    choice.addEventListener('click', () => { this.#chosen(); this.#press(label, number); });
    return choice;
  }

  #chosen() {
    for (const button of this.#choices?.querySelectorAll('button') ?? []) button.disabled = true;
    this.#choices = null;
  }

  #toggle(panel, chips, citation) {
    const closes = !citation || chips.get(citation.marker).getAttribute('aria-expanded') === 'true';
    for (const [marker, chip] of chips) chip.setAttribute('aria-expanded', String(!closes && marker === citation.marker));
    panel.hidden = closes;
    if (closes) return;
    const close = element('button', '×');
    close.type = 'button';
    close.setAttribute('aria-label', this.#words.close);
    close.addEventListener('click', () => this.#toggle(panel, chips, null));
    const head = element('header', element('strong', name(citation)), close);
    panel.replaceChildren(head, element('blockquote', citation.quote));
    panel.scrollIntoView({ block: 'nearest' });
  }

  #add(id, author, isSpoken) {
    const node = element('article');
    node.dataset.testid = 'message';
    node.dataset.author = author;
    node.dataset.id = id;
    const who = { contact: this.#words.you, assistant: this.#words.assistant }[author] ?? this.#words.operator;
    const label = element('h2', who);
    if (author === 'contact' || author === 'assistant') label.className = 'unseen';
    const text = element('div');
    text.className = 'text';
    const state = element('p');
    state.className = 'state';
    node.append(label, text, state);
    if (!isSpoken) node.setAttribute('aria-live', 'off'); // A screen reader need not read to the visitor what he has just typed.
    this.#messages.set(id, node);
    this.#root.append(node);
    return node;
  }

  // A message that waited while others came stands where the log has it.
  #place(node) {
    const isEarlier = other => other.dataset.seq !== undefined && Number(other.dataset.seq) < Number(node.dataset.seq);
    let last = null;
    for (let next = node.nextElementSibling; next; next = next.nextElementSibling) if (isEarlier(next)) last = next;
    last?.after(node);
  }

  #isAtEnd() {
    return this.#scroll.scrollHeight - this.#scroll.scrollTop - this.#scroll.clientHeight < 80;
  }

  #toEnd(wanted) {
    if (wanted) this.#scroll.scrollTop = this.#scroll.scrollHeight;
  }
}

function name({ title, heading }) {
  if (!heading || heading === title) return title;
  return heading.startsWith(`${title} › `) ? heading : `${title} › ${heading}`;
}
