import { encodeFrames } from '../../wire/frame.ts';
import type { ServerMessage } from '../../wire/messages.ts';

/** Encodes messages as frames, one after the other in one buffer. */
export function encodeMessages(messages: readonly ServerMessage[]): Buffer {
  return encodeFrames(messages.map(textOf));
}

/**
 * The JSON of a message. The two kinds that nearly all are of are put together here, which costs half as
 * much: what is between quotes has passed a schema that leaves nothing to escape, but for the text.
 */
export function textOf(message: ServerMessage): string {
  if (message.type === 'message') {
    const { room, seq, mid, from, at, kind, text } = message;
    return `{"type":"message","room":"${room}","seq":${seq},"mid":"${mid}","from":"${from}","at":${at},"kind":"${kind}","text":${JSON.stringify(text)}}`;
  }
  if (message.type === 'posted') {
    const { re, room, seq, at, away } = message;
    return `{"type":"posted","re":${re},"room":"${room}","seq":${seq},"at":${at},"away":${away}}`;
  }
  return JSON.stringify(message);
}
