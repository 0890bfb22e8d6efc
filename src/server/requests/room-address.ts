import { roomCalled } from '../../chat/room-join.ts';
import type { Directory } from '../../store/directory.ts';
import { personNamed } from './account-named.ts';
import type { Requester } from './handler.ts';

/**
 * The id of a room that a request names by its id, or as people write it (`@ana`, `@ana,bob`, `#ops`), whether or
 * not the requester may know of it; of a name that they find nothing under, the name. Throws `name.unknown`.
 */
export function roomKey(directory: Directory, requester: Requester, room: string): string {
  if (room.startsWith('@')) {
    const others = room.slice(1).split(',');
    const people = others.map((name) => personNamed(directory, name));
    const key = requester.conversationWith(...people);
    return directory.roomByKey(key) === undefined ? room : key;
  }
  if (room.startsWith('#')) {
    return roomCalled(directory, requester.account, room.slice(1))?.key ?? room;
  }
  return room;
}

/** The number of such a room, as far as the requester may know of it; else 0, which is no room's. */
export function roomNumber(directory: Directory, requester: Requester, room: string): number {
  const key = roomKey(directory, requester, room);
  return directory.roomKnownTo(requester.account, key)?.id ?? 0;
}
