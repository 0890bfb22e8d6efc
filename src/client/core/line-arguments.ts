import {
  assertArgument,
  assertOptions,
  callback,
  duration,
  either,
  flag,
  integer,
  type Kind,
  type Kinds,
  object,
  objectWith,
  oneOf,
  signal,
  text,
  texts,
} from '../../base/arguments.ts';
import { InputError } from '../../base/errors.ts';
import { addressKind } from '../../wire/address.ts';
import { mediaTypePattern } from '../../words/file.ts';
import { limits } from '../../words/limits.ts';
import { textKinds } from '../../words/message-kind.ts';
import { foldName } from '../../words/name.ts';
import { roomIdPattern } from '../../words/room-id.ts';
import { formatRoomReference, parseRoomReference } from '../../words/room-reference.ts';
import { isFileBytes } from './file-source.ts';
import type {
  HistoryOptions,
  MessagePlace,
  MessagesOptions,
  SendOptions,
  UploadOptions,
} from './line-parameters.ts';
import { defaultTiming } from './timing.ts';

/* The checks of what programs give to the methods of a line, and to `connect`. */

const logMethods = ['debug', 'info', 'warn', 'error', 'child'];
const credentialMethods = ['name', 'password', 'newPassword', 'signUp'];

const savedLogin: Kind = {
  words: 'what savedSession gives',
  accepts: (value) =>
    objectWith('credential').accepts(value) &&
    addressKind.accepts((value as { address?: unknown }).address),
};

const addressesKind: Kind = {
  words: 'a list of those',
  accepts: (value) => Array.isArray(value) && value.every(either(text, addressKind).accepts),
};

const timing: Kind = {
  words: `an object of milliseconds: ${Object.keys(defaultTiming).join(', ')}`,
  accepts: (value) =>
    object.accepts(value) &&
    Object.entries(value as object).every(
      ([name, each]) => name in defaultTiming && (each === undefined || duration.accepts(each)),
    ),
};

/** The options of `connect`; `since` is looked at by itself. */
const lineOptions: Kinds = {
  address: either(text, addressKind, addressesKind),
  token: text,
  session: savedLogin,
  dataFolder: text,
  name: text,
  password: either(text, callback),
  signUp: flag,
  credentials: objectWith(...credentialMethods),
  profile: either(text, objectWith('open', 'lastUsed')),
  deviceName: text,
  software: text,
  since: { words: 'a beginning', accepts: () => true },
  catchUp: oneOf(['recent', 'while-running', 'all']),
  receive: flag,
  present: flag,
  reconnect: flag,
  retryFirstConnection: flag,
  waitForAdmission: flag,
  signal,
  onState: callback,
  timing,
  log: objectWith(...logMethods),
  clock: objectWith('now', 'elapsed'),
};

/** @throws InputError for options that are of another kind, or that there are not */
export function assertLineOptions(options: unknown): void {
  assertOptions('Cannot connect', options, lineOptions);
}

const midPattern = /^[A-Za-z0-9_-]{22}$/;

const sendOptions: Kinds = {
  to: text,
  room: text,
  kind: oneOf(textKinds),
  of: integer(1),
  names: texts,
  mid: {
    words: 'a message id of 22 characters, such as midOf(key) gives',
    accepts: (value) => typeof value === 'string' && midPattern.test(value),
  },
  signal,
};

const { to, room, of, mid } = sendOptions as Record<string, Kind>;

const uploadOptions = {
  ...{ to, room, of, mid, signal },
  text,
  name: text,
  type: { words: 'a media type', accepts: (value) => mediaTypePattern.test(String(value)) },
  onProgress: callback,
} as Kinds;

/** @throws InputError for options of `download` that are of another kind, or that there are not */
export function assertDownloadOptions(options: unknown): void {
  assertOptions('Cannot fetch the file', options, { offset: integer(0), signal });
}

/**
 * Where a message goes.
 *
 * @throws InputError for arguments of `send` that are of another kind, or contradict each other
 */
export function destinationOf(message: unknown, options: SendOptions): string {
  const attempt = 'Cannot send';
  assertArgument(attempt, 'the text', message, text);
  assertOptions(attempt, options, sendOptions);
  return destination(attempt, options);
}

/**
 * Where a file goes.
 *
 * @throws InputError for arguments of `upload` that are of another kind, or contradict each other
 */
export function uploadDestinationOf(file: unknown, options: UploadOptions): string {
  const attempt = 'Cannot send a file';
  assertArgument(attempt, 'the file', file, { words: fileWords, accepts: isFile });
  assertOptions(attempt, options, uploadOptions);
  return destination(attempt, options);
}

const fileWords = 'a path, bytes (a Uint8Array, a Blob), or a stream of them';

function isFile(value: unknown): boolean {
  return typeof value === 'string' || isFileBytes(value);
}

function destination(attempt: string, { to, room }: Pick<SendOptions, 'to' | 'room'>): string {
  if (to === undefined) return roomOf(attempt, room ?? 'lobby');
  if (room === undefined) return `@${foldName(to)}`;
  throw new InputError(
    `${attempt}: both a person (to) and a room (room) are given; give one of them.`,
  );
}

/**
 * The room of a message that something is done about.
 *
 * @throws InputError for arguments of another kind
 */
export function roomOfPlace(attempt: string, place: MessagePlace): string {
  assertArgument(attempt, 'the message', place, object);
  assertArgument(attempt, 'seq', place.seq, integer(1));
  return roomOf(attempt, place.room);
}

/** @throws InputError for options of a change that are of another kind, or that there are not */
export function assertChangeOptions(attempt: string, options: unknown): void {
  const { mid, signal } = sendOptions;
  assertOptions(attempt, options, { mid, signal } as Kinds);
}

/**
 * A room as the server takes it: its id, or its name, folded.
 *
 * @throws InputError for a text that names none
 */
export function roomOf(attempt: string, room: unknown): string {
  assertArgument(attempt, 'room', room, text);
  const name = room as string;
  return roomIdPattern.test(name) ? name : formatRoomReference(parseRoomReference(name));
}

/**
 * The rooms of a loop over messages, as the server names them; undefined: all.
 *
 * @throws InputError
 */
export function roomsOf(options: MessagesOptions): string[] | undefined {
  const attempt = 'Cannot read messages';
  assertOptions(attempt, options, { rooms: texts, changes: flag, signal });
  return options.rooms?.map((room) => roomOf(attempt, room));
}

/** @throws InputError for arguments of `history` */
export function assertHistoryOptions(options: unknown): void {
  const attempt = 'Cannot read the history';
  const place = { after: integer(0), before: integer(1), around: integer(1) };
  assertOptions(attempt, options, { ...place, limit: integer(1, limits.replayMessages) });
  const { around, after, before } = options as HistoryOptions;
  if (around === undefined || (after ?? before) === undefined) return;
  throw new InputError(`${attempt}: around stands alone; give it, or after and before.`);
}
