import type { Clock } from '../base/clock.ts';
import { RecentMap } from '../base/recent-map.ts';

/** How failures of one kind are answered. */
export interface DelayPolicy {
  /** Failures that cost nothing, such as slips of the finger. */
  readonly free: number;
  /** Delay after the first failure that is not free; each further one doubles it. */
  readonly baseMs: number;
  /** The longest delay. */
  readonly capMs: number;
  /** Time without failures after which one of them is forgotten. */
  readonly forgetMs: number;
}

/** Failures are counted by one of these: a name from an address, an address, a name. */
export type ThrottleKind = 'pair' | 'address' | 'account';

/** A kind and a value, as `loginKeys` makes them. */
export type ThrottleKey = `${ThrottleKind}:${string}`;

/** Options of `Throttle`. */
export interface ThrottleOptions {
  readonly policies: Readonly<Record<ThrottleKind, DelayPolicy>>;
  /** Keys remembered of each kind; beyond that, those without a failure for longest are forgotten. */
  readonly maxKeys: number;
}

/**
 * A name from one address is slowed soon; an address that tries many names, later; a name that is
 * tried from many addresses, late and by at most a second, so that strangers cannot keep its owner
 * out.
 */
export const defaultThrottleOptions: ThrottleOptions = {
  policies: {
    pair: { free: 3, baseMs: 1_000, capMs: 30_000, forgetMs: 60_000 },
    address: { free: 20, baseMs: 500, capMs: 30_000, forgetMs: 15_000 },
    account: { free: 50, baseMs: 125, capMs: 1_000, forgetMs: 5_000 },
  },
  maxKeys: 65_536,
};

/**
 * The keys of an attempt to log in.
 *
 * @param address what counts as one address: an IPv4 address, or a /64 of IPv6
 */
export function loginKeys(name: string, address: string): readonly ThrottleKey[] {
  return [`pair:${name}@${address}`, `address:${address}`, `account:${name}`];
}

/**
 * Delays attempts to log in after failures; never locks anybody out. Before an attempt ask
 * `delayMs`; wait for a short delay and then go on without asking again, refuse with `auth.throttled`
 * for a long one. Count the attempt with `failed` when the challenge goes out, because a client can
 * check a password with the challenge alone and hang up; take it back with `succeeded` when the login
 * is finished.
 */
export class Throttle {
  readonly #tables: Readonly<Record<ThrottleKind, FailureTable>>;
  readonly #clock: Clock;

  constructor(options: Partial<ThrottleOptions>, clock: Clock) {
    const { policies, maxKeys } = { ...defaultThrottleOptions, ...options };
    this.#clock = clock;
    this.#tables = {
      pair: new FailureTable(policies.pair, maxKeys),
      address: new FailureTable(policies.address, maxKeys),
      account: new FailureTable(policies.account, maxKeys),
    };
  }

  /** Milliseconds from now until the next attempt is due: the longest delay of any of the keys. */
  delayMs(keys: readonly ThrottleKey[]): number {
    const now = this.#clock.now();
    return Math.max(0, ...keys.map((key) => this.#table(key).delayMs(key, now)));
  }

  /** Counts an attempt that has not succeeded, or not yet. */
  failed(keys: readonly ThrottleKey[]): void {
    const now = this.#clock.now();
    for (const key of keys) this.#table(key).add(key, now);
  }

  /**
   * Takes the attempt back that was counted. Earlier failures are forgotten only for the name from
   * this address: nobody clears an address by logging in to an account of their own.
   */
  succeeded(keys: readonly ThrottleKey[]): void {
    for (const key of keys) {
      if (key.startsWith('pair:')) this.#tables.pair.clear(key);
      else this.#table(key).takeBack(key);
    }
  }

  #table(key: ThrottleKey): FailureTable {
    return this.#tables[key.slice(0, key.indexOf(':')) as ThrottleKind];
  }
}

interface Failures {
  readonly count: number;
  /** Time of the last one. */
  readonly at: number;
}

class FailureTable {
  readonly #policy: DelayPolicy;
  readonly #mostFailures: number;
  readonly #failures: RecentMap<string, Failures>;

  constructor(policy: DelayPolicy, maxKeys: number) {
    this.#policy = policy;
    this.#failures = new RecentMap(maxKeys);
    this.#mostFailures = policy.free + 1 + Math.ceil(Math.log2(policy.capMs / policy.baseMs));
  }

  delayMs(key: string, now: number): number {
    const { count, at } = this.#failures.get(key) ?? { count: 0, at: now };
    const { free, baseMs, capMs } = this.#policy;
    if (count <= free) return 0;
    const delayMs = Math.min(capMs, baseMs * 2 ** (count - free - 1));
    return Math.max(0, Math.ceil(delayMs - distanceMs(at, now)));
  }

  add(key: string, now: number): void {
    const count = Math.min(this.#mostFailures, this.#remembered(key, now) + 1);
    this.#failures.set(key, { count, at: now });
  }

  takeBack(key: string): void {
    const failures = this.#failures.get(key);
    if (failures === undefined) return;
    if (failures.count <= 1) this.#failures.delete(key);
    else this.#failures.set(key, { ...failures, count: failures.count - 1 });
  }

  clear(key: string): void {
    this.#failures.delete(key);
  }

  #remembered(key: string, now: number): number {
    const { count, at } = this.#failures.get(key) ?? { count: 0, at: now };
    return Math.max(0, count - Math.floor(distanceMs(at, now) / this.#policy.forgetMs));
  }
}

/** Time passed; a clock that was set back counts as well, or the delay would last until it caught up. */
function distanceMs(from: number, to: number): number {
  return Math.abs(to - from);
}
