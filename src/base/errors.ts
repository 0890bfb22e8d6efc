import { englishOf, type Worded, type Words } from './worded.ts';

/**
 * The closed list of error codes that travel on the wire, each with what it means to a person.
 * A code is never reused for another meaning; docs/protocol.md lists them all.
 */
export const errorSentences = {
  'frame.invalid': 'The message is not one of this line.',
  'frame.too-large': 'The message is larger than the server accepts.',
  'message.invalid': 'The message has a field that is missing or wrong.',
  'message.unexpected': 'The message does not fit the state of the connection.',
  'version.unsupported': 'Server and client speak different versions of the protocol.',
  'auth.failed': 'The name or the password is wrong.',
  'auth.token': 'The session is no longer valid.',
  'auth.resume': 'The saved session cannot be resumed; log in with the password.',
  'auth.overtaken': 'This device has connected again since; this connection came too late.',
  'auth.app-token':
    'The app token is not valid: it was revoked, has expired, or is for another server.',
  'auth.pending': 'The account waits for the operator to admit it.',
  'auth.banned': 'The account is banned from this line.',
  'auth.throttled': 'Too many attempts; wait before the next one.',
  'sign-up.closed': 'This line takes no new accounts.',
  'sign-up.code': 'The invitation or reset code is not valid, was used, or has expired.',
  'sign-up.name-taken': 'Somebody else has this name.',
  'name.unknown': 'There is nobody of this name.',
  'room.unknown': 'There is no such room.',
  'room.name-taken': 'There is a public room of this name already.',
  'message.mid-reused': 'The same message id was used before for another text.',
  'message.deleted': 'The message was deleted.',
  'reactions.full': 'The message has as many reactions as it takes; take one of yours back first.',
  'text.empty': 'The text is empty.',
  'text.too-long': 'The text is longer than the server accepts.',
  'session.unknown': 'There is no such session.',
  'token.name-taken': 'You have an app token of this name already.',
  forbidden: 'You are not allowed to do this.',
  'files.off': 'This line takes no files.',
  'files.full': 'The line keeps as many files as it may; try again when some of them are gone.',
  'file.too-large': 'The file is larger than this line takes.',
  'file.unknown': 'There is no such file: its message was deleted, or it is not kept any longer.',
  'file.interrupted':
    'The server has not kept what it had of the file: send it again from the beginning.',
  'storage.full': 'The disk of the server is almost full; nothing can be stored.',
  'search.unavailable': 'Messages cannot be searched at present; try again later.',
  'server.busy': 'The server has too many connections; try again later.',
  'server.stopping': 'The server is stopping.',
  internal: 'The server made a mistake; its operator finds the details in the log.',
} as const;

/** One of the closed list of error codes. */
export type ErrorCode = keyof typeof errorSentences;

/** The facts that an error may carry besides its code and sentence. */
export interface ErrorDetails {
  /** The field of the message that was wrong, as a path: `text`, `cursors.lobby`. */
  readonly field?: string;
  /** How long to wait before trying again, in milliseconds. */
  readonly retryAfterMs?: number;
  /** The error underneath; goes to the log, never to the peer. */
  readonly cause?: unknown;
}

/** An error with a sentence for a person. */
export abstract class WordedError extends Error {
  /** The sentence by its name, for other languages; undefined where it is only known in English. */
  readonly worded: Worded | undefined;

  /** @param words one sentence for a person; `message` is it in English */
  constructor(words: Words, options?: ErrorOptions) {
    super(englishOf(words), options);
    this.worded = typeof words === 'string' ? undefined : words;
  }

  /** The sentence as it was given. */
  get words(): Words {
    return this.worded ?? this.message;
  }
}

/** An error that knows what to say to the peer: a code of the closed list and one sentence. */
export class PartylineError extends WordedError {
  readonly code: ErrorCode;
  readonly field: string | undefined;
  readonly retryAfterMs: number | undefined;

  /** @param words one sentence for a person; the code's own sentence if left out */
  constructor(code: ErrorCode, words: Words = errorSentences[code], details: ErrorDetails = {}) {
    super(words, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'PartylineError';
    this.code = code;
    this.field = details.field;
    this.retryAfterMs = details.retryAfterMs;
  }
}

/** Returns `error` itself if it is one of ours, else `internal` with the original as its cause. */
export function toPartylineError(error: unknown): PartylineError {
  return error instanceof PartylineError
    ? error
    : new PartylineError('internal', undefined, { cause: error });
}

/**
 * Input that a person typed, or wrote in a file, cannot be used. The message is a whole sentence that says
 * what was attempted, what was wrong and what to do; it is shown as it is.
 */
export class InputError extends WordedError {
  /** @param options.cause the error of the operating system, if one is underneath */
  constructor(words: Words, options?: ErrorOptions) {
    super(words, options);
    this.name = 'InputError';
  }
}

/** Nobody answers where the input says: that may pass. */
export class UnreachableError extends InputError {
  override readonly name = 'UnreachableError';
}

/** Another program does not let this one in, or does not let it do what it has to. */
export class DeniedError extends InputError {
  override readonly name = 'DeniedError';
}

/** An input that the system does not let anyone read. */
export class ReadError extends InputError {
  override readonly name = 'ReadError';
}

/** A file is not as Partyline wrote it. */
export class DamageError extends InputError {
  override readonly name = 'DamageError';
}

/** Text from outside that is not UTF-8. */
export class EncodingError extends InputError {
  /**
   * @param source where the text comes from: a file, `standard input`, `line 3 of standard input`
   * @param at the first byte that does not fit, counted from 0
   */
  constructor(source: string, at: number) {
    super(
      `Cannot read ${source}: it is not UTF-8, and byte ${at + 1} is the first that does not fit. ` +
        'Convert it first, such as with iconv.',
    );
    this.name = 'EncodingError';
  }
}
