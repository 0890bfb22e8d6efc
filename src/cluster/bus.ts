/* The contract of what the nodes of a line tell each other beside the order. */

/**
 * Carries what is not durable between the nodes of a line: each message goes once to every other node that can be
 * reached at that moment, and to nobody later. Messages of one node arrive in the order in which it sent them; some
 * may be missing. Whoever needs more repeats what it says, and forgets what it has not heard for a while.
 */
export interface Bus {
  /**
   * Sends a message to every other node; never to this one. Never throws and never waits.
   *
   * @param topic lower-case letters, digits and `-`
   * @param bytes at most 64 KiB
   */
  publish(topic: string, bytes: Uint8Array): void;

  /**
   * Calls `listener` with each message of the other nodes on a topic; returns a function that ends it. The listener
   * must not throw, and checks what it is given: another version of the program may have sent it.
   */
  subscribe(topic: string, listener: (bytes: Uint8Array) => void): () => void;
}
