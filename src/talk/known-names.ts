import { RecentMap } from '../base/recent-map.ts';
import type { RoomState } from '../wire/messages.ts';
import { lobbyRoomId } from '../words/room-id.ts';
import type { Offered } from './commands.ts';

/** Names of people that are kept at the most. */
const maxPeople = 2_000;

/** The names that a talk has come across: Tab completes them, and rooms are found by their ids. */
export class KnownNames implements Offered {
  /** Those who came or spoke lately. */
  readonly #here = new RecentMap<string, true>(maxPeople);
  /** Those who are in the present room. */
  #members: readonly string[] = [];
  /** Rooms that the account is in, by their ids: the client bounds how many. */
  readonly #own = new Map<string, string>();
  /** Others that it may see. */
  #others: readonly string[] = [];

  get names(): readonly string[] {
    return sorted([...this.#here.keys(), ...this.#members]);
  }

  get rooms(): readonly string[] {
    return sorted([...this.#own.values(), ...this.#others].filter((name) => name.startsWith('#')));
  }

  /** The rooms and conversations of the account, the lobby first. */
  get own(): readonly string[] {
    const others = sorted([...this.#own.values()]).filter((name) => name !== lobbyRoomId);
    return [lobbyRoomId, ...others];
  }

  /** Somebody came, or spoke. */
  came(name: string): void {
    this.#here.set(name, true);
  }

  /** Somebody went. */
  went(name: string): void {
    this.#here.delete(name);
  }

  /** These are in the present room. */
  turned(members: readonly string[]): void {
    this.#members = members;
  }

  /** These rooms can be seen. */
  saw(rooms: readonly string[]): void {
    this.#others = rooms;
  }

  /** The account is in this room; returns the name that it had before. */
  entered({ room, name }: Pick<RoomState, 'room' | 'name'>): string | undefined {
    const before = this.#own.get(room);
    this.#own.set(room, name);
    return before;
  }

  /** The account is not in this room any more; returns its name. */
  left(room: string): string | undefined {
    const name = this.#own.get(room);
    this.#own.delete(room);
    return name;
  }
}

function sorted(names: readonly string[]): string[] {
  return [...new Set(names)].sort();
}
