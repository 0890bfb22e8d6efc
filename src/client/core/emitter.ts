import { assertArgument, callback } from '../../base/arguments.ts';

type Listener = (...facts: unknown[]) => void;

/** Facts of one event that are kept for the first who listens. */
const maxKept = 16;

/**
 * Calls listeners by the name of an event, in the order in which they were added; as `EventEmitter` of Node
 * does, and in a browser too. An error that a listener throws is nobody's but its own: it is thrown by
 * itself, and neither the other listeners nor the line notice.
 */
export class Emitter<Events extends { [Name in keyof Events]: unknown[] }> {
  /** By event and listener, whether it is called once. */
  readonly #listeners = new Map<keyof Events, Map<Listener, boolean>>();
  readonly #kept = new Map<keyof Events, unknown[][]>();

  /** Calls `listener` at every event of this name. */
  on<Name extends keyof Events>(name: Name, listener: (...facts: Events[Name]) => void): this {
    return this.#add(name, listener as Listener, false);
  }

  /** Calls `listener` at the next event of this name, and not again. */
  once<Name extends keyof Events>(name: Name, listener: (...facts: Events[Name]) => void): this {
    return this.#add(name, listener as Listener, true);
  }

  /** Calls `listener` no more. */
  off<Name extends keyof Events>(name: Name, listener: (...facts: Events[Name]) => void): this {
    this.#listeners.get(name)?.delete(listener as Listener);
    return this;
  }

  /** @internal Called after somebody has begun to listen for an event. */
  protected listened(_name: keyof Events): void {}

  /** @internal Calls everybody who listens. */
  protected emit<Name extends keyof Events>(name: Name, ...facts: Events[Name]): void {
    const listeners = this.#listeners.get(name);
    for (const [listener, once] of [...(listeners ?? [])]) {
      if (once) listeners?.delete(listener);
      try {
        listener(...facts);
      } catch (error) {
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  }

  /** @internal As `emit`; while nobody listens, at most 16 events of the name wait for the first who will. */
  protected emitOrKeep<Name extends keyof Events>(name: Name, ...facts: Events[Name]): void {
    const kept = this.#kept.get(name) ?? [];
    if (this.#listeners.get(name)?.size) this.emit(name, ...facts);
    else if (kept.length < maxKept) this.#kept.set(name, [...kept, facts]);
  }

  #add(name: keyof Events, listener: Listener, once: boolean): this {
    assertArgument('Cannot listen', 'the listener', listener, callback);
    const listeners = this.#listeners.get(name) ?? new Map<Listener, boolean>();
    this.#listeners.set(name, listeners.set(listener, once));
    const kept = this.#kept.get(name) ?? [];
    this.#kept.delete(name);
    queueMicrotask(() => {
      for (const facts of kept) this.emit(name, ...(facts as Events[keyof Events]));
    });
    this.listened(name);
    return this;
  }
}
