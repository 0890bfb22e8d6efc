import type { Log } from '../../base/log.ts';
import type { Words } from '../../base/worded.ts';
import type { MessageChannel } from '../../wire/message-channel.ts';
import type { ByeReason } from '../../wire/messages.ts';
import type { OutgoingMessage } from '../delivery/encode.ts';

/** The connection that a member is logged in on, as far as the member uses it. */
export interface MemberTransport {
  readonly channel: MessageChannel;
  readonly address: string;
  readonly log: Log;
  /** Sends a message; returns its payload bytes. */
  send(message: OutgoingMessage): Uint8Array;
  /**
   * Sends frames that are encoded already.
   *
   * @param mark the last of them is a ping with this mark
   */
  sendFrames(frames: Buffer, count: number, mark?: string): void;
  /** Has frames go out in one piece with what is sent next, or when the channel releases them. */
  holdFrames(frames: Buffer, count: number): void;
  /** Bytes that were sent and that the client may not have read yet. */
  readonly unreadBytes: number;
  /** The client sent back the mark of a ping: it has read all before it. */
  cameBack(mark: string): void;
  /** Asks the client whether it is there. */
  ping(): void;
  pauseReading(): void;
  /** Goes on reading, unless the server takes leave. */
  resumeReading(): void;
  /** Takes leave with a reason, and ends. */
  end(reason: ByeReason, message: Words): void;
}
