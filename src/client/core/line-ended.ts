import { type ErrorCode, PartylineError, WordedError } from '../../base/errors.ts';
import { type Words, worded } from '../../base/worded.ts';
import type { ClosedReason } from './states.ts';

/**
 * The line has ended for good: why `connect` failed, a loop over messages stopped, or a message was not
 * acknowledged. `cause` is the error underneath, if there was one; its words may be the server's.
 */
export class LineEndedError extends WordedError {
  readonly reason: ClosedReason;
  /** The server's error code, if it gave one: `auth.app-token`, `auth.failed`. */
  readonly code: ErrorCode | undefined;

  /** @param cause its message is this error's */
  constructor(reason: ClosedReason, cause?: Error) {
    super(wordsOf(reason, cause), cause === undefined ? undefined : { cause });
    this.name = 'LineEndedError';
    this.reason = reason;
    this.code = cause instanceof PartylineError ? cause.code : undefined;
  }
}

function wordsOf(reason: ClosedReason, cause: Error | undefined): Words {
  if (cause !== undefined) return cause instanceof WordedError ? cause.words : cause.message;
  if (reason === 'left' || reason === 'aborted') return worded(`ended.${reason}`);
  return `The line has ended: ${reason}.`;
}
