import { answerRegistration, startServerLogin, verifyKe3 } from '../auth/server-handshake.ts';
import { loginKeys } from '../auth/throttle.ts';
import { PartylineError } from '../base/errors.ts';
import type { MemberMessages, ServerMessages } from '../wire/messages.ts';
import type { Line, MemberIdentity } from './line.ts';
import { networkOf } from './waiting-room.ts';

/** Who changes the password, and from where. */
export interface PasswordOwner extends MemberIdentity {
  readonly name: string;
  readonly address: string;
}

/** A change between its two steps. */
interface Begun {
  readonly uid: string;
  readonly ke1: string;
  readonly state: string;
  /** The record of the old password. */
  readonly record: string;
}

/**
 * A change of the password within a session: the old one is proved by a login of its own, side by side
 * with the registration of the new one. A wrong old password slows down as a wrong login does.
 */
export class PasswordChange {
  readonly #line: Line;
  readonly #owner: PasswordOwner;
  #begun: Begun | undefined;

  constructor(line: Line, owner: PasswordOwner) {
    this.#line = line;
    this.#owner = owner;
  }

  /** First step. Throws `forbidden` for an account without a password, and `auth.throttled`. */
  start({
    id,
    ke1,
    request,
  }: MemberMessages['password.start']): ServerMessages['password.challenge'] {
    const { directory, keys, throttle } = this.#line;
    const account = directory.account(this.#owner.account);
    if (account === undefined || account.record === null) throw new PartylineError('forbidden');
    const retryAfterMs = Math.ceil(throttle.delayMs(this.#throttled));
    if (retryAfterMs > 0) throw new PartylineError('auth.throttled', undefined, { retryAfterMs });
    const { uid, record } = account;
    const { ke2, state } = startServerLogin(keys.login, { uid, record }, ke1);
    const response = answerRegistration(keys.login, uid, request);
    throttle.failed(this.#throttled);
    this.#begun = { uid, ke1, state, record };
    return { type: 'password.challenge', re: id, account: uid, ke2, response };
  }

  /** Second step; all other sessions end with it. Throws `auth.failed`, and what the rules refuse. */
  async finish({
    id,
    ke3,
    record,
  }: MemberMessages['password.finish']): Promise<ServerMessages['password.changed']> {
    const begun = this.#begun;
    this.#begun = undefined;
    if (begun === undefined) throw new PartylineError('message.unexpected');
    const { name, account, sessionId, address } = this.#owner;
    const { log, clock } = this.#line.settings;
    if (!verifyKe3(this.#line.keys.login, begun.uid, begun.state, ke3)) {
      log.warn('password.refused', { name, address });
      throw new PartylineError('auth.failed', 'The old password is wrong.');
    }
    // A record that no login can be run against would lock its owner out.
    startServerLogin(this.#line.keys.login, { uid: begun.uid, record }, begun.ke1);
    this.#line.throttle.succeeded(this.#throttled);
    const proof = { session: sessionId, replaces: begun.record };
    const at = clock.now();
    const change = { type: 'account.record', at, account, record, proof } as const;
    const outcome = await this.#line.journal.request(change);
    if (!outcome.ok) throw new PartylineError(outcome.code, outcome.message);
    log.info('password.changed', { name, address });
    return { type: 'password.changed', re: id, revoked: outcome.value.revoked.length };
  }

  get #throttled() {
    return loginKeys(this.#owner.name, networkOf(this.#owner.address));
  }
}
