import type { Words } from '../base/worded.ts';
import { Connection, type ConnectionParts } from './connection.ts';
import type { AcceptedConnection } from './door/accepted-connection.ts';
import { sumOf, type TrafficCounts } from './traffic.ts';

/** Every open connection, logged in or not. */
export class Connections {
  readonly #open = new Set<Connection>();
  readonly #parts: ConnectionParts;
  #watch: NodeJS.Timeout | undefined;
  /** Of those that are closed. */
  #traffic: TrafficCounts = {
    receivedMessages: 0,
    receivedBytes: 0,
    sentMessages: 0,
    sentBytes: 0,
  };

  constructor(parts: Omit<ConnectionParts, 'closed'>) {
    this.#parts = {
      ...parts,
      closed: (connection) => {
        this.#open.delete(connection);
        this.#traffic = sumOf(this.#traffic, connection.traffic);
      },
    };
  }

  get size(): number {
    return this.#open.size;
  }

  /** How many of them are logged in. */
  get members(): number {
    let members = 0;
    for (const { member } of this.#open) if (member !== undefined) members += 1;
    return members;
  }

  /** How much has gone over all that there ever were. */
  get traffic(): TrafficCounts {
    return Array.from(this.#open, ({ traffic }) => traffic).reduce(sumOf, this.#traffic);
  }

  /** Takes a connection that a door has let in. */
  accept(accepted: AcceptedConnection): void {
    this.#open.add(new Connection(this.#parts, accepted));
  }

  /** Looks at every connection now and then: whether it is silent, or its app token has expired. */
  watch(everyMs: number): void {
    this.#watch = setInterval(() => {
      for (const connection of this.#open) connection.watch();
    }, everyMs).unref();
  }

  /** Tells the operators who are here something about the server. */
  tellOperators(text: string): void {
    for (const { member } of this.#open) if (member?.isTold === true) member.tellNotice(text);
  }

  /**
   * Reads no more from anyone, and waits until what members posted is acknowledged.
   *
   * @param timeoutMs longest time that it waits
   */
  async settle(timeoutMs: number): Promise<void> {
    clearInterval(this.#watch);
    for (const connection of this.#open) connection.stopReading();
    const deadline = performance.now() + timeoutMs;
    const busy = () => [...this.#open].some(({ member }) => member?.busy === true);
    while (busy() && performance.now() < deadline) await new Promise((next) => setTimeout(next, 5));
  }

  /** Says goodbye to everyone. */
  end(words: Words): void {
    for (const connection of this.#open) connection.end('server.stopping', words);
  }

  /** Waits until all are closed, and cuts those that are not after the time. */
  async closed(timeoutMs: number): Promise<void> {
    const cut = setTimeout(() => this.#cut(), timeoutMs);
    await Promise.all(Array.from(this.#open, (connection) => connection.whenClosed()));
    clearTimeout(cut);
  }

  /** Ends all at once, without a word. */
  abort(): void {
    clearInterval(this.#watch);
    this.#cut();
  }

  #cut(): void {
    for (const connection of this.#open) connection.abort();
  }
}
