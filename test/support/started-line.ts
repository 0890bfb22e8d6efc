import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '../../src/base/clock.ts';
import { Operator } from '../../src/client/core/operator.ts';
import type { Bounds } from '../../src/server/bounds.ts';
import type { ServerOptions } from '../../src/server/options.ts';
import { type Server, startServer } from '../../src/server/server.ts';
import { type Address, parseAddress } from '../../src/wire/address.ts';
import type { ServerMessages } from '../../src/wire/messages.ts';
import type { Scope } from './cleanup.ts';
import { lightStretching } from './light-stretching.ts';
import { RawClient, type RawOptions } from './raw-client.ts';
import { RecordedLog } from './recorded-log.ts';

/** The machine's clocks: a test can let time pass, or set the one that people read. */
export class TurnableClock implements Clock {
  #aheadMs = 0;
  #setMs = 0;

  now(): number {
    return Date.now() + this.#aheadMs + this.#setMs;
  }

  elapsed(): number {
    return performance.now() + this.#aheadMs;
  }

  /** Lets time pass. */
  advance(ms: number): void {
    this.#aheadMs += ms;
  }

  /** Sets the clock that people read forward, or back; no time passes. */
  set(ms: number): void {
    this.#setMs += ms;
  }
}

/** A folder that is gone at the end of the scope. */
export function newFolder(scope: Scope): string {
  const folder = mkdtempSync(join(tmpdir(), 'partyline-'));
  scope.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

const hourMs = 3_600_000;

/**
 * Quiet enough that a client is told nothing it did not ask for, whatever the clock does; with room for
 * the connections that the tests of a suite leave open.
 */
const testBounds: Partial<Bounds> = {
  waitingPerAddress: 1_000,
  signUpsPerAddress: 1_000,
  signUpsPerSite: 1_000,
  signUps: 1_000,
  presenceAudience: 0,
  pingAfterMs: hourMs,
  silenceTimeoutMs: 2 * hourMs,
};

/** The options of a server that a test gives. */
export interface LineSettings extends Partial<Omit<ServerOptions, 'bounds' | 'log' | 'clock'>> {
  readonly bounds?: Partial<Bounds>;
}

/** Someone logged in. */
export interface Joined {
  readonly client: RawClient;
  readonly welcome: ServerMessages['welcome'];
}

/** A server with what a test needs to see and turn. */
export interface StartedLine {
  readonly server: Server;
  readonly address: Address;
  readonly folder: string;
  readonly log: RecordedLog;
  readonly clock: TurnableClock;
  /** The operator at the server itself, who connects for each request. */
  readonly operator: Operator;
  /** Opens the door at the server itself, and connects; the connection is cut after the test. */
  connectLocally(): Promise<RawClient>;
  /** Connects; the connection is cut after the test. */
  connect(options?: RawOptions): Promise<RawClient>;
  /** Signs somebody up. */
  signUp(name: string, code?: string): Promise<Joined>;
  /** Logs somebody in on another connection. */
  logIn(name: string, options?: RawOptions): Promise<Joined>;
}

/**
 * A server in a folder of its own (or a given one) with the bounds that the test turns down. Nobody is
 * told who comes and goes or pinged, unless the test's bounds say so.
 */
export async function startLine(scope: Scope, settings: LineSettings = {}): Promise<StartedLine> {
  const folder = settings.dataFolder ?? newFolder(scope);
  const log = new RecordedLog();
  const clock = new TurnableClock();
  const clients = new Set<RawClient>();
  const server = await startServer({
    host: '127.0.0.1',
    port: 0,
    stretching: lightStretching,
    ...settings,
    dataFolder: folder,
    log,
    clock,
    floodLimits: settings.floodLimits ?? false,
    bounds: { ...testBounds, ...settings.bounds },
  });
  const address = parseAddress(server.address());
  scope.after(() => server.stop());
  scope.after(() => {
    for (const client of clients) client.cut();
  });
  const connect = async (options?: RawOptions) => {
    const client = await RawClient.connect(address, options);
    clients.add(client);
    return client;
  };
  let opened: Promise<void> | undefined;
  const connectLocally = async () => {
    opened ??= server.listenLocally();
    await opened;
    const client = await RawClient.connectLocally(folder);
    clients.add(client);
    return client;
  };
  return {
    server,
    operator: new Operator(async (name, fields) => {
      const client = await connectLocally();
      await client.loginLocally();
      const answer = await client.ask(name, fields);
      client.cut();
      return answer;
    }),
    connectLocally,
    address,
    folder,
    log,
    clock,
    connect,
    signUp: async (name, code) => {
      const client = await connect();
      return { client, welcome: await client.signUp(name, code) };
    },
    logIn: async (name, options) => {
      const client = await connect(options);
      return { client, welcome: await client.login(name) };
    },
  };
}
