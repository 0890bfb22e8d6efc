import { isMentioned } from '../words/mention.ts';

/** A part of a message: plain words, a link, or the reader's own name. */
export type TextPiece =
  | { readonly type: 'words'; readonly text: string }
  | { readonly type: 'link'; readonly text: string; readonly href: string }
  | { readonly type: 'mention'; readonly text: string };

/** A link ends before a space, a quotation mark, or an angle bracket. */
const link = /https?:\/\/[^\s<>"'`\u{00AB}\u{00BB}\u{201C}-\u{201F}\u{FFFD}]+/giu;
/** Marks at the end of a link belong to the sentence. */
const trailing = /[.,:;!?*_~]+$/;
const word = /@?[\p{L}\p{N}][\p{L}\p{N}._-]*/gu;

/**
 * Takes the text of a message apart. Only addresses of http and https become links, and only those that the browser
 * itself reads as such.
 *
 * @param self the reader's name; empty: none is looked for
 */
export function textPieces(text: string, self: string): TextPiece[] {
  const pieces: TextPiece[] = [];
  let end = 0;
  for (const { 0: found, index } of text.matchAll(link)) {
    const address = withoutTrailing(found);
    const href = hrefOf(address);
    if (href === undefined) continue;
    pieces.push(...wordsAndMentions(text.slice(end, index), self));
    pieces.push({ type: 'link', text: address, href });
    end = index + address.length;
  }
  pieces.push(...wordsAndMentions(text.slice(end), self));
  return pieces;
}

function withoutTrailing(found: string): string {
  let address = found.replace(trailing, '');
  // A bracket that was opened before the link is closed behind it.
  while (/[)\]}]$/.test(address) && !isBalanced(address)) {
    address = address.slice(0, -1).replace(trailing, '');
  }
  return address;
}

function isBalanced(address: string): boolean {
  const count = (bracket: string) => address.split(bracket).length;
  return ['()', '[]', '{}'].every(([open = '', close = '']) => count(open) >= count(close));
}

function hrefOf(address: string): string | undefined {
  if (!URL.canParse(address)) return undefined;
  const { protocol, href, username, password } = new URL(address);
  // An address with a user in front of the host is made to be misread.
  if (username !== '' || password !== '') return undefined;
  return protocol === 'https:' || protocol === 'http:' ? href : undefined;
}

function wordsAndMentions(text: string, self: string): TextPiece[] {
  if (text === '') return [];
  if (self === '' || !isMentioned(text, self)) return [{ type: 'words', text }];
  const pieces: TextPiece[] = [];
  let end = 0;
  for (const { 0: found, index } of text.matchAll(word)) {
    const name = found.replace(/[._-]+$/, '');
    if (name.replace(/^@/, '').toLowerCase() !== self) continue;
    if (index > end) pieces.push({ type: 'words', text: text.slice(end, index) });
    pieces.push({ type: 'mention', text: name });
    end = index + name.length;
  }
  if (end < text.length) pieces.push({ type: 'words', text: text.slice(end) });
  return pieces;
}
