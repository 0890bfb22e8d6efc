import { messageWords, type ShownMessage } from '../talk/render.ts';
import { isNamedRoom } from '../talk/room-words.ts';
import { safeText } from '../talk/safe-text.ts';
import { createStyle } from '../talk/style.ts';
import { lobbyRoomId } from '../words/room-id.ts';
import type { ExportFormat } from './export-command.ts';
import { iso, messageJson } from './message-output.ts';

/* How messages are written by `partyline export`. */

/** A message as it is exported. */
export type ExportedMessage = Parameters<typeof messageJson>[0] & ShownMessage;

/** One form of an export. */
export interface ExportWriter {
  /** In front of everything; empty for most. */
  readonly head: string;
  /** One message with its line end. */
  write(message: ExportedMessage): string;
}

/** A field that begins like this is a formula to spreadsheets (OWASP, CSV Injection). */
const formula = /^[\s\p{C}\p{Z}]*[=+\-@＝＋－＠]/u;

/** The writers by their names. */
export const exportWriters: Readonly<Record<ExportFormat, ExportWriter>> = {
  jsonl: { head: '', write: messageJson },
  txt: { head: '', write: textLines },
  csv: { head: csvLine(['room', 'seq', 'at', 'from', 'kind', 'of', 'edited', 'text']), write: csv },
};

const plain = { style: createStyle(false), now: 0 };

function textLines(message: ExportedMessage): string {
  const { roomName, seq, at } = message;
  // The name of a room would stand in front of the message again.
  const shown = isNamedRoom(roomName) ? { ...message, roomName: lobbyRoomId } : message;
  return `${iso(at)} ${roomName} ${seq} ${messageWords(shown, plain)}\n`;
}

function csv({ roomName, seq, at, from, kind, of, edited, text }: ExportedMessage): string {
  const numbers = { of: of === null ? '' : String(of), edited: edited === null ? '' : iso(edited) };
  return csvLine([roomName, String(seq), iso(at), from, kind, numbers.of, numbers.edited, text]);
}

/** A record by RFC 4180. */
function csvLine(fields: readonly string[]): string {
  return `${fields.map(csvField).join(',')}\r\n`;
}

function csvField(text: string): string {
  const harmless = safeText(formula.test(text) ? `'${text}` : text, { newlines: true });
  return /[",\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
