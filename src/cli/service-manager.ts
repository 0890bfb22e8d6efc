import { spawn } from 'node:child_process';
import { once } from 'node:events';
import process from 'node:process';
import type { Log } from '../base/log.ts';

/* How a server tells the service manager that started it how it is doing: the protocol of sd_notify(3). */

/**
 * The service manager, such as systemd, that has started this process and wants to be told. Node has no datagram
 * sockets of Unix, so systemd-notify(1) sends what there is to tell.
 */
export class ServiceManager {
  readonly #log: Log;
  #watchdog: NodeJS.Timeout | undefined;
  #isStopping = false;
  /** One after the other, so that they arrive in this order. */
  #told: Promise<void> = Promise.resolve();

  /** The manager of this process; undefined: nobody wants to be told. */
  static ofThisProcess(log: Log): ServiceManager | undefined {
    return process.env.NOTIFY_SOCKET ? new ServiceManager(log) : undefined;
  }

  private constructor(log: Log) {
    this.#log = log;
  }

  /**
   * The server serves clients. Where the manager has a watchdog, it is told from now on that the server is well, twice
   * in the time after which it would end it.
   *
   * @param status a sentence about the server
   * @param isWell asks the server; rejects, or never resolves, when it is not well
   */
  ready(status: string, isWell: () => Promise<unknown>): void {
    this.#tell('READY=1', `STATUS=${status}`);
    const { WATCHDOG_USEC, WATCHDOG_PID } = process.env;
    const isForOther = WATCHDOG_PID !== undefined && WATCHDOG_PID !== String(process.pid);
    if (!WATCHDOG_USEC || isForOther || this.#watchdog !== undefined) return;
    const everyMs = Number(WATCHDOG_USEC) / 1_000 / 2;
    this.#watchdog = setInterval(() => {
      isWell().then(
        () => this.#tell('WATCHDOG=1'),
        (error: Error) => this.#log.error('watchdog.not-well', { error }),
      );
    }, everyMs).unref();
  }

  /** Takes over another configuration while `work` runs. */
  async reloading(work: () => Promise<void>): Promise<void> {
    const monotonicUs = process.hrtime.bigint() / 1_000n;
    this.#tell('RELOADING=1', `MONOTONIC_USEC=${monotonicUs}`);
    await work();
    this.#tell('READY=1');
  }

  /** The server stops; resolves when the manager has been told. May be called twice. */
  async stopping(): Promise<void> {
    clearInterval(this.#watchdog);
    if (!this.#isStopping) this.#tell('STOPPING=1');
    this.#isStopping = true;
    await this.#told;
  }

  #tell(...assignments: readonly string[]): void {
    this.#told = this.#told
      .then(() => notify(assignments))
      .catch((error: Error) => {
        this.#log.warn('service-manager.not-told', { assignments, reason: error.message });
      });
  }
}

async function notify(assignments: readonly string[]): Promise<void> {
  const child = spawn('systemd-notify', assignments, { stdio: 'ignore' });
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`systemd-notify ended with ${code}`);
}
