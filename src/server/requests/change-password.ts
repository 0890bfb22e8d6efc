import {
  answerRegistration,
  type ServerKeys,
  startServerLogin,
  verifyKe3,
} from '../../auth/server-handshake.ts';
import { familiarKeys, type Throttle } from '../../auth/throttle.ts';
import type { Clock } from '../../base/clock.ts';
import { PartylineError } from '../../base/errors.ts';
import type { Log } from '../../base/log.ts';
import { worded } from '../../base/worded.ts';
import type { Journal } from '../../journal/journal.ts';
import type { Directory } from '../../store/directory.ts';
import { networkOf } from '../door/network.ts';
import { propose } from '../propose.ts';
import type { Handler, Requester } from './handler.ts';

/* Changes the password of an account within a session. */

/** A change between its two steps. */
interface Begun {
  readonly uid: string;
  readonly ke1: string;
  readonly state: string;
  /** The record of the old password. */
  readonly record: string;
}

/**
 * `password.start` and `password.finish`: a change of the password within a session. The old one is
 * proved by a login of its own, side by side with the registration of the new one; a wrong one slows
 * down as a wrong login does.
 */
export function changePassword(parts: {
  readonly directory: Directory;
  readonly journal: Journal;
  readonly keys: ServerKeys;
  readonly throttle: Throttle;
  readonly clock: Clock;
  readonly log: Log;
}): { readonly start: Handler<'password.start'>; readonly finish: Handler<'password.finish'> } {
  const { directory, journal, keys, throttle, clock, log } = parts;
  const changes = new WeakMap<Requester, Begun>();

  /** Refused with `forbidden` for an account without a password, and `auth.throttled`. */
  const start: Handler<'password.start'> = (requester, { ke1, request }) => {
    const account = directory.account(requester.account);
    if (account === undefined || account.record === null) throw new PartylineError('forbidden');
    const retryAfterMs = throttle.admit(throttled(requester), 0);
    if (retryAfterMs > 0) throw new PartylineError('auth.throttled', undefined, { retryAfterMs });
    const { uid, record } = account;
    const { ke2, state } = startServerLogin(keys, { uid, record }, ke1);
    const response = answerRegistration(keys, uid, request);
    changes.set(requester, { uid, ke1, state, record });
    return { account: uid, ke2, response };
  };

  /** All other sessions end with it. Refused with `auth.failed`, and what the rules say. */
  const finish: Handler<'password.finish'> = async (requester, { ke3, record }) => {
    const begun = changes.get(requester);
    changes.delete(requester);
    if (begun === undefined) throw new PartylineError('message.unexpected');
    const { name, account, sessionId, address } = requester;
    if (!verifyKe3(keys, begun.uid, begun.state, ke3)) {
      log.warn('password.refused', { name, address });
      throw new PartylineError('auth.failed', worded('password.old-wrong'));
    }
    // A record that no login can be run against would lock its owner out.
    startServerLogin(keys, { uid: begun.uid, record }, begun.ke1);
    throttle.succeeded(throttled(requester));
    const proof = { session: sessionId, replaces: begun.record };
    const change = { type: 'account.record', at: clock.now(), account, record, proof } as const;
    const { revoked } = await propose(journal, change);
    log.info('password.changed', { name, address });
    return { revoked: revoked.length };
  };

  return { start, finish };
}

/** No name has a space in it, so that nobody who tries to log in slows down who is. */
function throttled({ name, address }: Requester) {
  return familiarKeys(`password of ${name}`, networkOf(address));
}
