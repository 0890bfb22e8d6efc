/** A map of strings with a bound: when it is full, the key that was set least recently goes. */
export class RecentMap<Value> {
  readonly #maxKeys: number;
  readonly #entries = new Map<string, Value>();

  constructor(maxKeys: number) {
    this.#maxKeys = maxKeys;
  }

  get(key: string): Value | undefined {
    return this.#entries.get(key);
  }

  /** Sets the value and makes the key the most recent. */
  set(key: string, value: Value): void {
    this.#entries.delete(key);
    this.#entries.set(key, value);
    if (this.#entries.size <= this.#maxKeys) return;
    for (const oldest of this.#entries.keys()) {
      this.#entries.delete(oldest);
      return;
    }
  }

  delete(key: string): void {
    this.#entries.delete(key);
  }
}
