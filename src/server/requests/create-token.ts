import type { Clock } from '../../base/clock.ts';
import { PartylineError } from '../../base/errors.ts';
import { hashSecret, newToken, randomId } from '../../base/ids.ts';
import type { Log } from '../../base/log.ts';
import { directKey } from '../../chat/rooms.ts';
import type { Journal } from '../../journal/journal.ts';
import type { Directory } from '../../store/directory.ts';
import type { Request } from '../../wire/requests.ts';
import type { Grant } from '../../words/grant.ts';
import { propose } from '../propose.ts';
import type { Handler } from './handler.ts';
import { personNamed } from './person-named.ts';

/**
 * `token.create`: makes an app token, whose secret is told here and nowhere else. Refused with
 * `message.invalid` for one that would be good for nothing, `name.unknown`, `forbidden`,
 * `token.name-taken`.
 */
export function createToken(parts: {
  readonly journal: Journal;
  readonly directory: Directory;
  readonly clock: Clock;
  readonly log: Log;
}): Handler<'token.create'> {
  const { journal, directory, clock, log } = parts;
  return async ({ account, name: owner }, request) => {
    const at = clock.now();
    const grant = grantOf(request, at, (room) => keyOf(directory, account, room));
    const [session, secret] = [randomId(16), newToken()];
    const { name } = request;
    await propose(journal, {
      type: 'token.create',
      at,
      account,
      id: session,
      name,
      tokenHash: hashSecret(secret),
      grant,
    });
    log.info('token.created', { name: owner, session, token: name, ...grant });
    return { session, secret };
  };
}

function grantOf(
  { read, write, rooms, expiresAt }: Request<'token.create'>,
  at: number,
  keyOfRoom: (room: string) => string,
): Grant {
  if (!read && !write) {
    throw invalid('read', 'An app token that may neither read nor write is good for nothing.');
  }
  if (expiresAt !== undefined && expiresAt <= at) {
    throw invalid('expiresAt', 'The app token would have expired already.');
  }
  const keys = rooms && [...new Set(rooms.map(keyOfRoom))];
  return { read, write, rooms: keys ?? null, expiresAt: expiresAt ?? null };
}

/** The key of a room that is written as people write it: `lobby`, `@ana`. */
function keyOf(directory: Directory, account: number, room: string): string {
  if (room.startsWith('#')) throw new PartylineError('room.unknown');
  if (!room.startsWith('@')) return room;
  const other = personNamed(directory, room.slice(1)).id;
  if (other !== account) return directKey(account, other);
  throw new PartylineError('forbidden', 'You cannot write to yourself.');
}

function invalid(field: string, sentence: string): PartylineError {
  return new PartylineError('message.invalid', sentence, { field });
}
