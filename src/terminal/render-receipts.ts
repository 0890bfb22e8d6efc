import type { Receipt } from '../client/core/reading.ts';
import type { View } from './render.ts';
import { safeLine } from './safe-text.ts';

/**
 * How far the others of a direct conversation have come, a line each.
 *
 * @param last number of the last message there
 */
export function receiptLines(receipts: readonly Receipt[], last: number, view: View): string[] {
  if (receipts.length === 0) return ['Nobody here lets others know what they have read.'];
  return receipts.map((receipt) => {
    return `${view.style.name(safeLine(receipt.name))} ${wordsOf(receipt, last)}`;
  });
}

function wordsOf({ delivered, read }: Receipt, last: number): string {
  if (read >= last) return 'has read everything.';
  const unread = last - read;
  const which = unread === 1 ? 'the last one' : `the last ${unread.toLocaleString('en')}`;
  const taken = Math.min(delivered, last) - read;
  if (taken <= 0) return `has read all but ${which}.`;
  const onDevice =
    taken === unread ? (unread === 1 ? 'which' : 'all of which') : `${taken} of which`;
  return `has read all but ${which}, ${onDevice} ${taken === 1 ? 'is' : 'are'} on a device of theirs.`;
}
