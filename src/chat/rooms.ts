import type { Room, Tables } from './tables.ts';

/* The rooms there are, and how accounts come into them. */

/** Number of the room that exists from the start and that every admitted account is in. */
export const lobbyId = 1;

/** Key of the direct conversation of two accounts: the same whoever begins it. */
export function directKey(one: number, other: number): string {
  return `@${Math.min(one, other)}.${Math.max(one, other)}`;
}

/** Makes an account a member of the lobby; it is owed what is said from now on. */
export function enterLobby(tables: Tables, account: number): void {
  const readPosition = tables.room(lobbyId)?.lastSeq ?? 0;
  tables.putMembership({ room: lobbyId, account, readPosition });
}

/** Makes the direct conversation of two accounts, which must not exist yet. */
export function addDirectRoom(tables: Tables, one: number, other: number): Room {
  const id = tables.nextRoomId();
  const room: Room = { id, key: directKey(one, other), kind: 'direct', lastSeq: 0 };
  tables.addRoom(room);
  for (const account of [one, other]) tables.putMembership({ room: id, account, readPosition: 0 });
  return room;
}
