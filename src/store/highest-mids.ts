/* The highest mids that accounts have used, so that most need no look-up. */

/** Accounts whose highest mid is kept in memory; about 100 bytes each. */
const maxAccounts = 65_536;

/**
 * The highest mid that each account has used, as far as it is known; of all others, one that none of theirs
 * exceeds.
 */
export class HighestMids {
  readonly #accounts = new Map<number, string>();
  readonly #readHighest: () => string;
  readonly #maxAccounts: number;
  /** No account that is not in memory has used a higher one; undefined: to be read. */
  #floor: string | undefined;

  /** @param readHighest the highest mid that is stored, of all accounts; '' when there is none */
  constructor(readHighest: () => string, max = maxAccounts) {
    this.#readHighest = readHighest;
    this.#maxAccounts = max;
  }

  /** Whether the mid is higher than any that the account can have used; if so, it is its highest now. */
  raise(account: number, mid: string): boolean {
    this.#floor ??= this.#readHighest();
    if (mid <= (this.#accounts.get(account) ?? this.#floor)) return false;
    if (this.#accounts.size >= this.#maxAccounts) this.#raiseFloor(this.#floor);
    this.#accounts.set(account, mid);
    return true;
  }

  /** Forgets everything; the next look-ups read the store again. */
  forget(): void {
    this.#accounts.clear();
    this.#floor = undefined;
  }

  #raiseFloor(floor: string): void {
    let highest = floor;
    for (const mid of this.#accounts.values()) if (mid > highest) highest = mid;
    this.#accounts.clear();
    this.#floor = highest;
  }
}
