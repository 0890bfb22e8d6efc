/** So many that were taken are dropped together: to drop each would move all that wait. */
const droppedTogether = 1_024;

/** Values that are taken in the order in which they were added. */
export class Fifo<Value> {
  readonly #values: (Value | undefined)[] = [];
  /** Places at the beginning whose values were taken already. */
  #taken = 0;

  /** Values that wait. */
  get size(): number {
    return this.#values.length - this.#taken;
  }

  /** The value that was added first; undefined: there is none. */
  get first(): Value | undefined {
    return this.#values[this.#taken];
  }

  add(value: Value): void {
    this.#values.push(value);
  }

  /** Takes the first out. */
  take(): Value | undefined {
    const value = this.#values[this.#taken];
    if (value === undefined) return undefined;
    // What was taken is kept alive by nobody but its taker.
    this.#values[this.#taken] = undefined;
    this.#taken += 1;
    if (this.#taken === this.#values.length || this.#taken >= droppedTogether) {
      this.#values.splice(0, this.#taken);
      this.#taken = 0;
    }
    return value;
  }
}
