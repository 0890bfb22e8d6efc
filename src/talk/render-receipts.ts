import type { Receipt } from '../client/core/reading.ts';
import { textOf } from '../texts/text-of.ts';
import type { View } from './render.ts';
import { safeLine } from './safe-text.ts';

/**
 * How far the others of a direct conversation have come, a line each.
 *
 * @param last number of the last message there
 */
export function receiptLines(receipts: readonly Receipt[], last: number, view: View): string[] {
  if (receipts.length === 0) return [textOf('receipts.none')];
  return receipts.map((receipt) => {
    const name = view.style.name(safeLine(receipt.name));
    return wordsOf(name, receipt, last);
  });
}

function wordsOf(name: string, { delivered, read }: Receipt, last: number): string {
  if (read >= last) return textOf('receipts.all', { name });
  const unread = last - read;
  const taken = Math.min(delivered, last) - read;
  if (taken <= 0) return textOf('receipts.unread', { name, count: unread });
  if (taken === unread) return textOf('receipts.on-device', { name, count: unread });
  return textOf('receipts.some-on-device', { name, unread, count: taken });
}
