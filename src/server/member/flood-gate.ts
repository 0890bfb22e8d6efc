import type { Clock } from '../../base/clock.ts';
import { RecentMap } from '../../base/recent-map.ts';
import type { Lockdown } from '../../chat/lockdown.ts';
import type { Directory } from '../../store/directory.ts';

/* How fast people post: token buckets of sessions, accounts and rooms, by which early posts are held back. */

/** A token bucket: so many posts at once, and one more after each time. */
export interface Rate {
  /** Posts that may come at once. */
  readonly burst: number;
  /** Time after which one more is allowed, in milliseconds. */
  readonly refillMs: number;
}

/** How fast one session, one account with all its sessions, and all together in one room may post. */
export interface FloodLimits {
  readonly session: Rate;
  readonly account: Rate;
  readonly room: Rate;
}

/**
 * The limits that a server has unless told otherwise: nobody reaches them by typing, and a program that
 * copies a log has a burst of its own. A room takes what a few people can make of it at their worst.
 */
export const defaultFloodLimits: FloodLimits = {
  session: { burst: 500, refillMs: 20 },
  account: { burst: 1_000, refillMs: 10 },
  room: { burst: 2_000, refillMs: 5 },
};

/** Longest time that a post is held back: less than the silence after which a client is taken for gone. */
const longestWaitMs = 30_000;

/** Buckets that are remembered of each kind; one that is forgotten is full. */
const mostBuckets = 65_536;

/** When a bucket will be full, by the clock that nobody sets. */
interface Bucket {
  fullAtMs: number;
}

/** The buckets of somebody who posts. */
export interface PosterBuckets {
  readonly session: Bucket;
  readonly account: Bucket;
}

/** Holds early posts back: nobody waits who keeps to the limits, and nothing is refused or dropped. */
export class FloodGate {
  readonly #limits: FloodLimits | undefined;
  readonly #clock: Pick<Clock, 'elapsed'>;
  readonly #directory: Pick<Directory, 'account'>;
  readonly #lockdown: () => Lockdown | undefined;
  readonly #sessions = new RecentMap<string, Bucket>(mostBuckets);
  readonly #accounts = new RecentMap<number, Bucket>(mostBuckets);
  readonly #rooms = new RecentMap<number, Bucket>(mostBuckets);

  /**
   * @param limits undefined: none but that of a lockdown
   * @param parts.lockdown the one in force, which may let an account post only now and then
   */
  constructor(
    limits: FloodLimits | undefined,
    parts: {
      readonly clock: Pick<Clock, 'elapsed'>;
      readonly directory: Pick<Directory, 'account'>;
      readonly lockdown: () => Lockdown | undefined;
    },
  ) {
    this.#limits = limits;
    this.#clock = parts.clock;
    this.#directory = parts.directory;
    this.#lockdown = parts.lockdown;
  }

  /** The buckets of a session and of its account, which their connections share. */
  bucketsOf(session: string, account: number): PosterBuckets {
    return {
      session: bucketIn(this.#sessions, session),
      account: bucketIn(this.#accounts, account),
    };
  }

  /**
   * Takes a post from all the buckets it counts in; returns for how long it has to be held back, in
   * milliseconds, 0 in the usual case. Those that come after it wait behind it. Operators never wait.
   *
   * @param room its number; undefined for a message to a person, which counts for its sender alone
   */
  take(poster: PosterBuckets, account: number, room: number | undefined): number {
    const slowMs = this.#lockdown()?.slowMs ?? 0;
    const limits = this.#limits;
    if (limits === undefined && slowMs === 0) return 0;
    const nowMs = this.#clock.elapsed();
    let waitMs = 0;
    if (limits !== undefined) {
      waitMs = takeFrom(poster.session, limits.session, nowMs);
      if (room !== undefined) {
        waitMs = Math.max(waitMs, takeFrom(bucketIn(this.#rooms, room), limits.room, nowMs));
      }
    }
    const rate = slowMs > 0 ? { burst: 1, refillMs: slowMs } : limits?.account;
    if (rate !== undefined) waitMs = Math.max(waitMs, takeFrom(poster.account, rate, nowMs));
    if (waitMs <= 0 || this.#isOperator(account)) return 0;
    return Math.min(Math.ceil(waitMs), longestWaitMs);
  }

  /** The limits of an account, as it is told them; undefined: it has none. */
  limitsOf(account: number): FloodLimits | undefined {
    const slowMs = this.#lockdown()?.slowMs ?? 0;
    const unlimited = { burst: Number.MAX_SAFE_INTEGER, refillMs: 0 };
    if ((this.#limits === undefined && slowMs === 0) || this.#isOperator(account)) return undefined;
    const limits = this.#limits ?? { session: unlimited, account: unlimited, room: unlimited };
    return slowMs > 0 ? { ...limits, account: { burst: 1, refillMs: slowMs } } : limits;
  }

  #isOperator(account: number): boolean {
    return this.#directory.account(account)?.role === 'operator';
  }
}

function bucketIn<Key>(buckets: RecentMap<Key, Bucket>, key: Key): Bucket {
  const known = buckets.get(key);
  if (known !== undefined) return known;
  const bucket = { fullAtMs: 0 };
  buckets.set(key, bucket);
  return bucket;
}

/** Takes one, also where there is none; returns the time until there would have been, 0 or less if there was. */
function takeFrom(bucket: Bucket, { burst, refillMs }: Rate, nowMs: number): number {
  bucket.fullAtMs = Math.max(bucket.fullAtMs, nowMs) + refillMs;
  return bucket.fullAtMs - nowMs - burst * refillMs;
}
