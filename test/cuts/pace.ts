import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Timing } from '../../src/client/core/timing.ts';

/** Short enough that a stalled line costs little, where the machine is at hand. */
const shortest = {
  connectTimeoutMs: 1_000,
  answerTimeoutMs: 300,
  silenceTimeoutMs: 200,
  unansweredTimeoutMs: 150,
  noAnswerAfterMs: 100,
};
const delays: Partial<Timing> = {
  reconnectMinimumMs: 4,
  reconnectMaximumMs: 40,
  pendingReconnectMaximumMs: 20,
  saveDelayMs: 1,
};
/** So late the timers of an idle machine come, in milliseconds. */
const usualDelayMs = 20;
const sampleEveryMs = 10;
const most = 50;

/**
 * How long clients wait until they take a line for dead: longer on a machine that has much else to do, where a
 * server that is slow to answer would be given up again and again.
 */
export class Pace {
  readonly #delays = monitorEventLoopDelay({ resolution: sampleEveryMs });
  #factor = most;

  constructor() {
    this.#delays.enable();
  }

  /** Looks how late timers have come since the last look. */
  look(): void {
    const delayMs = this.#delays.percentile(90) / 1e6;
    this.#delays.reset();
    this.#factor = Math.min(most, Math.max(1, delayMs / usualDelayMs));
  }

  /** Lines that are up may have been taken for dead. */
  get isSlow(): boolean {
    return this.#factor > 3;
  }

  /** The timing of a client that comes now. */
  get timing(): Partial<Timing> {
    const scaled = Object.entries(shortest).map(([name, ms]) => [
      name,
      Math.round(ms * this.#factor),
    ]);
    return { ...Object.fromEntries(scaled), ...delays };
  }

  end(): void {
    this.#delays.disable();
  }
}
