import { hash } from 'node:crypto';

/** Random numbers that a seed repeats. */
export class Chance {
  readonly #seed: number;
  #drawn = 0;

  constructor(seed: number) {
    this.#seed = seed;
  }

  /** A number from 0 up to, and without, `bound`. */
  below(bound: number): number {
    this.#drawn += 1;
    const digest = hash('sha256', `${this.#seed} ${this.#drawn}`, 'buffer');
    return (digest.readUInt32BE(0) / 2 ** 32) * bound;
  }
}
