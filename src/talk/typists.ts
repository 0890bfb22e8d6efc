import { quietTimer } from '../base/quiet-timer.ts';

/** How long a notice that somebody types is good for, in milliseconds. */
const noticeMs = 6_000;

/** The people who type in a room at present. */
export class Typists {
  readonly #changed: () => void;
  readonly #timers = new Map<string, ReturnType<typeof setTimeout>>();

  /** @param changed is called when there are others than before */
  constructor(changed: () => void) {
    this.#changed = changed;
  }

  /** Those who type, the one who began first first. */
  get names(): string[] {
    return [...this.#timers.keys()];
  }

  /** Somebody types. */
  add(name: string): void {
    const isNew = !this.#timers.has(name);
    clearTimeout(this.#timers.get(name));
    this.#timers.set(name, quietTimer(setTimeout(() => this.remove(name), noticeMs)));
    if (isNew) this.#changed();
  }

  /** Somebody has said what they typed, or types no more. */
  remove(name: string): void {
    clearTimeout(this.#timers.get(name));
    if (this.#timers.delete(name)) this.#changed();
  }

  /** Nobody types, as in another room. */
  clear(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
  }
}
