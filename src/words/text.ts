import { PartylineError } from '../base/errors.ts';
import { worded } from '../base/worded.ts';
import { limits } from './limits.ts';

const utf8 = new TextEncoder();

/**
 * Refuses a text that cannot be said: one of nothing but white space, and one that is too long as a text
 * or, since control characters take six bytes each on the wire, for a frame.
 *
 * @param maxBytes of UTF-8; a client gives what its server said
 * @throws PartylineError `text.empty`, `text.too-long`
 */
export function assertSayable(text: string, maxBytes: number = limits.textBytes): void {
  if (text.trim() === '') throw new PartylineError('text.empty');
  // A UTF-16 code unit takes at most three bytes of UTF-8: most texts need not be measured.
  if (text.length * 3 > Math.min(maxBytes, limits.textBytes)) assertFits(text, maxBytes);
}

function assertFits(text: string, maxBytes: number): void {
  const bytes = utf8Bytes(text);
  if (bytes > maxBytes) {
    throw new PartylineError('text.too-long', worded('text.bytes', { bytes, most: maxBytes }));
  }
  if (utf8Bytes(JSON.stringify(text)) > limits.textJsonBytes) {
    throw new PartylineError('text.too-long', worded('text.controls'));
  }
}

function utf8Bytes(text: string): number {
  return utf8.encode(text).length;
}
