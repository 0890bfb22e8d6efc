import type { NatsConnection } from '@nats-io/transport-node';
import type { Bus } from './bus.ts';

/** The bus of a node over core NATS: messages that nobody keeps. */
export class NatsBus implements Bus {
  readonly #connection: NatsConnection;
  readonly #prefix: string;
  #isConnected = true;

  /**
   * @param connection one whose own messages do not come back to it; its owner closes it
   * @param name of the line in its cluster
   */
  constructor(connection: NatsConnection, name: string) {
    this.#connection = connection;
    this.#prefix = `${name}.bus`;
    void this.#follow();
  }

  publish(topic: string, bytes: Uint8Array): void {
    // What was said while nobody could hear it would be old when they can.
    if (!this.#isConnected || this.#connection.isClosed() || this.#connection.isDraining()) return;
    this.#connection.publish(`${this.#prefix}.${topic}`, bytes);
  }

  subscribe(topic: string, listener: (bytes: Uint8Array) => void): () => void {
    const subscription = this.#connection.subscribe(`${this.#prefix}.${topic}`, {
      callback: (error, message) => {
        if (error === null) listener(message.data);
      },
    });
    return () => subscription.unsubscribe();
  }

  async #follow(): Promise<void> {
    for await (const { type } of this.#connection.status()) {
      if (type === 'disconnect') this.#isConnected = false;
      else if (type === 'reconnect') this.#isConnected = true;
    }
  }
}
