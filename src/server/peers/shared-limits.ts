import { Throttle, type ThrottleKey } from '../../auth/throttle.ts';
import type { Clock } from '../../base/clock.ts';
import type { Bounds } from '../bounds.ts';
import { SignUpLimits } from '../login/sign-up-limits.ts';
import type { Passing } from './peer-messages.ts';
import type { Peers } from './peers.ts';

/* Limits that hold for all nodes of a line together, as far as these hear of each other in time. */

type Passer = Pick<Peers, 'pass'>;

/** Whoever guesses passwords on several nodes is slowed down as on one. */
export class SharedThrottle extends Throttle {
  readonly #peers: Passer;

  constructor(peers: Passer, clock: Pick<Clock, 'elapsed'>) {
    super({}, clock);
    this.#peers = peers;
  }

  override admit(keys: readonly ThrottleKey[], mostMs: number): number {
    const dueMs = super.admit(keys, mostMs);
    if (dueMs <= mostMs) this.#peers.pass({ type: 'attempt', keys, dueMs });
    return dueMs;
  }

  override succeeded(keys: readonly ThrottleKey[]): void {
    super.succeeded(keys);
    this.#peers.pass({ type: 'attempt.over', keys });
  }

  /** An attempt on another node has begun, or succeeded. */
  heard(passing: Passing & { readonly type: 'attempt' | 'attempt.over' }): void {
    const keys = passing.keys.filter(isThrottleKey);
    if (passing.type === 'attempt') this.count(keys, passing.dueMs);
    else super.succeeded(keys);
  }
}

/** Another version of the program may count by other kinds. */
function isThrottleKey(key: string): key is ThrottleKey {
  return /^(?:pair|address|account):/.test(key);
}

/** So many may sign up on all nodes together. */
export class SharedSignUpLimits extends SignUpLimits {
  readonly #peers: Passer;

  constructor(peers: Passer, bounds: Bounds, clock: Pick<Clock, 'elapsed'>) {
    super(bounds, clock);
    this.#peers = peers;
  }

  override take(address: string, hasCode: boolean): number {
    const waitMs = super.take(address, hasCode);
    if (waitMs === 0) this.#peers.pass({ type: 'sign-up', address, hasCode });
    return waitMs;
  }

  /** Somebody signs up on another node. */
  heard({ address, hasCode }: Passing & { readonly type: 'sign-up' }): void {
    super.take(address, hasCode);
  }
}
