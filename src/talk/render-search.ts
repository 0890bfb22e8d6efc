import type { FoundMessage, SearchedMessage } from '../client/core/search.ts';
import { messageLines, type View } from './render.ts';
import { safeLine } from './safe-text.ts';

/**
 * A message that was found: its room, and it with what was said before and after it.
 *
 * @param self the name of whoever searches
 */
export function foundLines(found: FoundMessage, self: string, view: View): string[] {
  const { roomName, before, message, after } = found;
  const lines = (each: SearchedMessage) => {
    const text = each.cut ? `… ${each.text} …` : each.text;
    return messageLines({ ...each, text, roomName, own: each.from === self }, view);
  };
  return [
    view.style.faint(`--- ${safeLine(roomName)} ---`),
    ...(before === null ? [] : [`  ${lines(before)}`]),
    `${view.style.strong('>')} ${lines(message)}`,
    ...(after === null ? [] : [`  ${lines(after)}`]),
  ];
}
