import type { ServerOptions } from '../../src/server/options.ts';
import { type Server, startServer } from '../../src/server/server.ts';
import { lightStretching } from './light-stretching.ts';
import { RecordedLog } from './recorded-log.ts';
import { TurnableClock } from './started-line.ts';

const hourMs = 3_600_000;

/** A server that is stopped and started again on one data folder, on another port each time. */
export class RestartingServer {
  readonly clock = new TurnableClock();
  readonly log = new RecordedLog();
  readonly #options: ServerOptions;
  #server: Server | undefined;
  #port = 0;
  #restarting: Promise<void> = Promise.resolve();

  constructor(options: ServerOptions) {
    this.#options = options;
  }

  /** Where it listens, or listened last. */
  get port(): number {
    return this.#port;
  }

  /** The server that runs. */
  get present(): Server {
    if (this.#server === undefined) throw new Error('The server was not started.');
    return this.#server;
  }

  async start(): Promise<void> {
    this.#server = await startServer({
      host: '127.0.0.1',
      port: 0,
      stretching: lightStretching,
      floodLimits: false,
      clock: this.clock,
      log: this.log,
      // Clients hear of it often; it takes none of them for dead, and waits for none when it stops.
      bounds: { pingAfterMs: 50, silenceTimeoutMs: 24 * hourMs, stopTimeoutMs: 20 },
      ...this.#options,
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

  /** Stops it for good, after the restart that is under way. */
  async stop(): Promise<void> {
    await this.#restarting;
    await this.#server?.stop();
  }
}
