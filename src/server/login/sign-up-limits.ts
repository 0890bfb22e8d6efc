import { RateLimit } from '../../auth/rate-limit.ts';
import type { Clock } from '../../base/clock.ts';
import type { Bounds } from '../bounds.ts';
import { networkOf, siteOf } from '../door/network.ts';

const minuteMs = 60_000;

/**
 * After so many milliseconds one more sign-up is allowed. In the week that an account may wait for the operator,
 * neither an address nor a site can make so many that nobody else may wait (`limits.waitingAccounts`).
 */
export const signUpRefillMs = {
  address: 30 * minuteMs,
  site: 15 * minuteMs,
  all: minuteMs,
} as const;

const mostAddresses = 65_536;

/** Bounds how many accounts are signed up, in every mode alike: by address, by site, and in all. */
export class SignUpLimits {
  readonly #address: RateLimit;
  readonly #site: RateLimit;
  readonly #all: RateLimit;

  constructor(
    bounds: Pick<Bounds, 'signUpsPerAddress' | 'signUpsPerSite' | 'signUps'>,
    clock: Pick<Clock, 'elapsed'>,
  ) {
    const limit = (burst: number, refillMs: number) =>
      new RateLimit({ burst, refillMs, maxKeys: mostAddresses }, clock);
    this.#address = limit(bounds.signUpsPerAddress, signUpRefillMs.address);
    this.#site = limit(bounds.signUpsPerSite, signUpRefillMs.site);
    this.#all = limit(bounds.signUps, signUpRefillMs.all);
  }

  /**
   * Counts a sign-up and returns 0, or returns how many milliseconds are left until one is allowed.
   *
   * @param hasCode it comes with a code: of those the operator decides how many there are, so that they count for
   *   their address and site alone, and a flood of others keeps no invited person out
   */
  take(address: string, hasCode: boolean): number {
    const waitMs = this.#address.take(networkOf(address)) || this.#site.take(siteOf(address));
    return waitMs > 0 || hasCode ? waitMs : this.#all.take('all');
  }
}
