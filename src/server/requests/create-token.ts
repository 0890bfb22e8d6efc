import type { Clock } from '../../base/clock.ts';
import { PartylineError } from '../../base/errors.ts';
import { hashSecret, newToken, randomId } from '../../base/ids.ts';
import type { Log } from '../../base/log.ts';
import { type Words, worded } from '../../base/worded.ts';
import type { CreateToken, GrantedRoom } from '../../chat/app-tokens.ts';
import type { Journal } from '../../journal/journal.ts';
import type { Directory } from '../../store/directory.ts';
import type { Request } from '../../wire/requests.ts';
import type { MemberSessions } from '../member/member-sessions.ts';
import { propose } from '../propose.ts';
import { personNamed } from './account-named.ts';
import type { Handler, Requester } from './handler.ts';
import { roomKey } from './room-address.ts';

/**
 * `token.create`: makes an app token, whose secret is told here and nowhere else; that there is one is told to
 * every device of the account. Refused with
 * `message.invalid` for one that would be good for nothing, `name.unknown`, `forbidden`,
 * `token.name-taken`.
 */
export function createToken(parts: {
  readonly journal: Journal;
  readonly directory: Directory;
  readonly clock: Clock;
  readonly log: Log;
  readonly sessions: Pick<MemberSessions, 'tellToken'>;
}): Handler<'token.create'> {
  const { journal, directory, clock, log, sessions } = parts;
  return async (requester, request) => {
    const { account, name: owner } = requester;
    const at = clock.now();
    const grant = grantOf(request, at, (room) => roomNamed(directory, requester, room));
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
    const { read, write, rooms = null, expiresAt = null } = request;
    log.info('token.created', {
      name: owner,
      session,
      token: name,
      read,
      write,
      rooms,
      expiresAt,
    });
    sessions.tellToken(account, name, requester);
    return { session, secret };
  };
}

function grantOf(
  { read, write, rooms, expiresAt }: Request<'token.create'>,
  at: number,
  toGranted: (room: string) => GrantedRoom,
): CreateToken['grant'] {
  if (!read && !write) {
    throw invalid('read', worded('token.useless'));
  }
  if (expiresAt !== undefined && expiresAt <= at) {
    throw invalid('expiresAt', worded('token.past'));
  }
  const granted = rooms && [...new Set(rooms)].map(toGranted);
  return { read, write, rooms: granted ?? null, expiresAt: expiresAt ?? null };
}

/** A room that is written as people write it. */
function roomNamed(directory: Directory, requester: Requester, room: string): GrantedRoom {
  if (!room.startsWith('@') || room.includes(',')) {
    return { room: requester.permissions.roomFor('read', roomKey(directory, requester, room)) };
  }
  const other = personNamed(directory, room.slice(1)).id;
  if (other !== requester.account) return { account: other };
  throw new PartylineError('forbidden', worded('self.write'));
}

function invalid(field: string, sentence: Words): PartylineError {
  return new PartylineError('message.invalid', sentence, { field });
}
