import type { Membership, Room } from '../../chat/tables.ts';
import type { Directory } from '../../store/directory.ts';
import type { Grant } from '../../words/grant.ts';
import { formatRoomReference } from '../../words/room-reference.ts';

/** The look-ups that the name of a room takes. */
export type RoomNames = Pick<Directory, 'account' | 'roomByKey' | 'membersOf' | 'membership'>;

/** How an account calls a room: `lobby`, `@ana` for the conversation with ana, `#ops` for a named room. */
export function roomName(directory: RoomNames, account: number, key: string): string {
  const room = directory.roomByKey(key);
  if (room === undefined) return key;
  return nameOfRoom(directory, account, room, directory.membership(room.id, account));
}

/** The same of a room that was looked up, with the account's place in it. */
export function nameOfRoom(
  directory: Pick<Directory, 'account' | 'membersOf'>,
  account: number,
  { id, key, kind, name }: Pick<Room, 'id' | 'key' | 'kind' | 'name'>,
  membership: Pick<Membership, 'name'> | undefined,
): string {
  if (kind === 'lobby') return key;
  if (kind === 'named') return `#${membership?.name ?? name}`;
  const others = directory.membersOf(id).filter((member) => member.account !== account);
  const names = others.map((member) => directory.account(member.account)?.name ?? '?');
  return formatRoomReference({ type: 'people', names: names.sort() });
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
