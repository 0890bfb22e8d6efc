import { PartylineError } from '../../base/errors.ts';
import type { ByeReason } from '../../wire/messages.ts';
import { AbortedError, ByeError, ConnectionError, GaveUpError, TrustError } from './failures.ts';
import type { ClosedReason, WaitingReason } from './states.ts';
import type { Timing } from './timing.ts';

/* Verdicts on failures, and the delays between attempts. */

/** The consequence of a failure: the end, or another attempt after a while. */
export type Verdict =
  | { readonly type: 'end'; readonly reason: ClosedReason }
  | { readonly type: 'again'; readonly reason: WaitingReason; readonly atLeastMs: number };

/** Says what follows from the way a connection, or the attempt to make one, ended. */
export function verdictOn(failure: Error): Verdict {
  if (failure instanceof ByeError) return onBye[failure.reason];
  if (failure instanceof PartylineError) return verdictOnRefusal(failure);
  if (failure instanceof ConnectionError) return again('lost');
  if (failure instanceof TrustError) return end(failure.reason);
  if (failure instanceof GaveUpError) return end('gave-up');
  if (failure instanceof AbortedError) return end('aborted');
  return end('failed');
}

const onBye: Readonly<Record<ByeReason, Verdict>> = {
  left: end('left'),
  kicked: end('kicked'),
  banned: end('banned'),
  revoked: end('revoked'),
  replaced: end('replaced'),
  protocol: end('protocol'),
  'server.stopping': again('server.stopping'),
  busy: again('busy'),
  timeout: again('timeout'),
  internal: again('internal'),
};

function verdictOnRefusal({ code, retryAfterMs = 0 }: PartylineError): Verdict {
  switch (code) {
    case 'auth.token':
      return again('lost');
    case 'auth.pending':
      return again('pending', retryAfterMs);
    case 'auth.throttled':
      return again('throttled', retryAfterMs);
    case 'server.busy':
      return again('busy', retryAfterMs);
    case 'server.stopping':
      return again('server.stopping');
    case 'internal':
      return again('internal');
    case 'auth.banned':
      return end('banned');
    default:
      return end(/^(frame|message|version)\./.test(code) ? 'protocol' : 'refused');
  }
}

function end(reason: ClosedReason): Verdict {
  return { type: 'end', reason };
}

function again(reason: WaitingReason, atLeastMs = 0): Verdict {
  return { type: 'again', reason, atLeastMs };
}

/** Whether a message stays unsent although the server refused it: the connection is at fault. */
export function isRefusalOfConnection(error: Error): boolean {
  return (
    !(error instanceof PartylineError) ||
    error.code === 'auth.token' ||
    error.code === 'server.stopping'
  );
}

/**
 * How long to wait before the next attempt. Delays double, and each is drawn evenly between the least
 * and the present bound ("full jitter"), so that the clients of a server that comes back do not all
 * come at once.
 */
export class Backoff {
  readonly #timing: Timing;
  readonly #random: () => number;
  #attempts = 0;
  #admissions = 0;

  /** @param random between 0 and 1, as Math.random */
  constructor(timing: Timing, random: () => number) {
    this.#timing = timing;
    this.#random = random;
  }

  /** Milliseconds until the next attempt. */
  next(): number {
    const { reconnectMinimumMs: least, reconnectMaximumMs: most } = this.#timing;
    this.#attempts += 1;
    const bound = Math.min(most, least * 2 ** Math.min(this.#attempts, 30));
    return least + this.#random() * Math.max(0, bound - least);
  }

  /** Milliseconds until the operator may have admitted the account. */
  nextAdmission(): number {
    const { admissionMinimumMs: least, admissionMaximumMs: most } = this.#timing;
    const delayMs = Math.min(most, least * 2 ** Math.min(this.#admissions, 30));
    this.#admissions += 1;
    return delayMs;
  }

  /** A line held for a while: delays start small again. */
  reset(): void {
    this.#attempts = 0;
    this.#admissions = 0;
  }
}
