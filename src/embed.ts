/**
 * `partyline/server`: a server inside of a program, such as the test of a bot. It is the server that
 * `partyline serve` runs, without its console and its file of configuration.
 */

import type { Line } from './client/line.ts';
import type { BusyPort } from './server/door/ports.ts';
import type { ServerOptions } from './server/options.ts';
import { type Server as InnerServer, startServer as start } from './server/server.ts';
import type { Upgrade } from './store/upgrade.ts';
import type { RoomMakers } from './words/room-makers.ts';
import type { SignUpMode } from './words/sign-up-mode.ts';

export { type Stretching, stretchingFloor } from './auth/stretching.ts';
export type { Clock } from './base/clock.ts';
export { InputError, WordedError } from './base/errors.ts';
export { type Facts, type Log, silentLog } from './base/log.ts';
export type { SentenceFacts, Worded, Words } from './base/worded.ts';
export type { ClusterOptions } from './cluster/options.ts';
export { type Bounds, defaultBounds } from './server/bounds.ts';
export { defaultFloodLimits, type FloodLimits, type Rate } from './server/member/flood-gate.ts';
export type { MetricsAddress } from './server/metrics/endpoint.ts';
export type { TlsFiles } from './server/tls-identity.ts';
export type { WebOptions } from './server/web/web-options.ts';
export { defaultFileLimits, type FileLimits } from './words/file-limits.ts';
export type { BusyPort, RoomMakers, ServerOptions, SignUpMode, Upgrade };

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
  const server = await start(options);
  return Object.assign(server, { join: (options: JoinOptions = {}) => join(server, options) });
}

/** The client's modules are loaded when the first one joins. */
async function join(
  server: Pick<InnerServer, 'connectLocally'>,
  options: JoinOptions,
): Promise<Line> {
  const { joinWithin } = await import('./client/join-within.ts');
  return joinWithin(() => server.connectLocally(), options);
}

/** How a program takes part as the operator. */
export interface JoinOptions {
  /** Messages are wanted, and what is told of them counts as read. True if left out. */
  readonly receive?: boolean | undefined;
  /** The operator counts as here. False if left out. */
  readonly present?: boolean | undefined;
}

/** A running server. `await using` stops it at the end of the block. */
export interface Server extends AsyncDisposable {
  /** The name of the line. */
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
  /**
   * Joins as the operator of the line, within this process; `operator` of the line that is returned has the
   * powers. Several may be joined beside each other.
   */
  join(options?: JoinOptions): Promise<Line>;
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
