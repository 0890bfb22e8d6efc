import type { Posted } from '../client/core/events.ts';

/** Where an entry stands: the id of its room, and its number there. */
type Place = Pick<Posted, 'room' | 'seq'>;

/**
 * What a person said, from when it is handed over until it is shown. An acknowledgement can come before the entry, where
 * a room is still read from the store.
 */
export class OwnMessages {
  #underWay = 0;
  /** By room, the last that is stored and not shown. */
  readonly #awaited = new Map<string, number>();
  /** By room, the last entry that was shown. */
  readonly #shown = new Map<string, number>();
  #waiting: (() => void)[] = [];

  /** One is handed over. */
  begin(): void {
    this.#underWay += 1;
  }

  /** It is stored at a place, or refused. */
  end(stored?: Place): void {
    this.#underWay -= 1;
    if (stored !== undefined && stored.seq > (this.#shown.get(stored.room) ?? 0)) {
      this.#awaited.set(stored.room, stored.seq);
    }
    this.#look();
  }

  /** An entry, whoever it is from, was shown. */
  shown({ room, seq }: Place): void {
    this.#shown.set(room, seq);
    if (seq >= (this.#awaited.get(room) ?? Number.POSITIVE_INFINITY)) this.#awaited.delete(room);
    this.#look();
  }

  /** Resolves when all that was said is shown, or refused. */
  whenShown(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      this.#look();
    });
  }

  #look(): void {
    if (this.#underWay > 0 || this.#awaited.size > 0) return;
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}
