import type { Directory, ListedRoom } from '../../store/directory.ts';
import type { AnswerFields } from '../../wire/requests.ts';
import type { Readers } from '../delivery/readers.ts';
import { firstThatFit } from './fitting.ts';
import type { Handler } from './handler.ts';
import { roomKey } from './room-address.ts';

/* Answers `room.list` and `room.members`. */

/** Rooms, and members, that are looked up for one answer. */
const roomsListed = 200;
const membersListed = 1_000;

interface Parts {
  readonly directory: Directory;
  readonly readers: Pick<Readers, 'isOnline'>;
}

/** `room.list`: the named rooms that somebody may see; of an app token, those that it may read. */
export function listRooms({ directory }: Parts): Handler<'room.list'> {
  return ({ account, permissions }, { after }) => {
    const listed = directory.roomsAfter(account, after, roomsListed);
    const rooms = listed.filter(({ room }) => permissions.mayRead(room.key)).map(described);
    const { fitting, more } = firstThatFit(rooms);
    return { rooms: fitting, more: more > 0 || listed.length === roomsListed };
  };
}

function described({
  room,
  membership,
  name,
  members,
}: ListedRoom): AnswerFields<'room.list'>['rooms'][number] {
  const { key, topic, access, readonly, slowMs, history, archived } = room;
  const settings = { access, readonly, slowMs, history, archived };
  const { state = 'out', role = 'member' } = membership ?? {};
  return { room: key, name, topic, ...settings, members, state, role };
}

/** `room.members`: those who are in a room. */
export function listMembers({ directory, readers }: Parts): Handler<'room.members'> {
  return (requester, { room, after = '' }) => {
    const number = requester.permissions.roomFor(
      'list-members',
      roomKey(directory, requester, room),
    );
    const found = directory.membersAfter(number, after, membersListed);
    const members = found.map(({ account, name, role }) => {
      return { name, role, online: readers.isOnline(account) };
    });
    const { fitting, more } = firstThatFit(members);
    return { members: fitting, more: more > 0 || found.length === membersListed };
  };
}
