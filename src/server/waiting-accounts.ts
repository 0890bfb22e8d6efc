import type { Clock } from '../base/clock.ts';
import { hasWaitedTooLong } from '../chat/sign-up.ts';
import type { Journal } from '../journal/journal.ts';
import type { Directory } from '../store/directory.ts';

/** How often the accounts that wait are looked at, in milliseconds. */
const lookEveryMs = 3_600_000;

/** Has the accounts dropped that have waited for the operator for too long: at the start, and once an hour. */
export class WaitingAccounts {
  readonly #parts: WaitingAccountsParts;
  #timer: NodeJS.Timeout | undefined;

  constructor(parts: WaitingAccountsParts) {
    this.#parts = parts;
  }

  /** Looks now, and then every hour. */
  start(): void {
    this.look();
    this.#timer = setInterval(() => this.look(), lookEveryMs).unref();
  }

  /** Proposes to drop those that have waited for too long, if there are any. */
  look(): void {
    const { directory, journal, clock } = this.#parts;
    const at = clock.now();
    if (!directory.waitingAccounts().some((account) => hasWaitedTooLong(account, at))) return;
    journal.propose({ type: 'sign-up.drop', at });
  }

  /** Looks no more. */
  stop(): void {
    clearInterval(this.#timer);
  }
}

interface WaitingAccountsParts {
  readonly directory: Pick<Directory, 'waitingAccounts'>;
  readonly journal: Pick<Journal, 'propose'>;
  readonly clock: Clock;
}
