import { isChange } from '../client/core/entries.ts';
import type { LineChange, LineMessage } from '../client/core/events.ts';
import { messageLines, type ShownMessage } from '../talk/render.ts';

import { Transcript } from '../talk/transcript.ts';
import { styleOfOutput } from './interactive.ts';
import { jsonLine } from './json-line.ts';

/* How commands print messages, and changes of them. */

/** A message as a line of JSON; a stable shape, described in docs/using.md. */
export function messageJson(
  message: Omit<LineMessage, 'room' | 'mid' | 'own' | 'replayed' | 'deleted'>,
): string {
  const { roomName: room, seq, at, from, kind, text } = message;
  const { names, file, of, edited, editedBy, reactions } = message;
  return jsonLine({
    ...{ room, seq, at: iso(at), from, kind, text },
    ...(of === null ? {} : { of }),
    ...(names.length === 0 ? {} : { names }),
    ...(file === null ? {} : { file }),
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
  const style = styleOfOutput();
  return (message) => `${messageLines(message, { style, now: Date.now() })}\n`;
}

/** A message, or a change of one, as a line of JSON; a stable shape, described in docs/using.md. */
export function entryJson(entry: LineMessage | LineChange): string {
  if (!isChange(entry)) return messageJson(entry);
  const { roomName: room, seq, at, from, kind, text, of } = entry;
  return jsonLine({ room, seq, at: iso(at), from, kind, text, of });
}

/** Messages and changes as `partyline join` shows them; undefined for a change that shows nothing. */
export function entryText(): (entry: LineMessage | LineChange) => string | undefined {
  const style = styleOfOutput();
  const transcript = new Transcript();
  return (entry) => {
    const view = { style, now: Date.now() };
    const lines = isChange(entry)
      ? transcript.change(entry, view)
      : transcript.message(entry, view);
    return lines === undefined ? undefined : `${lines}\n`;
  };
}
