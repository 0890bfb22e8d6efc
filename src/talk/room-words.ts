import { textOf } from '../texts/text-of.ts';
import { safeLine } from './safe-text.ts';
import type { Style } from './style.ts';

/* How a room is called on the screen, by its name as the account has it: `lobby`, `@ana`, `@ana,bob`, `#ops`. */

/** The other people of a direct conversation; none in any other room. */
export function partnersIn(roomName: string): readonly string[] {
  return roomName.startsWith('@') ? roomName.slice(1).split(',') : [];
}

/** Whether it is a room with a name of its own: neither the lobby nor a direct conversation. */
export function isNamedRoom(roomName: string): boolean {
  return roomName.startsWith('#');
}

/** Where a line goes, for the prompt: `lobby`, `#ops`, `→ ana, bob`. */
export function destinationWords(roomName: string, style: Style): string {
  const partners = partnersIn(roomName);
  return style.accent(safeLine(partners.length === 0 ? roomName : `→ ${partners.join(', ')}`));
}

/** Where a message goes, when that is not where everybody is: ` → bob`, ` → #ops`, nothing for the lobby. */
export function toRoom(roomName: string, style: Style): string {
  if (isNamedRoom(roomName)) return ` → ${roomMark(roomName, style)}`;
  const partners = partnersIn(roomName);
  return partners.length === 0 ? '' : ` → ${shownNames(partners, style)}`;
}

/** The name of a room in front of what happens there. */
export function roomMark(roomName: string, style: Style): string {
  return style.accent(safeLine(roomName));
}

/** Within a sentence: `in the lobby`, `in #ops`, `with ana and bob`. */
export function placeWords(roomName: string): string {
  if (isNamedRoom(roomName)) return textOf('place.room', { room: safeLine(roomName) });
  const partners = partnersIn(roomName);
  if (partners.length === 0) return textOf('place.lobby');
  return textOf('place.people', { names: listed(partners.map(safeLine)) });
}

/** People's names in their colours, with commas between them. */
export function shownNames(names: readonly string[], style: Style): string {
  return names.map((name) => style.name(safeLine(name))).join(', ');
}

/** `ana`, `ana and bob`, `ana, bob and eve`. */
export function listed(names: readonly string[]): string {
  const last = names.at(-1) ?? '';
  if (names.length < 2) return last;
  return textOf('list.and', { names: names.slice(0, -1).join(', '), last });
}
