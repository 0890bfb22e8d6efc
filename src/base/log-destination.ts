import {
  closeSync,
  constants,
  fchmodSync,
  fstatSync,
  openSync,
  type Stats,
  statSync,
} from 'node:fs';
import process from 'node:process';
import { InputError } from './errors.ts';
import {
  assertOwn,
  assertTrusted,
  followTrusted,
  isDescriptorPath,
  ownDescriptor,
} from './other-users.ts';
import { asked } from './private-files.ts';

/* The things that a log can be written to. Only a regular file is made, narrowed and rotated. */

/** The name of standard output. */
export const standardOutputName = '-';

const standardOutput = 1;

/** An open log. */
export interface LogDestination {
  readonly descriptor: number;
  /** The file itself, links followed, which may be rotated; undefined: a device, a pipe, standard output. */
  readonly file: string | undefined;
  /** Size of the file in bytes. */
  readonly bytes: number;
  close(): void;
}

const { O_APPEND, O_CREAT, O_NOCTTY = 0, O_NOFOLLOW = 0, O_NONBLOCK = 0, O_WRONLY } = constants;

/** Nothing that is opened may hold the process up: a pipe without a reader, a terminal that is stopped. */
const flags = O_WRONLY | O_APPEND | O_NOCTTY | O_NONBLOCK;

/**
 * Opens a log by its name: `-`, or a path, whose links are followed as far as other users have not laid them. A
 * file that is missing is made, 0600; one that is there is narrowed to that.
 *
 * @throws InputError when nothing can be written there, or when it is not this user's to write
 */
export function openLogDestination(name: string): LogDestination {
  if (name === standardOutputName) return openStream(standardOutput);
  const path = asked(`open ${name} for writing`, () => followTrusted(name));
  const stream = ownDescriptor(path);
  if (stream !== undefined) return asked(`open ${name} for writing`, () => openStream(stream));
  const present = asked(`open ${name} for writing`, () =>
    statSync(path, { throwIfNoEntry: false }),
  );
  if (present !== undefined) assertWritable(name, path, present);
  const own = isDescriptorPath(path) ? 0 : O_CREAT | O_NOFOLLOW;
  const descriptor = asked(`open ${name} for writing`, () => openSync(path, flags | own, 0o600));
  try {
    const state = fstatSync(descriptor);
    const isFile = state.isFile() && !isDescriptorPath(path);
    if (isFile) takeFile(path, descriptor, state);
    return {
      descriptor,
      file: isFile ? path : undefined,
      bytes: state.size,
      close: () => closeSync(descriptor),
    };
  } catch (error) {
    closeSync(descriptor);
    throw error;
  }
}

/**
 * A stream that this process was started with. A pipe or terminal is opened anew where that is possible: so it
 * holds nobody up, and others who write there notice nothing.
 */
function openStream(stream: number): LogDestination {
  const state = fstatSync(stream);
  const isStream = [state.isFIFO(), state.isCharacterDevice(), state.isFile(), state.isSocket()];
  if (!isStream.includes(true)) {
    throw new InputError(`Cannot write the log to descriptor ${stream}: it is none of yours.`);
  }
  if (state.isFIFO() || state.isCharacterDevice()) {
    try {
      const descriptor = openSync(`/dev/fd/${stream}`, flags);
      return { descriptor, file: undefined, bytes: 0, close: () => closeSync(descriptor) };
    } catch {
      // Not every system can; the stream as it is will do.
    }
  }
  return { descriptor: stream, file: undefined, bytes: 0, close: () => {} };
}

function assertWritable(name: string, path: string, state: Stats): void {
  if (!isDescriptorPath(path)) assertTrusted(path, state);
  const kind = state.isBlockDevice() ? 'a disk' : state.isSocket() ? 'a socket' : undefined;
  if (kind === undefined) return;
  throw new InputError(
    `Cannot write the log to ${name}: it is ${kind}. Name a file, a pipe, or - for standard output.`,
  );
}

function takeFile(path: string, descriptor: number, state: Stats): void {
  assertOwn(path, state);
  if (process.platform !== 'win32') fchmodSync(descriptor, 0o600);
}
