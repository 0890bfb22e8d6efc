import { loginKeys } from '../../auth/throttle.ts';
import { PartylineError } from '../../base/errors.ts';
import type { OutcomeOf, Proposal } from '../../chat/proposals.ts';
import type { AcceptedLine } from '../door/listener.ts';
import { networkOf } from '../door/waiting-room.ts';
import type { Line } from '../line.ts';

/** Failed attempts on one connection after which it is ended. */
export const failuresPerConnection = 5;

/** The attempts to log in on one connection: slowed down after failures, counted, and explained in the log. */
export class Attempts {
  readonly network: string;
  readonly #line: Line;
  readonly #accepted: AcceptedLine;
  #failures = 0;
  #lookedUp: string | undefined;

  constructor(line: Line, accepted: AcceptedLine) {
    this.#line = line;
    this.#accepted = accepted;
    this.network = networkOf(accepted.address);
  }

  /** Whether there were so many failures that the connection ends. */
  get exhausted(): boolean {
    return this.#failures >= failuresPerConnection;
  }

  /**
   * Counts a question that tells whether a name is taken; to ask again for the same name costs nothing,
   * so that whoever asks before signing up pays once. Throws `auth.throttled` for too many.
   */
  looksUp(name: string): void {
    if (this.#lookedUp === name) return;
    const retryAfterMs = this.#line.lookups.take(this.network);
    if (retryAfterMs > 0) throw new PartylineError('auth.throttled', undefined, { retryAfterMs });
    this.#lookedUp = name;
  }

  /**
   * After failed attempts the next answer waits; a long wait is refused, with its length.
   * @param target what failures are counted by: a name, or a session's `sessionTarget`
   * @param name whose it is, for the log
   */
  async holdBack(target: string, name: string | undefined = target): Promise<void> {
    const delayMs = this.#line.throttle.delayMs(loginKeys(target, this.network));
    if (delayMs === 0) return;
    const { address, log } = this.#accepted;
    log.warn('login.throttled', { name, address, delayMs });
    if (delayMs > this.#line.settings.bounds.heldLoginMs) {
      throw new PartylineError('auth.throttled', undefined, { retryAfterMs: Math.ceil(delayMs) });
    }
    await new Promise((resolve) => setTimeout(resolve, delayMs));
  }

  /**
   * A challenge goes out: whoever has it can try a password on it and hang up, so it counts as a
   * failure until `proved`.
   */
  challenged(name: string): void {
    this.slowDown(name);
  }

  /** Counts a failure of this target: those that follow wait. */
  slowDown(target: string): void {
    this.#line.throttle.failed(loginKeys(target, this.network));
  }

  /** The password was right. */
  proved(name: string): void {
    this.#line.throttle.succeeded(loginKeys(name, this.network));
  }

  /** Counts and logs a failure, so that the log alone explains it; returns what the client is told. */
  failed(
    code: PartylineError['code'],
    name: string | undefined,
    reason: string,
    message?: string,
  ): PartylineError {
    this.#failures += 1;
    const { address, log } = this.#accepted;
    log.warn('login.failed', { code, name, address, reason, failures: this.#failures });
    return new PartylineError(code, message);
  }

  /** Hands in a proposal of somebody who is logging in; a refusal is logged and thrown. */
  async propose<P extends Proposal>(
    proposal: P,
    name: string,
  ): Promise<Extract<OutcomeOf<P>, { ok: true }>['value']> {
    const outcome = await this.#line.journal.request(proposal);
    if (outcome.ok) return outcome.value;
    const { code, message } = outcome as Extract<OutcomeOf<Proposal>, { ok: false }>;
    throw this.failed(code, name, `refused: ${proposal.type}`, message);
  }
}
