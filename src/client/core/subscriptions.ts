import type { Flow } from './flow.ts';
import type { Cursors } from './read-positions.ts';
import { Subscription, type Told, type Wanted } from './subscription.ts';

/** The loops over the messages of one line. The slowest of them sets the pace for all. */
export class Subscriptions {
  readonly #flow: Flow;
  readonly #taken: () => void;
  readonly #all = new Set<Subscription>();
  /** The first sequence number that the last loop left unread, by room. */
  #left = new Map<string, number>();
  /** The loops get nothing more: messages that still come stay unread. */
  #hasHalted = false;

  /** @param taken is told when the program has read further by taking a message that had waited */
  constructor(flow: Flow, taken: () => void) {
    this.#flow = flow;
    this.#taken = taken;
  }

  /** A loop from now on. */
  add(wanted: Wanted, signal?: AbortSignal): Subscription {
    const subscription = new Subscription(
      wanted,
      {
        full: (one) => this.#flow.block(one),
        drained: (one) => this.#flow.unblock(one),
        taken: this.#taken,
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
    if (this.#hasHalted) noteUnread(message, this.#left);
    else for (const subscription of this.#all) subscription.deliver(message);
  }

  /** The places the program has read up to, of those that it was told. */
  read(told: Cursors): Cursors {
    const firstUnread = new Map(this.#left);
    for (const { unread } of this.#all) noteAllUnread(unread, firstUnread);
    const lower = ([room, seq]: [string, number]): [string, number] => [
      room,
      Math.min(seq, (firstUnread.get(room) ?? Number.POSITIVE_INFINITY) - 1),
    ];
    return Object.fromEntries(Object.entries(told).map(lower));
  }

  /** The line is about to end: what the program has read stands from now on. */
  halt(): void {
    if (this.#all.size > 0) this.#hasHalted = true;
    for (const subscription of this.#all) {
      noteAllUnread(subscription.unread, this.#left);
      subscription.drop();
    }
  }

  /** The line has ended: so do the loops, with an error if there is one. */
  end(ending: { readonly error?: unknown }): void {
    this.halt();
    for (const subscription of this.#all) subscription.end(ending);
    this.#all.clear();
  }

  /** The other loops have had its unread messages; if it was the last, the program has them to read yet. */
  #leave(subscription: Subscription): void {
    this.#all.delete(subscription);
    if (this.#all.size === 0) noteAllUnread(subscription.unread, this.#left);
    this.#flow.unblock(subscription);
  }
}

function noteAllUnread(messages: readonly Told[], firstUnread: Map<string, number>): void {
  for (const message of messages) noteUnread(message, firstUnread);
}

function noteUnread({ room, seq }: Told, firstUnread: Map<string, number>): void {
  firstUnread.set(room, Math.min(seq, firstUnread.get(room) ?? Number.POSITIVE_INFINITY));
}
