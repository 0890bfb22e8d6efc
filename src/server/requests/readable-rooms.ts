import type { Stretch } from '../../chat/tables.ts';
import type { Directory } from '../../store/directory.ts';
import { nameOfRoom } from '../member/room-name.ts';
import type { Handler } from './handler.ts';

/** Rooms in one answer. */
export const readableListed = 200;

/** `history.rooms`: the rooms of which the account may read something, also those that it has left. */
export function listReadable({
  directory,
}: {
  readonly directory: Directory;
}): Handler<'history.rooms'> {
  return ({ account: id, permissions }, { after = '' }) => {
    const account = directory.account(id);
    if (account === undefined) throw new Error(`listing rooms: there is no account ${id}`);
    const page = { limit: readableListed, isOperator: account.role === 'operator' };
    const places = directory.placesAfter(id, after, page);
    const rooms = places.flatMap(({ room, membership }) => {
      const stretches = permissions.stretchesFor('read', { account, room, membership });
      if (stretches.length === 0) return [];
      const name = nameOfRoom(directory, id, room, membership);
      return [{ room: room.key, name, last: lastIn(stretches, room.lastSeq) }];
    });
    const next = places.length === readableListed ? places.at(-1)?.room.key : undefined;
    return { rooms, next: next ?? null };
  };
}

/** The end of the last stretch; 0 where nothing was said in any. */
function lastIn(stretches: readonly Stretch[], lastSeq: number): number {
  const [since, until] = stretches.at(-1) ?? [0, 0];
  const last = Math.min(until ?? lastSeq, lastSeq);
  if (last > since) return last;
  return stretches.length > 1 ? lastIn(stretches.slice(0, -1), lastSeq) : 0;
}
