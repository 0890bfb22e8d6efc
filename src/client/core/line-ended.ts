import { type ErrorCode, PartylineError } from '../../base/errors.ts';
import type { ClosedReason } from './states.ts';

/**
 * The line has ended for good: why `connect` failed, a loop over messages stopped, or a message was not
 * acknowledged. `cause` is the error underneath, if there was one; its words may be the server's.
 */
export class LineEndedError extends Error {
  readonly reason: ClosedReason;
  /** The server's error code, if it gave one: `auth.app-token`, `auth.failed`. */
  readonly code: ErrorCode | undefined;

  /** @param cause its message is this error's */
  constructor(reason: ClosedReason, cause?: Error) {
    super(cause?.message ?? sentenceOf(reason), cause === undefined ? undefined : { cause });
    this.name = 'LineEndedError';
    this.reason = reason;
    this.code = cause instanceof PartylineError ? cause.code : undefined;
  }
}

function sentenceOf(reason: ClosedReason): string {
  if (reason === 'left') return 'The line was left.';
  if (reason === 'aborted') return 'The line was ended from this side.';
  return `The line has ended: ${reason}.`;
}
