import { randomId } from '../../base/ids.ts';
import type { Turn } from '../../chat/turn.ts';

/** Numbers the connections in the order in which they are greeted, in this run of the server. */
export class Turns {
  readonly #run = randomId(16);
  #last = 0;

  /** The place of a connection that is greeted now. */
  next(): Turn {
    this.#last += 1;
    return this.latest;
  }

  /** The place of the connection that was greeted last; of number 0 before the first. */
  get latest(): Turn {
    return { run: this.#run, number: this.#last };
  }
}
