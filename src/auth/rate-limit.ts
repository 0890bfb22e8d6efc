import type { Clock } from '../base/clock.ts';
import { RecentMap } from '../base/recent-map.ts';

/** Options of `RateLimit`. */
export interface RateLimitOptions {
  /** Calls that may come at once. */
  readonly burst: number;
  /** Time after which one more call is allowed. */
  readonly refillMs: number;
  /** Keys remembered; beyond that, the one that called least recently starts afresh. */
  readonly maxKeys: number;
}

/** For look-ups of names: thirty at once from an address, then one in two seconds. */
export const defaultRateLimitOptions: RateLimitOptions = {
  burst: 30,
  refillMs: 2_000,
  maxKeys: 65_536,
};

/** A bucket of permissions for each key, which fills up steadily. */
export class RateLimit {
  readonly #options: RateLimitOptions;
  readonly #clock: Pick<Clock, 'elapsed'>;
  /** When the bucket of a key will be full. */
  readonly #fullAt: RecentMap<string, number>;

  constructor(options: Partial<RateLimitOptions>, clock: Pick<Clock, 'elapsed'>) {
    this.#options = { ...defaultRateLimitOptions, ...options };
    this.#clock = clock;
    this.#fullAt = new RecentMap(this.#options.maxKeys);
  }

  /** Takes one permission and returns 0, or takes none and returns milliseconds until there is one. */
  take(key: string): number {
    const { burst, refillMs } = this.#options;
    const now = this.#clock.elapsed();
    const fullAt = Math.max(now, this.#fullAt.get(key) ?? now);
    const missing = (fullAt - now) / refillMs;
    const taken = missing + 1 <= burst;
    this.#fullAt.set(key, now + (taken ? missing + 1 : missing) * refillMs);
    return taken ? 0 : Math.ceil((missing + 1 - burst) * refillMs);
  }
}
