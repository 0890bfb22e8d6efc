/* Events without Node. */

/** Facts of one event that are kept for the first who listens. */
const maxKept = 16;

type Listener = (...facts: unknown[]) => void;

interface Registration {
  readonly listener: Listener;
  readonly once: boolean;
}

/**
 * Calls listeners by the name of an event, in the order in which they were added; as `EventEmitter` of Node
 * does, and in a browser too. An error that a listener throws is nobody's but its own: it is thrown by
 * itself, and neither the other listeners nor the line notice.
 */
export class Emitter<Events extends { [Name in keyof Events]: unknown[] }> {
  /** Lists are replaced, never changed, so that one can be walked while listeners come and go. */
  readonly #registrations = new Map<keyof Events, readonly Registration[]>();
  readonly #kept = new Map<keyof Events, readonly unknown[][]>();

  /** Calls `listener` at every event of this name. */
  on<Name extends keyof Events>(name: Name, listener: (...facts: Events[Name]) => void): this {
    return this.#add(name, { listener: listener as Listener, once: false });
  }

  /** Calls `listener` at the next event of this name, and not again. */
  once<Name extends keyof Events>(name: Name, listener: (...facts: Events[Name]) => void): this {
    return this.#add(name, { listener: listener as Listener, once: true });
  }

  /** Calls `listener` no more. */
  off<Name extends keyof Events>(name: Name, listener: (...facts: Events[Name]) => void): this {
    const kept = this.#of(name).filter((one) => one.listener !== (listener as Listener));
    this.#registrations.set(name, kept);
    return this;
  }

  /**
   * Called after somebody has begun to listen for an event.
   *
   * @internal
   */
  protected listened(_name: keyof Events): void {}

  /**
   * Calls everybody who listens; while nobody does, the first who will is called a little later. At most 16
   * of a name are kept.
   *
   * @internal
   */
  protected emitOrKeep<Name extends keyof Events>(name: Name, ...facts: Events[Name]): void {
    if (this.#of(name).length > 0) {
      this.emit(name, ...facts);
      return;
    }
    const kept = this.#kept.get(name) ?? [];
    if (kept.length < maxKept) this.#kept.set(name, [...kept, facts]);
  }

  /**
   * Calls everybody who listens.
   *
   * @internal
   */
  protected emit<Name extends keyof Events>(name: Name, ...facts: Events[Name]): void {
    const registrations = this.#of(name);
    if (registrations.some(({ once }) => once)) {
      const kept = registrations.filter(({ once }) => !once);
      this.#registrations.set(name, kept);
    }
    for (const { listener } of registrations) {
      try {
        listener(...facts);
      } catch (error) {
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  }

  #add(name: keyof Events, registration: Registration): this {
    this.#registrations.set(name, [...this.#of(name), registration]);
    const kept = this.#kept.get(name) ?? [];
    this.#kept.delete(name);
    for (const facts of kept)
      queueMicrotask(() => this.emit(name, ...(facts as Events[keyof Events])));
    this.listened(name);
    return this;
  }

  #of(name: keyof Events): readonly Registration[] {
    return this.#registrations.get(name) ?? [];
  }
}
