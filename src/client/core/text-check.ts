import { PartylineError } from '../../base/errors.ts';
import { limits } from '../../base/limits.ts';

/**
 * Refuses what the server would refuse, before it is put among the unsent messages. Control characters take six
 * bytes each on the wire, so a text can be too long for a frame that is not too long as a text.
 *
 * @param maxBytes as the server said; undefined before it did
 * @throws PartylineError `text.empty`, `text.too-long`
 */
export function checkText(text: string, maxBytes: number = limits.textBytes): void {
  if (text === '') throw new PartylineError('text.empty');
  const bytes = Buffer.byteLength(text);
  if (bytes > maxBytes) {
    throw new PartylineError(
      'text.too-long',
      `The text has ${bytes} bytes, and the server takes ${maxBytes}: send it in parts.`,
    );
  }
  if (Buffer.byteLength(JSON.stringify(text)) > limits.textJsonBytes) {
    throw new PartylineError(
      'text.too-long',
      'The text has too many control characters for one message: send it in parts.',
    );
  }
}
