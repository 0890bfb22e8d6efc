import type { Proposal } from '../../chat/proposals.ts';
import type { MemberRequestName } from '../../wire/requests.ts';
import type { Handler } from './handler.ts';
import { proposing } from './proposing.ts';
import { roomKey } from './room-address.ts';
import { actIn, type RoomParts } from './rooms.ts';
import { sanctionsPage } from './sanctions.ts';

/* Requests by which people decide about others in a room: the rules decide whether they may. */

/** The handlers of the requests about people in rooms. */
export function moderateRooms(parts: RoomParts): {
  readonly invite: Handler<'room.invite'>;
  readonly kick: Handler<'room.kick'>;
  readonly ban: Handler<'room.ban'>;
  readonly unban: Handler<'room.unban'>;
  readonly mute: Handler<'room.mute'>;
  readonly unmute: Handler<'room.unmute'>;
  readonly changeRole: Handler<'room.role'>;
  readonly listBans: Handler<'room.bans'>;
} {
  const { journal, directory, clock } = parts;
  const handler = proposing(journal);
  const onPerson = <Name extends OnPerson>(): Handler<Name> =>
    handler<OnPerson>((requester, { token: _token, id: _id, room, ...fields }) => {
      return { ...fields, ...actIn(parts, requester, room) } as Proposal;
    }) as Handler<Name>;
  return {
    invite: onPerson(),
    kick: onPerson(),
    ban: onPerson(),
    unban: onPerson(),
    mute: onPerson(),
    unmute: onPerson(),
    changeRole: onPerson(),
    listBans(requester, { room, after }) {
      const scope = requester.permissions.roomFor('ban', roomKey(directory, requester, room));
      return sanctionsPage({ directory, clock }, scope, after);
    },
  };
}

/** Requests that name somebody in a room: the proposal of each has its name and its fields, the room as a number. */
type OnPerson = Extract<
  MemberRequestName,
  `room.${'invite' | 'kick' | 'ban' | 'unban' | 'mute' | 'unmute' | 'role'}`
>;
