import {
  DamageError,
  DeniedError,
  EncodingError,
  type ErrorCode,
  InputError,
  PartylineError,
  ReadError,
  UnreachableError,
} from '../base/errors.ts';
import { LineEndedError } from '../client/core/line-ended.ts';
import type { ClosedReason } from '../client/core/states.ts';

/** How a command tells its caller how it ended: the codes of sysexits(3), and 130 for Ctrl-C. */
export const exitCodes = {
  ok: 0,
  /** The command line is wrong. */
  usage: 64,
  /** A text to be sent, or data that was read, is not right. */
  data: 65,
  /** A file that was named cannot be read. */
  noInput: 66,
  /** A server, a port or a program that is needed is not to be had. */
  unavailable: 69,
  /** A mistake in Partyline itself. */
  software: 70,
  /** A file, or the output, cannot be made or written. */
  cannotCreate: 73,
  /** The same command may work later. */
  temporary: 75,
  /** The other side did not keep to the protocol. */
  protocol: 76,
  /** The login was refused, or the right is missing. */
  noPermission: 77,
  /** The configuration, or the system that this runs on, is wrong. */
  configuration: 78,
  /** The message is stored, and not everybody to whom it is urgent has acknowledged it in time. */
  unacknowledged: 79,
  /** The server runs, and has a trouble that its operator should look into. */
  troubled: 80,
  /** The person pressed Ctrl-C. */
  interrupted: 130,
} as const;

/** An InputError that knows the exit code of the command it ends. */
export class CommandError extends InputError {
  readonly exitCode: number;

  /** @param message a whole sentence, shown as it is */
  constructor(exitCode: number, message: string) {
    super(message);
    this.name = 'CommandError';
    this.exitCode = exitCode;
  }
}

/** A command was ended, and not by a mistake: by a signal, or because nobody reads its output any more. */
export class QuietEnd extends Error {
  readonly exitCode: number;

  constructor(exitCode: number) {
    super('The command was ended.');
    this.name = 'QuietEnd';
    this.exitCode = exitCode;
  }
}

const { data, noPermission, protocol, software, temporary } = exitCodes;

const codeOfRefusal: Readonly<Record<ErrorCode, number>> = {
  'frame.invalid': protocol,
  'frame.too-large': protocol,
  'message.invalid': protocol,
  'message.unexpected': protocol,
  'version.unsupported': protocol,
  'auth.failed': noPermission,
  'auth.token': noPermission,
  'auth.resume': noPermission,
  'auth.overtaken': temporary,
  'auth.app-token': noPermission,
  'auth.pending': noPermission,
  'auth.banned': noPermission,
  'auth.throttled': temporary,
  'sign-up.closed': noPermission,
  'sign-up.code': noPermission,
  'sign-up.name-taken': noPermission,
  'name.unknown': data,
  'room.name-taken': data,
  'room.unknown': data,
  'message.deleted': data,
  'reactions.full': data,
  'message.mid-reused': data,
  'text.empty': data,
  'text.too-long': data,
  'session.unknown': data,
  'token.name-taken': data,
  forbidden: noPermission,
  'files.off': noPermission,
  'files.full': temporary,
  'file.too-large': data,
  'file.unknown': data,
  'file.interrupted': temporary,
  'storage.full': temporary,
  'search.unavailable': temporary,
  'server.busy': temporary,
  'server.stopping': temporary,
  internal: software,
};

const codeOfSystemError: Readonly<Record<string, number>> = {
  ENOENT: exitCodes.noInput,
  EISDIR: exitCodes.noInput,
  ENOTDIR: exitCodes.noInput,
  EACCES: exitCodes.noPermission,
  EPERM: exitCodes.noPermission,
  EEXIST: exitCodes.cannotCreate,
  EROFS: exitCodes.cannotCreate,
  ENOSPC: exitCodes.cannotCreate,
  ENXIO: exitCodes.cannotCreate,
  EADDRINUSE: exitCodes.unavailable,
  EADDRNOTAVAIL: exitCodes.unavailable,
  ECONNREFUSED: exitCodes.unavailable,
  ECONNRESET: exitCodes.unavailable,
  EHOSTUNREACH: exitCodes.unavailable,
  ENETUNREACH: exitCodes.unavailable,
  ENOTFOUND: exitCodes.unavailable,
  EAI_AGAIN: exitCodes.temporary,
  ETIMEDOUT: exitCodes.temporary,
};

/** The exit code of a command that ended with this error. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof CommandError || error instanceof QuietEnd) return error.exitCode;
  if (error instanceof EncodingError || error instanceof DamageError) return exitCodes.data;
  if (error instanceof ReadError) return exitCodes.noInput;
  if (error instanceof UnreachableError) return exitCodes.unavailable;
  if (error instanceof DeniedError) return exitCodes.noPermission;
  if (error instanceof InputError) return systemCodeOf(error.cause) ?? exitCodes.usage;
  if (error instanceof PartylineError) return codeOfRefusal[error.code];
  if (error instanceof LineEndedError) return exitCodeOfEnding(error.reason, error.cause);
  if (isCancelled(error)) return exitCodes.interrupted;
  return systemCodeOf(error) ?? exitCodes.software;
}

/** The exit code of a command whose line has ended before its work was done. */
export function exitCodeOfEnding(reason: ClosedReason, error: unknown): number {
  switch (reason) {
    case 'kicked':
    case 'banned':
    case 'revoked':
      return exitCodes.noPermission;
    case 'refused':
    case 'failed':
      return exitCodeOf(error);
    case 'intercepted':
    case 'fingerprint':
    case 'protocol':
      return exitCodes.protocol;
    case 'unreachable':
      return exitCodes.unavailable;
    case 'aborted':
    case 'gave-up':
      return exitCodes.interrupted;
    default:
      return exitCodes.temporary;
  }
}

function systemCodeOf(error: unknown): number | undefined {
  const { code } = (error ?? {}) as NodeJS.ErrnoException;
  return code === undefined ? undefined : codeOfSystemError[code];
}

/** Whether a person broke off a question with Ctrl-C; by name, so that no prompts are loaded for it. */
function isCancelled(error: unknown): boolean {
  return error instanceof Error && error.name === 'PromptCancelled';
}

/** The sentence about the error for a person; undefined if they know (they pressed Ctrl-C). */
export function sentenceOf(error: unknown): string | undefined {
  if (error instanceof QuietEnd || isCancelled(error)) return undefined;
  const message = error instanceof Error ? error.message : String(error);
  const isForPersons =
    error instanceof InputError ||
    error instanceof PartylineError ||
    error instanceof LineEndedError;
  if (isForPersons || exitCodeOf(error) !== exitCodes.software) return message;
  return `Partyline made a mistake and had to stop: ${message} (with PARTYLINE_DEBUG=1 it says where).`;
}
