import { createHistogram, type RecordableHistogram } from 'node:perf_hooks';

/** Times count for this long at least, and for twice as long at most, in milliseconds. */
const windowMs = 60_000;
/** Longer times count as so long, in microseconds. */
const longestUs = 60_000_000;

/** How long commits took lately, from the moment their proposals were handed over. */
export interface CommitQuantiles {
  readonly count: number;
  /** In microseconds; 0 without a commit. */
  readonly p50Us: number;
  readonly p99Us: number;
  readonly maxUs: number;
}

/** Gathers how long commits take: those of the present minute and of the one before. */
export class CommitTimes {
  #present = histogram();
  #before = histogram();
  #begunAtMs = Number.NEGATIVE_INFINITY;

  /** @param nowMs milliseconds of a clock that only goes forward */
  add(tookMs: number, nowMs: number): void {
    this.#turn(nowMs);
    this.#present.record(Math.min(Math.max(Math.round(tookMs * 1_000), 1), longestUs));
  }

  /** @param nowMs as for `add` */
  quantiles(nowMs: number): CommitQuantiles {
    this.#turn(nowMs);
    const both = histogram();
    both.add(this.#before);
    both.add(this.#present);
    if (both.count === 0) return { count: 0, p50Us: 0, p99Us: 0, maxUs: 0 };
    return {
      count: both.count,
      p50Us: both.percentile(50),
      p99Us: both.percentile(99),
      maxUs: both.max,
    };
  }

  #turn(nowMs: number): void {
    const ageMs = nowMs - this.#begunAtMs;
    if (ageMs < windowMs) return;
    const isLongAgo = ageMs >= 2 * windowMs;
    const oldest = this.#before;
    this.#before = this.#present;
    this.#present = oldest;
    oldest.reset();
    if (isLongAgo) this.#before.reset();
    this.#begunAtMs = isLongAgo ? nowMs : this.#begunAtMs + windowMs;
  }
}

function histogram(): RecordableHistogram {
  return createHistogram({ lowest: 1, highest: longestUs, figures: 2 });
}
