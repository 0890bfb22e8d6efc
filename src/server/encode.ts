import { encodeFrames } from '../wire/frame.ts';
import type { ServerMessage } from '../wire/messages.ts';

/** Encodes messages as frames, one after the other in one buffer. */
export function encodeMessages(messages: readonly ServerMessage[]): Buffer {
  return encodeFrames(messages.map((message) => JSON.stringify(message)));
}
