import { isSameDay } from '../model/entry-day.ts';
import type { Entry } from '../model/room-entries.ts';
import type { RoomView } from '../model/room-view.ts';
import { isFirstUnread } from '../model/unread-rule.ts';
import { isEventKind } from '../words/message-kind.ts';

/** How long after a message the next of the same person stands below the same name, in milliseconds. */
const groupMs = 5 * 60_000;

/** What stands above an entry, and whether its sender is named. */
export interface Heading {
  /** The first of its day. */
  readonly isNewDay: boolean;
  /** The unread messages begin with it. */
  readonly isFirstUnread: boolean;
  /** It goes on with the message before, of the same person. */
  readonly isContinued: boolean;
}

/** What stands above the entry at a place. */
export function headingOf(room: RoomView, place: number): Heading {
  const { list } = room.entries;
  const entry = list[place] as Entry;
  const before = list[place - 1];
  const isFirst = isFirstUnread(room, place);
  const isNewDay = before === undefined ? entry.type === 'message' : !isSameDay(entry, before);
  const isContinued = !isNewDay && !isFirst && before !== undefined && continues(entry, before);
  return { isNewDay, isFirstUnread: isFirst, isContinued };
}

function continues(entry: Entry, before: Entry): boolean {
  if (entry.type !== 'message' || before.type !== 'message' || before.isHidden) return false;
  const [one, last] = [entry.message, before.message];
  const isTalk = one.kind === 'text' && last.kind === 'text' && one.of === null;
  return isTalk && !isEventKind(one.kind) && one.from === last.from && one.at - last.at < groupMs;
}
