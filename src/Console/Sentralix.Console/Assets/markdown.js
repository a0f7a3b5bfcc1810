// The little Markdown that answers use: paragraphs, headings, lists, code, bold, links. Everything becomes a node with text in it and
// never HTML, so that no answer, document or upstream can put markup into the page.

const fence = /^\s*```/;
const bullet = /^\s*[-*•]\s+(.*)$/;
const numbered = /^\s*\d{1,3}[.)]\s+(.*)$/;
const heading = /^\s*#{1,6}\s+(.*)$/;
const inline = /`([^`]+)`|\*\*([^*]+?)\*\*|\[([^\]]+)\]\((https?:\/\/[^\s)]+)\)|(https?:\/\/[^\s<>"')\]]+[^\s<>"')\].,;:!?])|\[(\d{1,3})\]/g;

/**
 * @param {string} text
 * @param {(marker: number) => Node | null} cite makes the node of a citation's mark; null leaves the text
 */
export function render(text, cite = () => null) {
  const result = document.createDocumentFragment();
  const lines = text.replace(/\r\n?/g, '\n').split('\n');
  for (let i = 0; i < lines.length;) {
    if (lines[i].trim() === '') {
      i++;
    } else if (fence.test(lines[i])) {
      const from = ++i;
      while (i < lines.length && !fence.test(lines[i])) i++;
      result.append(element('pre', element('code', lines.slice(from, i++).join('\n'))));
    } else if (bullet.test(lines[i]) || numbered.test(lines[i])) {
      const item = bullet.test(lines[i]) ? bullet : numbered;
      const list = document.createElement(item === bullet ? 'ul' : 'ol');
      if (item === numbered) list.start = parseInt(lines[i], 10);
      for (; i < lines.length && item.test(lines[i]); i++) list.append(element('li', spans(item.exec(lines[i])[1], cite)));
      result.append(list);
    } else if (heading.test(lines[i])) {
      result.append(element('p', element('strong', spans(heading.exec(lines[i++])[1], cite))));
    } else {
      const from = i++;
      while (i < lines.length && lines[i].trim() !== '' && !fence.test(lines[i]) && !bullet.test(lines[i]) && !numbered.test(lines[i]) && !heading.test(lines[i])) i++;
      const paragraph = document.createElement('p');
      lines.slice(from, i).forEach((line, n) => {
        if (n > 0) paragraph.append(document.createElement('br'));
        paragraph.append(spans(line, cite));
      });
      result.append(paragraph);
    }
  }

  return result;
}

function spans(text, cite) {
  const result = document.createDocumentFragment();
  let at = 0;
  for (const match of text.matchAll(inline)) {
    result.append(text.slice(at, match.index));
    at = match.index + match[0].length;
    const [whole, code, bold, label, address, bare, marker] = match;
    if (code !== undefined) result.append(element('code', code));
    else if (bold !== undefined) result.append(element('strong', spans(bold, cite)));
    else if (marker !== undefined) result.append(cite(Number(marker)) ?? whole);
    else result.append(link(label ?? bare, address ?? bare));
  }

  result.append(text.slice(at));
  return result;
}

function link(label, address) {
  const anchor = element('a', label);
  anchor.href = address;
  anchor.target = '_blank';
  anchor.rel = 'noopener noreferrer nofollow';
  return anchor;
}

/** An element with children. */
export function element(name, ...children) {
  const node = document.createElement(name);
  node.append(...children);
  return node;
}
