import { currentRoom, type TalkState } from '../../model/talk-state.ts';
import { membersOf } from '../../talk/members-of.ts';
import { typingWords } from '../../talk/render.ts';
import { oneLine, safeLine } from '../../talk/safe-text.ts';
import { numberWords, textOf } from '../../texts/text-of.ts';
import type { Drawing } from './drawing.ts';
import { besides, emptyRow, gap, type Row, rowOf } from './row.ts';

/** A line that takes so long for an answer is slow, in milliseconds. */
const slowMs = 500;

/** The line at the top: the room with its topic, and the line that it is on. */
export function titleRow(state: TalkState, columns: number, { style }: Drawing): Row {
  const { name, topic } = currentRoom(state);
  const count = membersOf(state).length;
  const people = state.people.size === 0 ? '' : `  ${textOf('screen.people', { count })}`;
  const server = style.faint(` ${safeLine(state.serverName)}${people}`);
  const words = topic === '' ? '' : `  ${oneLine(topic)}`;
  return betweenEdges(`${style.strong(style.accent(safeLine(name)))}${words}`, server, columns);
}

/**
 * The line above the one that is being typed: how the line is, who types, and what the last key began.
 *
 * @param hint stands in front of everything else; empty for none
 */
export function statusRow(
  state: TalkState,
  hint: string,
  columns: number,
  { style }: Drawing,
): Row {
  const { connection, lagMs, typists, away } = state;
  const room = currentRoom(state);
  const parts = [];
  if (hint !== '') parts.push(style.warning(hint));
  if (connection.type === 'waiting') parts.push(style.error(textOf('screen.offline')));
  if (connection.type === 'connecting') parts.push(style.warning(textOf('screen.connecting')));
  if (room.scroll !== undefined || !room.entries.isLive)
    parts.push(style.warning(belowWords(room.unread)));
  if (typists.length > 0) parts.push(typingWords(typists));
  if (away !== undefined)
    parts.push(style.warning(textOf('screen.away', { reason: safeLine(away) })));
  const isSlow = connection.type === 'online' && lagMs !== undefined && lagMs >= slowMs;
  const right = isSlow ? style.warning(` ${lagWords(lagMs)}`) : '';
  const left = parts.length === 0 ? '' : `${parts.join(style.faint(' · '))} `;
  return betweenEdges(left, right, columns, (rest) => rowOf(style.faint('─'.repeat(rest)), rest));
}

function lagWords(lagMs: number): string {
  return textOf('screen.slow', { seconds: numberWords(Math.round(lagMs / 100) / 10) });
}

function belowWords(count: number): string {
  return count === 0 ? textOf('screen.below') : textOf('screen.new-below', { count });
}

/** Words at the left edge, and words at the right one where there is room for both. */
function betweenEdges(left: string, right: string, columns: number, fill = gap): Row {
  const whole = rowOf(right, columns);
  const end = whole.columns < columns / 2 ? whole : emptyRow;
  const begin = rowOf(left, columns - end.columns);
  const rest = columns - begin.columns - end.columns;
  return rest > 0 ? besides(begin, fill(rest), end) : besides(begin, end);
}
