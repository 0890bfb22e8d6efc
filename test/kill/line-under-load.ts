import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Address, formatAddress, parseAddress } from '../../src/wire/address.ts';
import { violations } from './check.ts';
import { LoadProcess } from './load-process.ts';
import {
  choosePort,
  type ServerProcess,
  type ServerProcessOptions,
  startServerProcess,
} from './server-process.ts';
import { readStore } from './stored-messages.ts';

/** The outcome of a run. */
export interface Verdict {
  /** Messages in the store; if the promise was kept, each was acknowledged once. */
  readonly messages: number;
  /** The faults, in words; empty if the promise was kept. */
  readonly violations: readonly string[];
}

/** A server that comes and goes, on one folder and one port, and a load that stays. */
export class LineUnderLoad {
  readonly #parent = mkdtempSync(join(tmpdir(), 'partyline-kill-'));
  /** The server's data folder. */
  readonly folder = join(this.#parent, 'data');
  #port = choosePort();
  #address: string | undefined;
  #server: ServerProcess | undefined;
  #load: LoadProcess | undefined;

  /** The server that was started last. */
  get server(): ServerProcess {
    if (this.#server === undefined) throw new Error('no server was started');
    return this.#server;
  }

  get load(): LoadProcess {
    if (this.#load === undefined) throw new Error('no load was started');
    return this.#load;
  }

  /** Starts the server, the first one or after the one before has ended; does not wait for it. */
  startServer(options: Pick<ServerProcessOptions, 'commandWithFileLimit'> = {}): void {
    this.#server = startServerProcess({ folder: this.folder, port: this.#port, ...options });
  }

  /** Waits until the server can be joined, where the one before could be. */
  async serverReady(): Promise<void> {
    const address = await this.server.ready;
    this.#address ??= address;
    this.#port = parseAddress(address).port;
    if (address !== this.#address) throw new Error(`${this.#address} has become ${address}`);
  }

  /** Where the server can be joined, once one was ready. */
  get address(): Address {
    return parseAddress(this.#address ?? '');
  }

  /** Starts the load on a server that is ready. */
  startLoad(): void {
    this.#load = new LoadProcess(formatAddress(this.address));
  }

  /** Lets everything come to rest, ends both, and holds what was told against what is stored. */
  async finish(): Promise<Verdict> {
    await this.serverReady();
    const report = await this.load.finish();
    const { code, signal, errors } = await this.server.stop();
    const { messages, integrity } = readStore(this.folder);
    return {
      messages: messages.length,
      violations: [
        ...(code === 0 ? [] : [`the server did not stop in order: ${code ?? signal} ${errors}`]),
        ...(integrity === 'ok' ? [] : [`the store is damaged: ${integrity}`]),
        ...violations(report, messages),
      ],
    };
  }

  /** Ends what still runs, and leaves nothing behind. */
  async end(): Promise<void> {
    await Promise.all([this.#server?.kill(), this.#load?.kill()]);
    rmSync(this.#parent, { recursive: true });
  }
}
