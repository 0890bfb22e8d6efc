/**
 * `partyline/server`: a server inside of a program, such as the test of a bot. It is the server that
 * `partyline serve` runs, without its console and its file of configuration.
 */

import type { BusyPort } from './server/door/ports.ts';
import type { OperatorPosted, PersonHere } from './server/operator.ts';
import type { ServerOptions } from './server/options.ts';
import { startServer as start } from './server/server.ts';
import type { MessageKind } from './words/message-kind.ts';
import type { SignUpMode } from './words/sign-up-mode.ts';

export { type Stretching, stretchingFloor } from './auth/stretching.ts';
export type { Clock } from './base/clock.ts';
export { InputError } from './base/errors.ts';
export { type Facts, type Log, silentLog } from './base/log.ts';
export { type Bounds, defaultBounds } from './server/bounds.ts';
export type { BusyPort, MessageKind, OperatorPosted, PersonHere, ServerOptions, SignUpMode };

/**
 * Starts a server; resolves when it accepts connections.
 *
 * ```ts
 * await using server = await startServer({ dataFolder, host: '127.0.0.1', port: 0 });
 * console.log(`partyline join '${server.address()}'`);
 * ```
 *
 * Rejects with InputError for what its operator can mend: a data folder in use, keys that others can
 * read, a port or host that cannot be had.
 */
export async function startServer(options: ServerOptions): Promise<Server> {
  return start(options);
}

/** A running server. `await using` stops it at the end of the block. */
export interface Server extends AsyncDisposable {
  /** What the line is called. */
  readonly name: string;
  /** The address listened on, as it was given. */
  readonly host: string;
  /** The port really listened on. */
  readonly port: number;
  /** Ports that were wanted before and were busy. */
  readonly busyPorts: readonly BusyPort[];
  /** SHA-256 of the certificate, base64url; undefined without TLS. */
  readonly fingerprint: string | undefined;
  /** How newcomers are taken at present. */
  readonly signUp: SignUpMode;
  /** The person at the server, for whom the program speaks. */
  readonly operator: Operator;
  /** The address others join by, with a one-time code of the operator's in it if one is given. */
  address(code?: { readonly invite?: string; readonly reset?: string }): string;
  /** Resolves when the server has stopped; rejects when it had to because the store failed. */
  readonly ended: Promise<void>;
  /**
   * Accepts no more, finishes what was accepted, tells every client `reason`, and closes everything.
   * May be called twice.
   */
  stop(reason?: string): Promise<void>;
}

/**
 * The person at the server: a participant like any other, with powers. What is refused rejects with
 * PartylineError; somebody who is not known with `name.unknown`.
 */
export interface Operator {
  /** The operator's account name. */
  readonly name: string;
  /** Posts to the lobby; resolves when the message is stored. */
  say(kind: MessageKind, text: string): Promise<OperatorPosted>;
  /** Posts to one person; resolves when the message is stored. */
  tell(name: string, kind: MessageKind, text: string): Promise<OperatorPosted>;
  /** Who is here, in the order they came. */
  people(): PersonHere[];
  /** Makes an invitation, for one name or for anyone; resolves with its code, good for one account. */
  invite(name: string | null): Promise<OneTimeCode>;
  /** Makes a code with which a person sets a new password. */
  reset(name: string): Promise<OneTimeCode>;
  /** Lets an account in that waits for it (sign-up mode `approve`). */
  admit(name: string): Promise<void>;
  /** Changes how newcomers are taken. */
  changeSignUp(mode: SignUpMode): Promise<void>;
  /** Ends all connections of an account, which may come back; returns how many there were. */
  kick(name: string, reason: string): number;
  /** Shuts an account out until a time, in milliseconds since 1970 UTC; null: for good. */
  ban(name: string, until: number | null, reason: string): Promise<void>;
  /** Ends a ban. */
  unban(name: string): Promise<void>;
}

/** A code that is good for one use. */
export interface OneTimeCode {
  /** Goes into `Server.address`. */
  readonly code: string;
  /** Milliseconds since 1970 UTC. */
  readonly expiresAt: number;
}
