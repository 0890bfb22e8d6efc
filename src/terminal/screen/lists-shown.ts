import type { ListName, TalkState } from '../../model/talk-state.ts';
import type { Size } from './drawing.ts';

/** Narrower terminals show the rooms on one line, unless the person wants the list. */
const leastColumnsForRooms = 64;
/** Narrower terminals show no people, unless the person wants the list. */
const leastColumnsForMembers = 110;
/** A pane of messages that is narrower than this leaves no room for a list beside it. */
export const leastMessageColumns = 24;

/** Which lists have room, or are wanted. */
export function listsShown(
  { lists }: TalkState,
  { columns }: Size,
): Readonly<Record<ListName, boolean>> {
  const mayFit = columns >= leastMessageColumns + 10;
  return {
    rooms: mayFit && (lists.rooms ?? columns >= leastColumnsForRooms),
    members: mayFit && (lists.members ?? columns >= leastColumnsForMembers),
  };
}
