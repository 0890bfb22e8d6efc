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
 * A name from one address is slowed soon; an address that tries many names, later; a name that is tried from
 * many addresses, as soon as from one, so that a hundred addresses get hardly more guesses than one.
 */
export const defaultThrottleOptions: ThrottleOptions = {
  policies: {
    pair: { free: 3, baseMs: 1_000, capMs: 30_000, forgetMs: 60_000 },
    address: { free: 20, baseMs: 500, capMs: 30_000, forgetMs: 15_000 },
    account: { free: 6, baseMs: 1_000, capMs: 30_000, forgetMs: 60_000 },
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
 * The keys of an attempt from where the account logs in from: nothing that others do elsewhere, or with other
 * names, delays it.
 *
 * @param address as for `loginKeys`
 */
export function familiarKeys(name: string, address: string): readonly ThrottleKey[] {
  return [`pair:${name}@${address}`];
}

/**
 * The keys of an attempt that can guess nothing, because it runs against a password that was registered on the
 * same connection.
 *
 * @param address as for `loginKeys`
 */
export function registeredKeys(address: string): readonly ThrottleKey[] {
  return [`address:${address}`];
}

/**
 * Delays attempts to log in after failures; never locks anybody out. Ask `admit` before an attempt. It counts
 * the attempt as a failure at once, because a client can check a password with the challenge alone and hang
 * up, and because attempts that are made side by side must wait for each other; take it back with `succeeded`
 * when the login is finished.
 */
export class Throttle {
  readonly #tables: Readonly<Record<ThrottleKind, FailureTable>>;
  readonly #clock: Pick<Clock, 'elapsed'>;

  constructor(options: Partial<ThrottleOptions>, clock: Pick<Clock, 'elapsed'>) {
    const { policies, maxKeys } = { ...defaultThrottleOptions, ...options };
    this.#clock = clock;
    this.#tables = {
      pair: new FailureTable(policies.pair, maxKeys),
      address: new FailureTable(policies.address, maxKeys),
      account: new FailureTable(policies.account, maxKeys),
    };
  }

  /**
   * Returns in how many milliseconds the attempt is due: the longest delay of any of the keys. It is counted
   * for that time, and the next one after it, unless it would have to wait for longer than `mostMs`: then
   * nothing is counted, and it has to come back.
   */
  admit(keys: readonly ThrottleKey[], mostMs: number): number {
    const now = this.#clock.elapsed();
    const delayMs = Math.max(0, ...keys.map((key) => this.#table(key).delayMs(key, now)));
    if (delayMs <= mostMs) this.count(keys, delayMs);
    return delayMs;
  }

  /** Counts an attempt that is due in so many milliseconds, whoever has let it in. */
  count(keys: readonly ThrottleKey[], dueMs: number): void {
    const at = this.#clock.elapsed() + dueMs;
    for (const key of keys) this.#table(key).add(key, at);
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
  /** Time of the last one, which may be about to come. */
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
    return Math.max(0, Math.ceil(at + delayMs - now));
  }

  add(key: string, at: number): void {
    const last = this.#failures.get(key)?.at ?? at;
    const count = Math.min(this.#mostFailures, this.#remembered(key, at) + 1);
    this.#failures.set(key, { count, at: Math.max(at, last) });
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
    const quietMs = Math.max(0, now - at);
    return Math.max(0, count - Math.floor(quietMs / this.#policy.forgetMs));
  }
}
