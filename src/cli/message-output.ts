import process from 'node:process';
import type { LineMessage } from '../client/core/events.ts';
import { messageLines, type ShownMessage } from '../terminal/render.ts';
import { createStyle } from '../terminal/style.ts';
import { jsonLine } from './json-line.ts';

/* How commands print messages. */

/** A message as a line of JSON; a stable shape, described in docs/using.md. */
export function messageJson(
  message: Omit<LineMessage, 'room' | 'mid' | 'own' | 'replayed' | 'deleted'>,
): string {
  const { roomName: room, seq, at, from, kind, text } = message;
  const { names, of, edited, editedBy, reactions } = message;
  return jsonLine({
    ...{ room, seq, at: iso(at), from, kind, text },
    ...(of === null ? {} : { of }),
    ...(names.length === 0 ? {} : { names }),
    ...(edited === null ? {} : { edited: iso(edited) }),
    ...(editedBy === null ? {} : { editedBy }),
    ...(reactions.length === 0 ? {} : { reactions }),
  });
}

/** A time in ISO 8601, UTC, to the millisecond. */
export function iso(at: number): string {
  return new Date(at).toISOString();
}

/** Messages as `partyline join` shows them, in colours on a terminal. */
export function messageText(): (message: ShownMessage) => string {
  const { NO_COLOR, TERM } = process.env;
  const isPlain = (NO_COLOR !== undefined && NO_COLOR !== '') || TERM === 'dumb';
  const style = createStyle(process.stdout.isTTY === true && !isPlain);
  return (message) => `${messageLines(message, { style, now: Date.now() })}\n`;
}
