import type { LineMessage } from '../client/core/events.ts';
import { textOf } from '../texts/text-of.ts';
import { holdsWord, isMentioned } from '../words/mention.ts';
import { entryKinds } from '../words/message-kind.ts';
import type { Preferences } from '../words/preferences.ts';
import { safeLine } from './safe-text.ts';

/* Which messages call the person at a screen, and how a call reads on the desktop. */

/** The parts of a message that say whom it calls. */
export type CallingMessage = Pick<
  LineMessage,
  'room' | 'roomName' | 'from' | 'text' | 'kind' | 'names' | 'own' | 'replayed'
>;

/** Whether a message calls the account `name`: none of its own does, and none that was missed. */
export function callsPerson(
  message: CallingMessage,
  { rooms, notify, words }: Pick<Preferences, 'rooms' | 'notify' | 'words'>,
  name: string,
): boolean {
  if (message.own || message.replayed) return false;
  const level = rooms[message.room] ?? notify;
  if (level === 'none') return false;
  if (message.names.includes(name)) return true;
  if (message.kind === 'unknown' || !entryKinds[message.kind].unread) return false;
  if (level === 'all' || message.roomName.startsWith('@')) return true;
  return isMentioned(message.text, name) || holdsWord(message.text, words);
}

/** Code points of a text on the desktop. */
const desktopLength = 160;

/** A call as it is shown outside of the program: both texts are harmless, and on one line each. */
export interface DesktopCall {
  /** Who calls, and where: `bob in #ops`. */
  readonly title: string;
  /** The beginning of what they say. */
  readonly text: string;
  /** The message that calls: the name of its room, and its number. */
  readonly message: Pick<LineMessage, 'roomName' | 'seq'>;
}

/** A message as a call. */
export function desktopCall({
  from,
  roomName,
  seq,
  text,
}: CallingMessage & Pick<LineMessage, 'seq'>): DesktopCall {
  const where = roomName.startsWith('@')
    ? ''
    : textOf('urgent.in-room', { room: safeLine(roomName) });
  const oneLine = safeLine(text.replaceAll(/\s+/g, ' '));
  const cut = Array.from(oneLine).slice(0, desktopLength).join('');
  return { title: `${safeLine(from)}${where}`, text: cut, message: { roomName, seq } };
}

/**
 * A call as a notification of a terminal. Its beginning is our own: some terminals take OSC 9 with a number at the
 * beginning for another command.
 */
export function desktopText({ title, text }: DesktopCall): string {
  return `Partyline: ${title}: ${text}`;
}
