import { encodeFrames } from '../../wire/frame.ts';
import type { FrameWriter } from '../../wire/frame-writer.ts';
import type { ServerMessage, ServerMessages } from '../../wire/messages.ts';

/** A value whose entries are JSON already, as `writeRuns` gives it: they are sent as they are. */
export type Written<Value> = Value extends { readonly runs: unknown }
  ? Omit<Value, 'runs'> & { readonly runs: string }
  : Value;

/** A message of the server before it is encoded. */
export type OutgoingMessage = Written<ServerMessage>;

/** Encodes messages as frames, one after the other in one buffer. */
export function encodeMessages(messages: readonly OutgoingMessage[]): Buffer {
  return encodeFrames(messages.map(textOf));
}

/**
 * The JSON of a message. The most frequent types are put together here, which costs half as much: strings
 * between quotes have passed a schema that leaves nothing to escape.
 */
export function textOf(message: OutgoingMessage): string {
  switch (message.type) {
    case 'entries': {
      const { room, first, runs } = message;
      return `{"type":"entries","room":"${room}","first":${first},"runs":${runs}}`;
    }
    case 'history': {
      const { re, room, first, runs, more, dropped } = message;
      const gone = dropped === undefined ? '' : `,"dropped":${JSON.stringify(dropped)}`;
      return `{"type":"history","re":${re},"room":"${room}","first":${first},"runs":${runs},"more":${more}${gone}}`;
    }
    default:
      return JSON.stringify(message);
  }
}

/** Writes a `posted` as a frame, as it comes from `textOf`. */
export function writePosted(
  writer: FrameWriter,
  { re, room, seq, at, away }: ServerMessages['posted'],
): void {
  writer.begin().ascii('{"type":"posted","re":').integer(re).ascii(',"room":"').ascii(room);
  writer.ascii('","seq":').integer(seq).ascii(',"at":').integer(at);
  writer.ascii(away ? ',"away":true}' : ',"away":false}').end();
}
