import { randomId } from '../../base/ids.ts';
import type { Turn } from '../../chat/turn.ts';

/**
 * Numbers the connections in the order in which they are greeted, in this run of the server. Nodes of one line count
 * together: by the time, and beyond every number that they have heard of, so that who goes from one to another is later
 * there even where the clocks differ a little.
 */
export class Turns {
  readonly #run: string;
  readonly #now: () => number;
  #last = 0;

  /**
   * @param run of all that count together, 16 bytes in base64url; this start of the server if left out
   * @param now the least number of the next connection, by a clock that they share; a count if left out
   */
  constructor(run: string = randomId(16), now: () => number = () => 0) {
    this.#run = run;
    this.#now = now;
  }

  /** The place of a connection that is greeted now. */
  next(): Turn {
    this.#last = Math.max(this.#last + 1, this.#now());
    return { run: this.#run, number: this.#last };
  }

  /** The place of the connection that was greeted last; of number 0 before the first. */
  get latest(): Turn {
    return { run: this.#run, number: this.#last };
  }

  /** A connection of another node has this place. */
  saw({ run, number }: Turn): void {
    if (run === this.#run) this.#last = Math.max(this.#last, number);
  }
}
