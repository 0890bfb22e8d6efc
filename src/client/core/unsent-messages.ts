import { InputError } from '../../base/errors.ts';
import type { MessageKind } from '../../words/message-kind.ts';

/** Where a message goes: a room by its key, or a person by name. */
export type PostTarget = { readonly room: string } | { readonly to: string };

/** A message on its way, until the server has acknowledged or refused it. */
export interface UnsentMessage {
  readonly mid: string;
  readonly target: PostTarget;
  readonly kind: MessageKind;
  readonly text: string;
}

/** How much may wait: enough for what a person types while the line is down. */
export interface UnsentLimits {
  readonly maxMessages: number;
  /** Of the texts, in bytes of UTF-8. */
  readonly maxBytes: number;
}

export const defaultUnsentLimits: UnsentLimits = { maxMessages: 1_000, maxBytes: 1024 * 1024 };

/**
 * What was said and is not acknowledged, in the order it was said. It outlives connections: after
 * each it starts again from the oldest, and the mids let the server know what it has already.
 */
export class UnsentMessages {
  readonly #limits: UnsentLimits;
  readonly #messages = new Map<string, UnsentMessage>();
  #unsent: UnsentMessage[] = [];
  #bytes = 0;

  constructor(limits: UnsentLimits = defaultUnsentLimits) {
    this.#limits = limits;
  }

  /** @throws InputError if there is no room for it */
  add(message: UnsentMessage): void {
    const bytes = this.#bytes + Buffer.byteLength(message.text);
    if (this.#messages.size >= this.#limits.maxMessages || bytes > this.#limits.maxBytes) {
      throw new InputError(
        `The message was not taken: ${this.#messages.size} others wait for the line already; try again when they are through.`,
      );
    }
    this.#bytes = bytes;
    this.#messages.set(message.mid, message);
    this.#unsent.push(message);
  }

  /** Takes the oldest message that is still due and did not go out on this connection. */
  next(): UnsentMessage | undefined {
    for (;;) {
      const message = this.#unsent.shift();
      if (message === undefined || this.#messages.has(message.mid)) return message;
    }
  }

  /** The server has answered for this message, or nobody wants it any more: it is forgotten. Returns whether it was there. */
  settle(mid: string): boolean {
    const message = this.#messages.get(mid);
    if (message === undefined) return false;
    this.#bytes -= Buffer.byteLength(message.text);
    return this.#messages.delete(mid);
  }

  /** The connection is gone: everything goes out again on the next one, in its order. */
  rewind(): void {
    this.#unsent = [...this.#messages.values()];
  }

  /** What is not acknowledged, oldest first. */
  messages(): UnsentMessage[] {
    return [...this.#messages.values()];
  }

  get isEmpty(): boolean {
    return this.#messages.size === 0;
  }
}
