import type { Facts, Log } from '../base/log.ts';

/** A trouble of the server that its operators should know of, in sentences for them. */
export interface Trouble {
  /** Its event in the log; that of its end has `.over` behind it. */
  readonly event: string;
  /** The fault, its consequence, and the remedy. */
  readonly begun: string;
  readonly over: string;
}

/**
 * Tells the log and the operators of each trouble twice: when it begins and when it is over, however often it is
 * noticed between.
 */
export class Troubles {
  readonly #log: Log;
  readonly #tell: (sentence: string) => void;
  readonly #present = new Set<Trouble>();

  /** @param tell is given each sentence, for the operators who are here */
  constructor(log: Log, tell: (sentence: string) => void) {
    this.#log = log;
    this.#tell = tell;
  }

  /** The sentences about what is not over, for an operator who comes later. */
  get sentences(): readonly string[] {
    return Array.from(this.#present, ({ begun }) => begun);
  }

  /** Whether the trouble has begun and is not over. */
  has(trouble: Trouble): boolean {
    return this.#present.has(trouble);
  }

  /** The trouble was noticed: the first time, or once more. */
  begin(trouble: Trouble, facts: Facts = {}): void {
    if (this.#present.has(trouble)) return;
    this.#present.add(trouble);
    this.#log.error(trouble.event, facts);
    this.#tell(trouble.begun);
  }

  /** The trouble is over, if it was there. */
  end(trouble: Trouble): void {
    if (!this.#present.delete(trouble)) return;
    this.#log.info(`${trouble.event}.over`, {});
    this.#tell(trouble.over);
  }
}
