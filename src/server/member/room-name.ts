import type { Directory } from '../../store/directory.ts';
import type { Grant } from '../../words/grant.ts';

/** The look-ups that the name of a room takes. */
export type RoomNames = Pick<Directory, 'account' | 'roomByKey' | 'membersOf'>;

/** How an account calls a room: `lobby`, or `@ana` for the conversation with ana. */
export function roomName(directory: RoomNames, account: number, key: string): string {
  const room = directory.roomByKey(key);
  if (room?.kind !== 'direct') return key;
  const other = directory.membersOf(room.id).find((member) => member !== account);
  return `@${directory.account(other ?? 0)?.name ?? '?'}`;
}

/** The grant of an app token as its account is told it: rooms by their names. */
export function toldGrant(
  directory: RoomNames,
  account: number,
  grant: Grant | null,
): Grant | null {
  const rooms = grant?.rooms?.map((key) => roomName(directory, account, key)) ?? null;
  return grant && { ...grant, rooms };
}
