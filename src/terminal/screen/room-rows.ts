import { isSameDay, timeOf } from '../../model/entry-day.ts';
import type { Entry } from '../../model/room-entries.ts';
import type { RoomView, ScrollPlace } from '../../model/room-view.ts';
import { isFirstUnread } from '../../model/unread-rule.ts';
import { shownText } from '../../talk/render.ts';
import { dayWords } from '../../talk/times.ts';
import { droppedWords } from '../../texts/dropped-words.ts';
import { textOf } from '../../texts/text-of.ts';
import { columnsOf } from '../ruler.ts';
import type { Drawing, Size } from './drawing.ts';
import { entryRows } from './entry-rows.ts';
import { type Row, rowOf, rowsOf } from './row.ts';

/** The rows of a room that are seen: its end, or the part that the person has scrolled to. */
export function roomRows(room: RoomView, { columns, rows }: Size, drawing: Drawing): Row[] {
  const { list } = room.entries;
  const anchor = list.findIndex(({ key }) => key === room.scroll?.key);
  const isScrolled = anchor >= 0;
  const seen: Row[] = isScrolled ? [] : pendingRows(room, columns, drawing).reverse();
  let below = isScrolled ? (room.scroll?.rowsBelow ?? 0) : 0;
  // From the end to the beginning, as far as there is room.
  for (let place = isScrolled ? anchor : list.length - 1; place >= 0; place -= 1) {
    if (seen.length >= rows) break;
    const block = blockRows(room, place, columns, drawing);
    for (let row = block.length - 1 - below; row >= 0; row -= 1) seen.push(block[row] as Row);
    below = 0;
  }
  if (seen.length < rows) seen.push(topRow(room, columns, drawing));
  return seen.slice(0, rows).reverse();
}

/** How far the end of what is seen lies above the end of the room, in rows. */
function distanceOf(room: RoomView, columns: number, drawing: Drawing): number {
  const { list } = room.entries;
  const { scroll } = room;
  const anchor = list.findIndex(({ key }) => key === scroll?.key);
  if (scroll === undefined || anchor < 0) return 0;
  let distance = scroll.rowsBelow;
  for (let place = anchor + 1; place < list.length; place += 1) {
    distance += blockRows(room, place, columns, drawing).length;
  }
  return distance;
}

function placeAt(
  room: RoomView,
  distance: number,
  columns: number,
  drawing: Drawing,
): ScrollPlace | undefined {
  const { list } = room.entries;
  if (distance <= 0) return undefined;
  let left = distance;
  for (let place = list.length - 1; place >= 0; place -= 1) {
    const { length } = blockRows(room, place, columns, drawing);
    if (left < length) return { key: (list[place] as Entry).key, rowsBelow: left };
    left -= length;
  }
  return undefined;
}

/** The place to scroll to, and whether entries are missing there that the server may have. */
export interface Scrolled {
  readonly scroll: ScrollPlace | undefined;
  readonly needsOlder: boolean;
  readonly needsNewer: boolean;
}

/** Scrolls by rows: up, if they are more than 0. */
export function scrolledBy(room: RoomView, by: number, size: Size, drawing: Drawing): Scrolled {
  const wanted = distanceOf(room, size.columns, drawing) + by;
  return scrolledTo(room, wanted, size, drawing);
}

/** Scrolls so that an entry is the first that is seen, with the rules above it. */
export function scrolledToEntry(
  room: RoomView,
  key: number,
  size: Size,
  drawing: Drawing,
): Scrolled {
  let below = 0;
  for (let place = room.entries.list.length - 1; place >= 0; place -= 1) {
    below += blockRows(room, place, size.columns, drawing).length;
    if (room.entries.list[place]?.key === key) break;
  }
  return scrolledTo(room, below - size.rows, size, drawing);
}

function scrolledTo(room: RoomView, wanted: number, size: Size, drawing: Drawing): Scrolled {
  const { list, isBegin, isLive } = room.entries;
  const rows = list.reduce(
    (sum, _, place) => sum + blockRows(room, place, size.columns, drawing).length,
    0,
  );
  // One more row says what is above.
  const most = Math.max(0, rows + 1 - size.rows);
  const distance = Math.max(0, Math.min(wanted, most));
  const scroll = placeAt(room, distance, size.columns, drawing);
  return {
    // What is seen stays where it is while newer entries are fetched.
    scroll: scroll ?? (isLive ? undefined : lastPlace(list)),
    needsOlder: !isBegin && wanted > most - size.rows,
    needsNewer: !isLive && wanted < size.rows,
  };
}

function lastPlace(list: readonly Entry[]): ScrollPlace | undefined {
  const last = list.at(-1);
  return last === undefined ? undefined : { key: last.key, rowsBelow: 0 };
}

/** An entry with the rules above it. */
function blockRows(
  room: RoomView,
  place: number,
  columns: number,
  drawing: Drawing,
): readonly Row[] {
  const { list } = room.entries;
  const entry = list[place] as Entry;
  const rows = entryRows(entry, room, columns, drawing);
  const before = list[place - 1];
  const rules = [
    ...dayRule(entry, before, columns, drawing),
    ...unreadRule(room, place, columns, drawing),
  ];
  return rules.length === 0 ? rows : [...rules, ...rows];
}

function dayRule(
  entry: Entry,
  before: Entry | undefined,
  columns: number,
  drawing: Drawing,
): Row[] {
  const isSame = before !== undefined && isSameDay(entry, before);
  // Times of answers before the first message are of no use to anybody.
  if (isSame || (before === undefined && entry.type !== 'message')) return [];
  return [rule(dayWords(new Date(timeOf(entry))), columns, drawing.style.faint)];
}

function unreadRule(room: RoomView, place: number, columns: number, drawing: Drawing): Row[] {
  if (!isFirstUnread(room, place)) return [];
  return [rule(textOf('screen.unread'), columns, drawing.style.warning)];
}

/** Words in the middle of a line across the pane. */
function rule(words: string, columns: number, look: (text: string) => string): Row {
  const left = Math.max(0, columns - columnsOf(words) - 2);
  const before = Math.min(3, left);
  return rowOf(look(`${'─'.repeat(before)} ${words} ${'─'.repeat(left - before)}`), columns);
}

function topRow({ entries }: RoomView, columns: number, { style }: Drawing): Row {
  if (entries.isBegin) {
    const { dropped } = entries;
    const words = dropped === null ? textOf('screen.beginning') : droppedWords(dropped);
    return rowOf(style.faint(words), columns);
  }
  return rowOf(style.faint('···'), columns);
}

function pendingRows({ pending }: RoomView, columns: number, { style }: Drawing): Row[] {
  return pending.flatMap(({ text }) =>
    rowsOf(`${style.warning(textOf('pending.mark'))}: ${style.faint(shownText(text))}`, columns),
  );
}
