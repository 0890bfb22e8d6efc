import { setTimeout as delay } from 'node:timers/promises';
import { choosePort, type ServerProcess, startServerProcess } from '../kill/server-process.ts';

/** A node that could not start is started again after this, and no more after so long, in milliseconds. */
const startAgainMs = 500;
const giveUpAfterMs = 60_000;

/** The place of a node, and the nats-servers that it follows. */
export interface LineNodeOptions {
  readonly folder: string;
  readonly servers: readonly string[];
  readonly host?: string;
  readonly command?: readonly string[];
  /** Is told, in words, that it has ended by itself, or cannot be started again. */
  readonly onFailure?: (words: string) => void;
}

/** A node in a process of its own, which can be killed and started again. */
export class LineNode {
  readonly #options: LineNodeOptions;
  readonly #port = choosePort();
  #process: ServerProcess;
  address = '';

  constructor(options: LineNodeOptions) {
    this.#options = options;
    this.#process = this.#start();
  }

  async ready(): Promise<void> {
    const { ready, exit } = this.#process;
    this.address = await ready;
    void exit.then(({ signal, errors }) => {
      if (signal !== 'SIGKILL') this.#options.onFailure?.(`it has ended: ${errors}`);
    });
  }

  async kill(): Promise<void> {
    await this.#process.kill();
  }

  /** Until it can be: there may be no majority of nats-servers at the moment. */
  async startAgain(): Promise<void> {
    const deadline = performance.now() + giveUpAfterMs;
    for (;;) {
      this.#process = this.#start();
      try {
        return await this.ready();
      } catch (error) {
        if (performance.now() > deadline) {
          return this.#options.onFailure?.(`it cannot be started: ${(error as Error).message}`);
        }
        await delay(startAgainMs);
      }
    }
  }

  signal(signal: NodeJS.Signals): void {
    this.#process.signal(signal);
  }

  #start(): ServerProcess {
    const { servers, onFailure: _, ...place } = this.#options;
    return startServerProcess({ ...place, port: this.#port, cluster: servers });
  }
}
