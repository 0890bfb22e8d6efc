import type { Log } from '../../base/log.ts';
import type { ChannelHandlers } from '../../wire/channel.ts';
import type { MessageChannel } from '../../wire/message-channel.ts';
import type { BindingType } from '../../words/binding-type.ts';

/** A connection that a door has let in, secured and ready for its first frame. */
export interface AcceptedConnection {
  /** Where it comes from: an IP address, or `localAddress`. */
  readonly address: string;
  /** It came through the door at the server itself, and is the operator's. */
  readonly isLocal: boolean;
  /** It came while there was no room for more: its client is told so, and it ends. */
  readonly isTooMany: boolean;
  readonly log: Log;
  /** How much of the time for a login it has spent already, in milliseconds. */
  readonly waitedMs: number;
  /** Channel bindings it has, strongest first. */
  readonly bindings: readonly BindingType[];
  /** The bytes of a binding of `bindings`. */
  binding(type: BindingType): Uint8Array;
  openChannel(maxFrameBytes: number, handlers: ChannelHandlers): MessageChannel;
  /** Gives back the place among those who wait to be logged in. */
  admitted(): void;
}
