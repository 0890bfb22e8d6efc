import { PartylineError } from '../../base/errors.ts';
import type { Directory } from '../../store/directory.ts';
import type { Handler, Requester } from './handler.ts';

/* Answers `urgent.list` and `urgent.read`. */

interface Parts {
  readonly directory: Directory;
}

/** `urgent.list`: the urgent messages that wait for the account, in the rooms that it may read. */
export function listUrgents({ directory }: Parts): Handler<'urgent.list'> {
  return (requester) => ({
    urgents: directory.openUrgents(requester.account).flatMap(({ room, seq, sender, at }) => {
      const key = directory.room(room)?.key;
      if (key === undefined || !isReadable(requester, key)) return [];
      return [{ room: key, seq, from: directory.account(sender)?.name ?? '', at }];
    }),
  });
}

/** A person may have left a room in which something is urgent to them. */
function isReadable({ permissions }: Requester, key: string): boolean {
  try {
    permissions.roomFor('read', key);
    return true;
  } catch (error) {
    if (error instanceof PartylineError) return false;
    throw error;
  }
}

/** `urgent.read`: to whom a message is urgent, and when they acknowledged it. Throws `room.unknown`, `forbidden`. */
export function readUrgent({ directory }: Parts): Handler<'urgent.read'> {
  return ({ permissions }, { room, seq }) => {
    const people = directory.urgents(permissions.roomFor('read', room), seq);
    return {
      room,
      people: people.map(({ account, acknowledgedAt }) => {
        return { name: directory.account(account)?.name ?? '', acknowledgedAt };
      }),
    };
  };
}
