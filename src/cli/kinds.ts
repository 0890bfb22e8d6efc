import { InputError } from '../base/errors.ts';
import { didYouMean } from '../base/nearest.ts';
import type { MetricsAddress } from '../server/metrics/endpoint.ts';
import { parseDuration } from '../talk/times.ts';
import { type Address, parseAddress, parsePort } from '../wire/address.ts';
import { parseRoomReference, type RoomReference } from '../words/room-reference.ts';
import { absolutePath } from './paths.ts';
import type { ProcessEnvironment } from './process-environment.ts';

/** Where a value was given. */
export interface Place {
  readonly environment: ProcessEnvironment;
  /** Where relative paths count from: the working folder, or that of the configuration file. */
  readonly folder: string;
}

/** A wrong entry in a table of a configuration file. */
export class EntryError extends InputError {
  /** The key of the entry, as it was written. */
  readonly entry: string;

  constructor(entry: string, message: string) {
    super(message);
    this.entry = entry;
  }
}

/**
 * The offer of a shell's completion for a value: words, names of files or folders, or names that this machine
 * knows from the servers that were used: see known-words.ts.
 */
export type Offer = 'files' | 'folders' | KnownOffer | readonly string[];

/** Names that this machine knows; `rooms` has the people one can write to as well. */
export type KnownOffer = 'servers' | 'rooms' | 'tokens';

/**
 * The values that an option or argument takes, and how they are read. A wrong one is thrown as
 * InputError: a sentence that names the value and what was expected, not where it was given.
 */
export interface Kind<Value> {
  /** Reads what was given on the command line or in the environment. */
  read(text: string, place: Place): Value;
  /** The type in a file of TOML, and what is said of all others; a text if missing. */
  readonly inFile?: { readonly type: 'number' | 'boolean'; readonly otherwise: string };
  /** Reads a table of a file of TOML, where the value is one. Throws EntryError for a wrong entry. */
  readTable?(table: Readonly<Record<string, unknown>>): Value;
  /** The offer of Tab; nothing if missing. */
  readonly offer?: Offer;
}

/** A value is empty: of an argument, which says nothing about itself, its name has to be told. */
export class EmptyValueError extends InputError {
  constructor() {
    super('the value is empty.');
  }
}

/** Reads a value of a configuration file. Throws InputError as the kind does. */
export function readFileValue<Value>(kind: Kind<Value>, value: unknown, place: Place): Value {
  if (kind.readTable !== undefined)
    return isTable(value) ? kind.readTable(value) : kind.read(shown(value), place);
  const { type, otherwise } = kind.inFile ?? inQuotes;
  if (typeof value === type) return kind.read(String(value), place);
  throw new InputError(`${shown(value)} ${otherwise}`);
}

