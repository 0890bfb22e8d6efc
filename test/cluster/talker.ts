import type { Line } from '../../src/index.ts';

/** Is told of what must not be, in words. */
export type OnViolation = (words: string) => void;

/** Somebody who talks, and hears everybody once and in one order. */
export class Talker {
  readonly name: string;
  readonly line: Line;
  said = 0;
  acknowledged = 0;
  /** How long the line was away each time since this was emptied, in milliseconds. */
  readonly absencesMs: number[] = [];
  readonly #onViolation: OnViolation;
  readonly #onAcknowledged: () => void;
  #last = 0;
  readonly #heard = new Map<string, number>();
  #lostAt: number | undefined;

  constructor(name: string, line: Line, onViolation: OnViolation, onAcknowledged: () => void) {
    this.name = name;
    this.line = line;
    this.#onViolation = onViolation;
    this.#onAcknowledged = onAcknowledged;
    line.on('message', ({ seq, text }) => this.#hear(seq, text));
    line.on('state', ({ type }) => {
      if (type === 'online' && this.#lostAt !== undefined) {
        this.absencesMs.push(performance.now() - this.#lostAt);
        this.#lostAt = undefined;
      } else if (type !== 'online') this.#lostAt ??= performance.now();
    });
  }

  /** The line is away at present. */
  get isAway(): boolean {
    return this.#lostAt !== undefined;
  }

  say(): void {
    this.said += 1;
    this.line.send(`${this.name} ${this.said}`).then(
      () => {
        this.acknowledged += 1;
        this.#onAcknowledged();
      },
      (error: Error) => this.#onViolation(`${this.name} could not send: ${error.message}`),
    );
  }

  /** The number of the last message heard of somebody. */
  lastOf(name: string): number {
    return this.#heard.get(name) ?? 0;
  }

  #hear(seq: number, text: string): void {
    if (this.#last !== 0 && seq !== this.#last + 1) {
      this.#onViolation(`${this.name} heard ${seq} after ${this.#last}`);
    }
    this.#last = seq;
    const [from = '', number = ''] = text.split(' ');
    const before = this.#heard.get(from);
    if (before !== undefined && Number(number) !== before + 1) {
      this.#onViolation(`${this.name} heard ${from} ${number} after ${before}`);
    }
    this.#heard.set(from, Number(number));
  }
}
