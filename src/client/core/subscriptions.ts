import type { Flow } from './flow.ts';
import type { Cursors } from './read-positions.ts';
import { Subscription, type Told, type Wanted } from './subscription.ts';

/** The loops over the messages of one line. The slowest of them sets the pace for all. */
export class Subscriptions {
  readonly #flow: Flow;
  readonly #all = new Set<Subscription>();
  /** The first sequence number that the last loop left unread, by room. */
  #left = new Map<string, number>();

  constructor(flow: Flow) {
    this.#flow = flow;
  }

  /** A loop from now on. */
  add(wanted: Wanted, signal?: AbortSignal): Subscription {
    const subscription = new Subscription(
      wanted,
      {
        full: (one) => this.#flow.block(one),
        drained: (one) => this.#flow.unblock(one),
        left: (one) => this.#leave(one),
      },
      signal,
    );
    this.#all.add(subscription);
    this.#left.clear();
    return subscription;
  }

  /** Brings a message to every loop that wants it. */
  deliver(message: Told): void {
    for (const subscription of this.#all) subscription.deliver(message);
  }

  /** The places the program has read up to, of those that it was told. */
  read(told: Cursors): Cursors {
    const firstUnread = new Map(this.#left);
    for (const subscription of this.#all) noteUnread(subscription, firstUnread);
    const lower = ([room, seq]: [string, number]): [string, number] => [
      room,
      Math.min(seq, (firstUnread.get(room) ?? Number.POSITIVE_INFINITY) - 1),
    ];
    return Object.fromEntries(Object.entries(told).map(lower));
  }

  /** The line has ended: so do the loops, with an error if there is one. */
  end(ending: { readonly error?: unknown }): void {
    for (const subscription of this.#all) {
      noteUnread(subscription, this.#left);
      subscription.end(ending);
    }
    this.#all.clear();
  }

  /** The other loops have had its unread messages; if it was the last, the program has them to read yet. */
  #leave(subscription: Subscription): void {
    this.#all.delete(subscription);
    if (this.#all.size === 0) noteUnread(subscription, this.#left);
    this.#flow.unblock(subscription);
  }
}

function noteUnread({ unread }: Subscription, firstUnread: Map<string, number>): void {
  for (const { room, seq } of unread) {
    firstUnread.set(room, Math.min(seq, firstUnread.get(room) ?? Number.POSITIVE_INFINITY));
  }
}
