import { monitorEventLoopDelay } from 'node:perf_hooks';
import process from 'node:process';
import type { Timing } from '../../src/client/core/timing.ts';

/** Short enough that a stalled line costs little, where the machine is at hand. */
const shortest = {
  connectTimeoutMs: 1_000,
  secureTimeoutMs: 1_000,
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
/** So late the timers of a machine come that has little else to do, in milliseconds. */
const usualDelayMs = 15;
const sampleEveryMs = 10;
const most = 10;
/** Whoever comes for the first time has a password to prove, and cannot begin again in the middle. */
const newcomersFactor = 5;

/**
 * How long clients wait until they take a line for dead: longer on a machine that has much else to do, where a
 * server that is slow to answer would be given up again and again.
 */
export class Pace {
  readonly #delays = monitorEventLoopDelay({ resolution: sampleEveryMs });
  #utilization = performance.eventLoopUtilization();
  #cpu = process.threadCpuUsage();
  #factor = most;

  constructor() {
    this.#delays.enable();
  }

  /** Looks how late timers have come since the last look, and how long the work took for the time it had. */
  look(): void {
    const delayMs = this.#delays.percentile(90) / 1e6;
    this.#delays.reset();
    const { active: activeMs } = performance.eventLoopUtilization(this.#utilization);
    this.#utilization = performance.eventLoopUtilization();
    const { user, system } = process.threadCpuUsage(this.#cpu);
    this.#cpu = process.threadCpuUsage();
    const slowness = Math.max(delayMs / usualDelayMs, (1_000 * activeMs) / (user + system + 1));
    this.#factor = Math.min(most, Math.max(1, slowness));
  }

  /** Lines that were up may have been taken for dead: clients wait for longer from now on. */
  slowDown(): void {
    this.#factor = Math.min(most, 2 * this.#factor);
  }

  /** The machine has much else to do. */
  get isSlow(): boolean {
    return this.#factor > 1.5;
  }

  /** The timing of a client that comes now. */
  timing(isNewcomer: boolean): Partial<Timing> {
    const factor = this.#factor * (isNewcomer ? newcomersFactor : 1);
    const scaled = Object.entries(shortest).map(([name, ms]) => [name, Math.round(ms * factor)]);
    return { ...Object.fromEntries(scaled), ...delays };
  }

  end(): void {
    this.#delays.disable();
  }
}
