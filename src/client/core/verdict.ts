import { PartylineError } from '../../base/errors.ts';
import type { ByeReason } from '../../wire/messages.ts';
import { AbortedError, ByeError, ConnectionError, GaveUpError, TrustError } from './failures.ts';
import type { ClosedReason, WaitingReason } from './states.ts';

/** The consequence of a failure: the end, or another attempt, at the earliest after `delayMs`. */
export type Verdict =
  | { readonly type: 'end'; readonly reason: ClosedReason }
  | {
      readonly type: 'again';
      readonly reason: WaitingReason;
      readonly delayMs: number;
      /** Nothing is wrong with server or line: there is no need to wait. */
      readonly atOnce?: true;
    };

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
  renewed: { type: 'again', reason: 'lost', delayMs: 0, atOnce: true },
  protocol: end('protocol'),
  'server.stopping': again('server.stopping'),
  busy: again('busy'),
  timeout: again('timeout'),
  internal: again('internal'),
};

function verdictOnRefusal({ code, retryAfterMs = 0 }: PartylineError): Verdict {
  switch (code) {
    case 'auth.token':
    case 'auth.overtaken':
      return again('lost');
    case 'auth.pending':
      return again('pending', retryAfterMs);
    case 'auth.throttled':
      return again('throttled', retryAfterMs);
    case 'server.busy':
    // A login has to be written down as well.
    case 'storage.full':
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

function again(reason: WaitingReason, delayMs = 0): Verdict {
  return { type: 'again', reason, delayMs };
}

/** Whether a message stays unsent although the server refused it: the connection is at fault. */
export function isRefusalOfConnection(error: Error): boolean {
  return (
    !(error instanceof PartylineError) ||
    error.code === 'auth.token' ||
    error.code === 'server.stopping'
  );
}
