import type { Bus } from '../../cluster/bus.ts';

/** Buses of several nodes in one process: each message arrives at once at every other, unless it is cut off. */
export class MemoryBuses {
  readonly #listeners = new Map<Bus, Set<(topic: string, bytes: Uint8Array) => void>>();
  readonly #cut = new Set<Bus>();
  /** How many messages were sent. */
  sent = 0;

  /** The bus of one more node. */
  join(): Bus {
    const listeners = new Set<(topic: string, bytes: Uint8Array) => void>();
    const bus: Bus = {
      publish: (topic, bytes) => {
        this.sent += 1;
        if (this.#cut.has(bus)) return;
        for (const [other, hearing] of this.#listeners) {
          if (other === bus || this.#cut.has(other)) continue;
          for (const hear of hearing) hear(topic, bytes);
        }
      },
      subscribe: (wanted, listener) => {
        const hear = (topic: string, bytes: Uint8Array) => {
          if (topic === wanted) listener(bytes);
        };
        listeners.add(hear);
        return () => void listeners.delete(hear);
      },
    };
    this.#listeners.set(bus, listeners);
    return bus;
  }

  /** Nothing of this node arrives any more, and nothing at it. */
  cut(bus: Bus): void {
    this.#cut.add(bus);
  }

  /** It hears and is heard again. */
  heal(bus: Bus): void {
    this.#cut.delete(bus);
  }
}
