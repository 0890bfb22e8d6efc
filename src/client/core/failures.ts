import { PartylineError } from '../../base/errors.ts';
import type { ByeReason, ServerMessages } from '../../wire/messages.ts';

/*
 * Why a connection, or the attempt to make one, came to its end. Besides these a client meets
 * PartylineError (what the server refused, or sent wrongly) and InputError (what a person gave it).
 */

/** The network failed: nothing listens there, the line was cut, nobody answers. */
export class ConnectionError extends Error {
  /** @param message one sentence for a person */
  constructor(message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'ConnectionError';
  }
}

/** The server ended the connection with a reason. */
export class ByeError extends Error {
  readonly reason: ByeReason;

  /** @param message the server's own words: a stranger's bytes */
  constructor(reason: ByeReason, message: string) {
    super(message);
    this.name = 'ByeError';
    this.reason = reason;
  }
}

/** The fault that was found with the other side; `fingerprint`: it is not the one the address names. */
export type Distrust = 'intercepted' | 'fingerprint';

/** The other side is not, or may not be, the server that was meant. No secret was given to it. */
export class TrustError extends Error {
  readonly reason: Distrust;

  constructor(reason: Distrust, message: string) {
    super(message);
    this.name = 'TrustError';
    this.reason = reason;
  }
}

/** The person was asked for a name or a password and gave none. */
export class GaveUpError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'GaveUpError';
  }
}

/** The program that uses the client ended it. */
export class AbortedError extends Error {
  constructor(cause?: unknown) {
    super('The line was ended from this side.', cause === undefined ? undefined : { cause });
    this.name = 'AbortedError';
  }
}

/** The server's error as one to throw; its message is the server's: a stranger's bytes. */
export function remoteError(message: ServerMessages['error']): PartylineError {
  const { code, field, retryAfterMs } = message;
  return new PartylineError(code, message.message, {
    ...(field === undefined ? {} : { field }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  });
}
