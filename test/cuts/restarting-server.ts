import { stretchingFloor } from '../../src/auth/stretching.ts';
import { type Server, startServer } from '../../src/server/server.ts';
import type { Scope } from '../support/cleanup.ts';
import { RecordedLog } from '../support/recorded-log.ts';
import { newFolder, TurnableClock } from '../support/started-line.ts';

const hourMs = 3_600_000;

/** A server that is stopped and started again on one data folder, on another port each time. */
export class RestartingServer {
  readonly folder: string;
  readonly clock = new TurnableClock();
  readonly log = new RecordedLog();
  readonly #insecure: boolean;
  #server: Server | undefined;
  #port = 0;
  #restarting: Promise<void> = Promise.resolve();

  constructor(scope: Scope, insecure: boolean) {
    this.#insecure = insecure;
    this.folder = newFolder(scope);
    scope.after(() => this.#server?.stop());
  }

  /** Where it listens, or listened last. */
  get port(): number {
    return this.#port;
  }

  async start(): Promise<void> {
    this.#server = await startServer({
      host: '127.0.0.1',
      port: 0,
      insecure: this.#insecure,
      dataFolder: this.folder,
      stretching: stretchingFloor,
      floodLimits: false,
      clock: this.clock,
      log: this.log,
      // Clients hear of it often; it takes none of them for dead, and waits for none when it stops.
      bounds: { pingAfterMs: 50, silenceTimeoutMs: 24 * hourMs, stopTimeoutMs: 20 },
    });
    this.#port = this.#server.port;
  }

  /** Stops and starts again, after the restart that is under way; resolves when that is done. */
  restart(): Promise<void> {
    this.#restarting = this.#restarting.then(async () => {
      await this.#server?.stop();
      await this.start();
    });
    return this.#restarting;
  }
}
