import type { TalkState } from '../../model/talk-state.ts';
import { membersOf } from '../../talk/members-of.ts';
import { safeLine } from '../../talk/safe-text.ts';
import type { Style } from '../../talk/style.ts';
import { columnsOf } from '../ruler.ts';
import type { Drawing, Size } from './drawing.ts';
import { type Row, rowOf } from './row.ts';

/** Rooms that have a key of their own. */
const numberedRooms = 9;
const leastListColumns = 8;
const mostListColumns = 24;

/** The list of rooms: each with its number, and how much is unread. */
export function roomListRows(state: TalkState, { columns, rows }: Size, { style }: Drawing): Row[] {
  const place = state.order.indexOf(state.current);
  const first = Math.max(0, Math.min(place - Math.floor(rows / 2), state.order.length - rows));
  return state.order
    .slice(first, first + rows)
    .map((room, index) => rowOf(roomWords(state, room, first + index, style), columns));
}

/** The rooms on one line: the present one, and those where something is unread. */
export function roomLineRow(state: TalkState, columns: number, { style }: Drawing): Row {
  const shown = state.order.flatMap((room, place) => {
    const view = state.rooms.get(room);
    const isShown = room === state.current || (view?.unread ?? 0) > 0;
    return isShown ? [roomWords(state, room, place, style)] : [];
  });
  return rowOf(shown.join(style.faint(' │ ')), columns);
}

/** `2 #ops 3`, `3 @bob 1!` where they call the person. */
function roomWords(state: TalkState, room: string, place: number, style: Style): string {
  const view = state.rooms.get(room);
  if (view === undefined) return '';
  const number = place < numberedRooms ? `${place + 1} ` : '  ';
  const { unread, mentions } = view;
  const name = safeLine(view.name);
  const count = unread === 0 ? '' : ` ${unread}${mentions > 0 ? '!' : ''}`;
  if (room === state.current) return style.strong(style.accent(`${number}${name}${count}`));
  if (mentions > 0)
    return `${style.faint(number)}${style.strong(style.warning(`${name}${count}`))}`;
  if (unread > 0) return `${style.faint(number)}${style.strong(`${name}${count}`)}`;
  return `${style.faint(number)}${name}`;
}

/** Columns that the list of rooms takes. */
export function roomListColumns(state: TalkState): number {
  return listColumns([...state.rooms.values()].map(({ name }) => columnsOf(safeLine(name)) + 6));
}

/** The people of a room: those who are on the line, and fainter those who are away or not here. */
export function memberRows(state: TalkState, { columns, rows }: Size, { style }: Drawing): Row[] {
  const names = membersOf(state);
  const isCut = names.length > rows;
  const shown = names.slice(0, isCut ? rows - 1 : rows).map((name) => {
    const person = state.people.get(name);
    const isHere = person !== undefined || name === state.self;
    if (!isHere) return style.faint(`- ${safeLine(name)}`);
    const mark = person?.away == null ? ' ' : '~';
    return `${mark} ${style.name(safeLine(name))}`;
  });
  if (isCut) shown.push(style.faint(`  +${names.length - shown.length}`));
  return shown.map((text) => rowOf(text, columns));
}

/** Columns that the list of people takes. */
export function memberListColumns(state: TalkState): number {
  return listColumns(membersOf(state).map((name) => columnsOf(safeLine(name)) + 2));
}

function listColumns(widths: readonly number[]): number {
  return Math.min(mostListColumns, Math.max(leastListColumns, ...widths));
}
