import type { MemberRequestName, Request } from '../../wire/requests.ts';
import { propose } from '../propose.ts';
import type { Handler, Requester } from './handler.ts';
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
  const on = <Name extends OnPerson>(requester: Requester, request: Request<Name>) => ({
    ...actIn(parts, requester, request.room),
    name: request.name,
  });
  return {
    async invite(requester, request) {
      await propose(journal, { type: 'room.invite', ...on(requester, request) });
      return {};
    },
    async kick(requester, request) {
      const { reason } = request;
      await propose(journal, { type: 'room.kick', ...on(requester, request), reason });
      return {};
    },
    async ban(requester, request) {
      const { until, reason } = request;
      await propose(journal, { type: 'room.ban', ...on(requester, request), until, reason });
      return {};
    },
    async unban(requester, request) {
      await propose(journal, { type: 'room.unban', ...on(requester, request) });
      return {};
    },
    async mute(requester, request) {
      const { until, reason } = request;
      await propose(journal, { type: 'room.mute', ...on(requester, request), until, reason });
      return {};
    },
    async unmute(requester, request) {
      await propose(journal, { type: 'room.unmute', ...on(requester, request) });
      return {};
    },
    async changeRole(requester, request) {
      const { role } = request;
      await propose(journal, { type: 'room.role', ...on(requester, request), role });
      return {};
    },
    listBans(requester, { room, after }) {
      const scope = requester.permissions.roomFor('ban', roomKey(directory, requester, room));
      return sanctionsPage({ directory, clock }, scope, after);
    },
  };
}

/** Requests that name somebody in a room. */
type OnPerson = Extract<
  MemberRequestName,
  `room.${'invite' | 'kick' | 'ban' | 'unban' | 'mute' | 'unmute' | 'role'}`
>;
