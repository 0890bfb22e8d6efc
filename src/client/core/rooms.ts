import type { RoomState } from '../../wire/messages.ts';
import type { LineMessage, PostTarget } from './events.ts';

/**
 * The conversations a program knows, and what it calls them: `lobby`, `@ana` for the conversation with
 * ana, or the key that messages carry (`@3.17`), which wins where a name looks like one.
 */
export class Rooms {
  readonly #keys = new Set<string>();
  readonly #keyOfPerson = new Map<string, string>();

  /** A conversation was named by the server. */
  enter({ room, with: other }: Pick<RoomState, 'room' | 'with'>): void {
    this.#keys.add(room);
    if (other !== null) this.#keyOfPerson.set(other, room);
  }

  /** The key of a room, or the text itself, so that the server says what is wrong with it. */
  key(room: string): string {
    if (this.#keys.has(room) || !room.startsWith('@')) return room;
    return this.#keyOfPerson.get(room.slice(1)) ?? room;
  }

  /** Where a message goes: to a person, or to a room. The lobby if neither is named. */
  target({ to, room = 'lobby' }: { readonly to?: string; readonly room?: string }): PostTarget {
    if (to !== undefined) return { to };
    const isPerson = room.startsWith('@') && !this.#keys.has(room);
    return isPerson ? { to: room.slice(1) } : { room };
  }

  /** Whether a message is of one of these rooms; undefined: of any. */
  filter(rooms?: readonly string[]): (message: LineMessage) => boolean {
    if (rooms === undefined) return () => true;
    const wanted = new Set(rooms);
    return ({ room, with: other }) =>
      wanted.has(room) || (other !== null && wanted.has(`@${other}`));
  }
}
