import type { UnsentMessage } from './events.ts';

/** Keeps messages that are not acknowledged for longer than the program lives. */
export interface Outbox {
  /** A message was taken and is to be sent. */
  add(message: UnsentMessage): void;
  /** The server has a message, or will not take it, or nobody wants it sent any more. */
  remove(mid: string): void;
  /** Messages that an earlier run of the program left, oldest first: they are sent under the mids that they had. */
  left(): readonly UnsentMessage[];
}