function isTable(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const inQuotes = { type: 'string', otherwise: 'is not a text: put it in quotes.' };

/** A text; `check` returns it as it is to be used. */
export function text(check: (text: string) => string = notEmpty): Kind<string> {
  return { read: check };
}

/** A TCP port; 0 lets the system choose. */
export const port: Kind<number> = {
  read: (text) => parsePort(text, 0),
  inFile: { type: 'number', otherwise: 'is not a port: write a number without quotes.' },
};

/**
 * Where metrics are offered: `HOST:PORT`, a port of this machine alone, or the path of a Unix socket, which has a
 * slash in it.
 */
export const metricsAddress: Kind<MetricsAddress> = {
  read(text, place) {
    const trimmed = notEmpty(text).trim();
    if (trimmed.includes('/')) return { path: path('files').read(trimmed, place) };
    const [, host = '127.0.0.1', number = ''] =
      /^(?:(\[[0-9a-fA-F:.%]+\]|[^:[\]]+):)?(\d+)$/.exec(trimmed) ?? [];
    if (number !== '') return { host: host.replace(/^\[|\]$/g, ''), port: parsePort(number, 0) };
    throw new InputError(
      `${shown(text)} is not a place for metrics: write HOST:PORT, PORT, or the path of a socket.`,
    );
  },
};

/** How many nats-servers keep something. */
export const replicas: Kind<number> = {
  read(text) {
    if (/^[1-5]$/.test(text.trim())) return Number(text);
    throw new InputError(`${shown(text)} is not a number from 1 to 5.`);
  },
  inFile: { type: 'number', otherwise: 'is not a number from 1 to 5, without quotes.' },
};

/**
 * A list of words with commas between; in a file a text like that too.
 *
 * @param one reads a word
 */
export function list(one: (word: string) => string): Kind<readonly string[]> {
  return {
    read: (text) =>
      notEmpty(text)
        .split(',')
        .map((word) => one(word.trim())),
  };
}

/** Where clients find a server: `HOST` or `HOST:PORT`. */
export const place: Kind<Pick<Address, 'host' | 'port'>> = {
  read(text) {
    const { host, port } = parseAddress(notEmpty(text));
    if (!/[/?#]/.test(text)) return { host, port };
    throw new InputError(`${shown(text)} is not HOST or HOST:PORT: leave out what is around it.`);
  },
};

/** A number of things, from 1 on. */
export const count: Kind<number> = {
  read(text) {
    const number = Number(text);
    if (/^\d+$/.test(text) && Number.isSafeInteger(number) && number > 0) return number;
    throw new InputError(`${shown(text)} is not a number from 1 on.`);
  },
};

/** A length of time such as `30s`, in milliseconds. */
export const duration: Kind<number> = { read: parseDuration };

/** A whole number of days such as `90`, from 1 on, in milliseconds. */
export const days: Kind<number> = {
  read: (text, place) => count.read(text, place) * 86_400_000,
  inFile: { type: 'number', otherwise: 'is not a number of days: write it without quotes.' },
};

const sizeUnits: Readonly<Record<string, number>> = {
  KB: 1_000,
  MB: 1_000 ** 2,
  GB: 1_000 ** 3,
  TB: 1_000 ** 4,
};

/** A size such as `500MB` or `2GB`, in bytes; from 10 MB on. */
export const size: Kind<number> = {
  read(text) {
    const bytes = bytesIn(text);
    if (bytes >= 10 * 1_000 ** 2) return bytes;
    throw new InputError(
      `${shown(text)} is not a size from 10MB on: write a number and MB, GB or TB.`,
    );
  },
};

/** A size such as `500KB` or `25MB`, in bytes; from 100 KB on. */
export const fileSize: Kind<number> = {
  read(text) {
    const bytes = bytesIn(text);
    if (bytes >= 100_000) return bytes;
    throw new InputError(
      `${shown(text)} is not a size from 100KB on: write a number and KB, MB, GB or TB.`,
    );
  },
};

/** NaN for what is no size. */
function bytesIn(text: string): number {
  const [, count, unit = ''] = /^(\d{1,6})\s*([KMGT]B)$/i.exec(text.trim()) ?? [];
  return Number(count) * (sizeUnits[unit.toUpperCase()] ?? Number.NaN);
}

const switchWords: Readonly<Record<string, boolean>> = {
  true: true,
  yes: true,
  on: true,
  1: true,
  false: false,
  no: false,
  off: false,
  0: false,
};

/** Something that is on or off. */
export const onOrOff: Kind<boolean> = {
  read(text) {
    const value = switchWords[text.trim().toLowerCase()];
    if (value !== undefined) return value;
    throw new InputError(`${shown(text)} is neither yes nor no.`);
  },
  inFile: { type: 'boolean', otherwise: 'is neither true nor false, without quotes.' },
};

/** One of a few words; capital letters do not matter. */
export function choice<const Word extends string>(words: readonly Word[]): Kind<Word> {
  return {
    read(text) {
      const wanted = text.trim().toLowerCase();
      const found = words.find((word) => word === wanted);
      if (found !== undefined) return found;
      const hint = didYouMean(wanted, words);
      throw new InputError(`${shown(text)} is not one of ${words.join(', ')}.${hint}`);
    },
    offer: words,
  };
}

/** A file or folder; read into an absolute path. */
export function path(offer: 'files' | 'folders'): Kind<string> {
  return {
    read: (text, { folder, environment }) => absolutePath(notEmpty(text), folder, environment),
    offer,
  };
}

/** A file that is read from; `-` is standard input. */
export const inputFile: Kind<string> = fileOrStream();

/** A file that is written to; `-` is standard output. */
export const outputFile: Kind<string> = fileOrStream();

/** A room as people write it: `lobby`, `#ROOM`, `@NAME` or `@NAME,NAME`. */
export const room: Kind<RoomReference> = { read: readRoom, offer: 'rooms' };

/**
 * Reads a room of the command line.
 *
 * @throws InputError as `parseRoomReference` does, with how a shell is told of a #
 */
export function readRoom(text: string): RoomReference {
  try {
    return parseRoomReference(text);
  } catch (error) {
    if (!(error instanceof InputError) || /^[@#]/.test(text)) throw error;
    throw new InputError(`${error.message} ${quotesHint}`);
  }
}

/** A shell takes a word that begins with # for a comment, and drops it with all that follows. */
export const quotesHint = "A shell needs quotes around a room: '#ops'.";

function fileOrStream(): Kind<string> {
  return {
    read: (text, place) => (text === '-' ? text : path('files').read(text, place)),
    offer: 'files',
  };
}

function notEmpty(text: string): string {
  if (text.trim() !== '') return text;
  throw new EmptyValueError();
}

/** A value as a person wrote it, short enough for a sentence. */
function shown(value: unknown): string {
  const text = JSON.stringify(value, (_key, part) => (typeof part === 'bigint' ? `${part}` : part));
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
