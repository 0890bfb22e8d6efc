import type { Clock } from '../../base/clock.ts';
import { PartylineError } from '../../base/errors.ts';
import { randomId } from '../../base/ids.ts';
import { worded } from '../../base/worded.ts';
import type { RoomAct } from '../../chat/room-checks.ts';
import type { Journal } from '../../journal/journal.ts';
import type { Directory } from '../../store/directory.ts';
import type { RoomState } from '../../wire/messages.ts';
import type { Request } from '../../wire/requests.ts';
import type { RoomChange } from '../../words/room-settings.ts';
import { roomState } from '../delivery/read-positions.ts';
import type { LiveSettings } from '../live-settings.ts';
import { propose } from '../propose.ts';
import { personNamed } from './account-named.ts';
import type { Handler, Requester } from './handler.ts';
import { proposing } from './proposing.ts';
import { roomNumber } from './room-address.ts';

/* Requests by which people come into rooms, leave them, and say what they are: the rules decide. */

/** Bytes of the random part of a room's id. */
const keyBytes = 12;

/** The parts that the requests about rooms work with. */
export interface RoomParts {
  readonly journal: Journal;
  readonly directory: Directory;
  readonly clock: Clock;
  /** Who may make rooms now. */
  readonly line: Readonly<Pick<LiveSettings, 'rooms'>>;
}

/** Who acts when in a room; the rules refuse one that there is not, as one that the requester may not know of. */
export function actIn(
  { directory, clock }: Pick<RoomParts, 'directory' | 'clock'>,
  requester: Requester,
  room: string,
): RoomAct {
  const number = roomNumber(directory, requester, room);
  return { at: clock.now(), account: requester.account, room: number };
}

/** The handlers of the requests that change a room, or who is in it. */
export function changeRooms(parts: RoomParts): {
  readonly join: Handler<'room.join'>;
  readonly part: Handler<'room.part'>;
  readonly open: Handler<'room.open'>;
  readonly setTopic: Handler<'room.topic'>;
  readonly change: Handler<'room.change'>;
} {
  const { journal, directory, clock, line } = parts;
  const handler = proposing(journal);
  return {
    async join(requester, { room }) {
      const { at, account, room: number } = actIn(parts, requester, room);
      const to = room.startsWith('#') ? { name: room.slice(1) } : { room: number };
      const key = `r${randomId(keyBytes)}`;
      const joined = await propose(journal, {
        type: 'room.join',
        at,
        account,
        to,
        key,
        makers: line.rooms,
      });
      return { room: stateOf(directory, account, joined.room) };
    },
    part: handler<'room.part'>((requester, { type, room }) => {
      return { type, ...actIn(parts, requester, room) };
    }),
    async open(requester, { names }) {
      const { account } = requester;
      const others = names.map((name) => personNamed(directory, name).id);
      const opened = await propose(journal, {
        type: 'room.open',
        at: clock.now(),
        account,
        others,
      });
      return { room: stateOf(directory, account, opened.room) };
    },
    setTopic: handler<'room.topic'>((requester, { type, room, topic }) => {
      return { type, ...actIn(parts, requester, room), topic };
    }),
    change: handler<'room.change'>((requester, { type, room, change }) => {
      return { type, change: oneOf(change), ...actIn(parts, requester, room) };
    }),
  };
}

function oneOf(change: Request<'room.change'>['change']): RoomChange {
  if (Object.keys(change).length === 1) return change as RoomChange;
  throw new PartylineError('message.invalid', worded('room.one-setting'), { field: 'change' });
}

/** A room as its member is told it who is served from now on. */
function stateOf(directory: Directory, account: number, room: number): RoomState {
  const conversation = directory.conversation(account, room);
  if (conversation === undefined) throw new PartylineError('room.unknown');
  const { lastSeq: last } = conversation.room;
  return roomState(conversation, { last, after: last, skipped: 0 });
}
