import { RecentMap } from '../../base/recent-map.ts';
import type { RoomState } from '../../wire/messages.ts';
import { limits } from '../../words/limits.ts';

/** Knows rooms by what a program may call them: their name (`lobby`, `@ana`), or the id that messages carry. */
export class Rooms {
  readonly #idOfName = new RecentMap<string, string>(2 * limits.roomsPerClient);

  readonly #nameOfId = new RecentMap<string, string>(limits.roomsPerClient);

  /** The server has named a room. */
  enter({ room, name }: Pick<RoomState, 'room' | 'name'>): void {
    this.#idOfName.set(name, room);
    this.#nameOfId.set(room, name);
  }

  /** The id of a room, or the text itself: the server knows people's names, or says what is wrong. */
  id(room: string): string {
    return this.#idOfName.get(room) ?? room;
  }

  /** How the account calls a room; the id itself where it has no name yet. */
  name(id: string): string {
    return this.#nameOfId.get(id) ?? id;
  }

  /** Whether an entry is of one of these rooms; undefined: of any. */
  filter(
    rooms?: readonly string[],
  ): (entry: { readonly room: string; readonly roomName: string }) => boolean {
    if (rooms === undefined) return () => true;
    const wanted = new Set(rooms);
    return ({ room, roomName }) => wanted.has(room) || wanted.has(roomName);
  }
}
