import type { Log } from '../../base/log.ts';

/** Time between two lines about a crowd in the log, in milliseconds: it may lose thousands of connections a second. */
const tellEveryMs = 1_000;

/** A step towards a login that connections wait for. */
export type Room = 'securing' | 'handshaking' | 'loggingIn';

/** Tells in the log that connections were dropped because too many wait, once a second at most. */
export class Crowd {
  readonly #log: Log;
  #count = 0;
  #toldAtMs = Number.NEGATIVE_INFINITY;

  constructor(log: Log) {
    this.#log = log;
  }

  /**
   * Counts a connection that was dropped.
   *
   * @param room where it waited
   * @param address where it came from
   */
  dropped(room: Room, address: string): void {
    this.#count += 1;
    const nowMs = performance.now();
    if (nowMs - this.#toldAtMs < tellEveryMs) return;
    this.#log.warn('connection.crowd', { room, address, dropped: this.#count });
    this.#toldAtMs = nowMs;
    this.#count = 0;
  }
}
