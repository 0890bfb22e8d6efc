import type { RoomView } from './room-view.ts';

/** Whether the unread messages begin with the entry at a place. */
export function isFirstUnread(room: RoomView, place: number): boolean {
  const { list } = room.entries;
  const entry = list[place];
  if (room.rule === undefined || entry?.type !== 'message' || entry.message.seq <= room.rule) {
    return false;
  }
  for (let earlier = place - 1; earlier >= 0; earlier -= 1) {
    const one = list[earlier];
    if (one?.type === 'message') return one.message.seq <= room.rule;
  }
  return true;
}
