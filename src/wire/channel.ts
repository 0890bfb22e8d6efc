import type { PartylineError } from '../base/errors.ts';

/*
 * The contract between the parts that exchange messages and the transport under them: frames on a stream of
 * bytes (message-channel.ts), or anything else that brings whole messages, such as a WebSocket.
 */

/** How long `close` waits for the peer to end as well, in milliseconds, unless told otherwise. */
export const defaultCloseTimeoutMs = 5_000;

/** Calls of a channel to its owner. None comes before the channel was handed out. */
export interface ChannelHandlers<Payload extends Uint8Array = Uint8Array> {
  /**
   * One whole message came, as UTF-8; not called while paused. The bytes are not reused, so they may be
   * kept, but keeping them may keep the whole chunk they came in. An error that is thrown here goes to `failed`.
   */
  payload(payload: Payload): void;
  /** The peer sent something malformed. Called at most once; nothing more is read. Writing still works. */
  failed(error: PartylineError): void;
  /** The peer finished sending; `midFrame` if inside a message. Called at most once, after all payloads. */
  ended(midFrame: boolean): void;
  /** Everything written went out, after a `send` that returned false. */
  drained(): void;
  /** The channel is closed, with the error that broke it if one did. The last call, exactly once. */
  closed(error?: Error): void;
}

/** Whole messages in both directions. */
export interface Channel {
  /**
   * Sends a text as one message. Returns false when the sender should wait for `drained` before it
   * sends more, and when the channel is closing or closed, where the text is dropped.
   *
   * @throws PartylineError `frame.invalid` if the text is empty or holds a lone surrogate
   */
  send(text: string): boolean;
  /**
   * Delivers no more at once, also nothing that was read already, and stops reading, so that the
   * transport slows the peer down where it can. The peer's end is told after `resume`.
   */
  pause(): void;
  /** Goes on delivering, from a later turn on. */
  resume(): void;
  /**
   * Says goodbye: flushes what was sent, ends the sending side, and waits for the peer; after
   * `timeoutMs` it cuts the channel. From now on only `closed` is told; frames of the peer are
   * thrown away. Resolves when the channel is closed; may be called again.
   *
   * @param timeoutMs 5,000 if left out
   */
  close(timeoutMs?: number): Promise<void>;
  /** Cuts the channel now; frames sent before may be lost. `error` goes to `closed`. May be called again. */
  abort(error?: Error): void;
}
