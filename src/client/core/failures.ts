import { PartylineError, WordedError } from '../../base/errors.ts';
import { type Worded, type Words, worded } from '../../base/worded.ts';
import type { ByeReason, ServerMessages } from '../../wire/messages.ts';

/*
 * Why a connection, or the attempt to make one, came to its end. Besides these a client meets
 * PartylineError (what the server refused, or sent wrongly) and InputError (what a person gave it).
 */

/** The network failed: nothing listens there, the line was cut, nobody answers. */
export class ConnectionError extends WordedError {
  /** @param words one sentence for a person */
  constructor(words: Words, cause?: unknown) {
    super(words, cause === undefined ? undefined : { cause });
    this.name = 'ConnectionError';
  }
}

/** The server ended the connection with a reason. */
export class ByeError extends WordedError {
  readonly reason: ByeReason;

  /** @param words the server's own: a stranger's bytes */
  constructor(reason: ByeReason, words: Words) {
    super(words);
    this.name = 'ByeError';
    this.reason = reason;
  }
}

/** The fault that was found with the other side; `fingerprint`: it is not the one the address names. */
export type Distrust = 'intercepted' | 'fingerprint';

/** The other side is not, or may not be, the server that was meant. No secret was given to it. */
export class TrustError extends WordedError {
  readonly reason: Distrust;

  constructor(reason: Distrust, words: Words) {
    super(words);
    this.name = 'TrustError';
    this.reason = reason;
  }
}

/** The person was asked for a name or a password and gave none. */
export class GaveUpError extends WordedError {
  constructor(words: Words) {
    super(words);
    this.name = 'GaveUpError';
  }
}

/** The program that uses the client ended it. */
export class AbortedError extends WordedError {
  constructor(cause?: unknown) {
    super(worded('ended.aborted'), cause === undefined ? undefined : { cause });
    this.name = 'AbortedError';
  }
}

/** The server's error as one to throw; its message is the server's: a stranger's bytes. */
export function remoteError(message: ServerMessages['error']): PartylineError {
  const { code, field, retryAfterMs } = message;
  return new PartylineError(code, remoteWords(message), {
    ...(field === undefined ? {} : { field }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  });
}

/** The server's reason to end the connection, as an error. */
export function byeError(message: ServerMessages['bye']): ByeError {
  return new ByeError(message.reason, remoteWords(message));
}

function remoteWords({
  message,
  detail,
  facts = {},
}: {
  readonly message: string;
  readonly detail?: string;
  readonly facts?: Worded['facts'];
}): Words {
  return detail === undefined ? message : { detail, facts, text: message };
}
