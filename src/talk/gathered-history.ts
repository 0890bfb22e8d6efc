import type { DroppedHistory } from '../client/core/dropped-history.ts';
import type { HistoryMessage } from '../client/core/entries.ts';
import type { HistoryOptions, HistoryPage } from '../client/core/line-parameters.ts';
import type { Line } from '../client/line.ts';
import { limits } from '../words/limits.ts';

/** Messages of a room that were asked for, over as many pages as that takes. */
export interface GatheredHistory {
  /** The lowest number first. */
  readonly messages: readonly HistoryMessage[];
  /** Number of the first entry that was looked at: earlier ones come `before` it. */
  readonly first: number;
  /** There are more that were asked for. */
  readonly more: boolean;
  /** The line has dropped messages that were asked for; null: none. */
  readonly dropped: DroppedHistory | null;
}

/**
 * Reads as many messages of a room as were asked for: a page may hold fewer, as long messages take more room and
 * changes of others show nothing. Around a number it is one page.
 *
 * @param options with a limit, which counts messages
 * @param tell is told after each page how many messages there are by then
 * @throws (by rejection) as `history` of the line does
 */
export async function gatherHistory(
  line: Line,
  room: string,
  options: HistoryOptions & { readonly limit: number },
  tell?: (count: number) => void,
): Promise<GatheredHistory> {
  const isForward = options.after !== undefined;
  const pages: HistoryMessage[][] = [];
  let beginning: HistoryPage | undefined;
  let { after, before } = options;
  let left = options.limit;
  for (;;) {
    const limit = Math.min(left, limits.replayMessages);
    const page = await line.history(room, { ...options, after, before, limit });
    pages.push([...page.messages]);
    if (!isForward || beginning === undefined) beginning = page;
    left -= page.messages.length;
    tell?.(options.limit - left);
    const isDone = !page.more || left <= 0 || options.around !== undefined;
    if (isDone) {
      const messages = (isForward ? pages : pages.reverse()).flat();
      const dropped = isCutShort(beginning, options) ? beginning.dropped : null;
      return { messages, first: page.first, more: page.more, dropped };
    }
    if (isForward) after = page.last;
    else before = page.first;
  }
}

/** Whether a page, the earliest that was asked for, begins where what is kept does. */
function isCutShort(
  { first, more, dropped }: HistoryPage,
  { after, around }: Pick<HistoryOptions, 'after' | 'around'>,
): boolean {
  if (after === undefined && around === undefined) return !more;
  return first <= (dropped?.through ?? 0) + 1;
}
