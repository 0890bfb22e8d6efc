import { RecentMap } from '../../base/recent-map.ts';
import type { RoomState } from '../../wire/messages.ts';
import { limits } from '../../words/limits.ts';
import { roomHistories } from '../../words/room-settings.ts';
import type { HistoryMessage } from './entries.ts';

/**
 * The rooms that the account is in, as far as the server has told of them: by their ids, and by what a program
 * may call them (`lobby`, `@ana`, `#ops`).
 */
export class KnownRooms {
  readonly #idOfName = new RecentMap<string, string>(2 * limits.roomsPerClient);
  readonly #states = new Map<string, RoomState>();

  /** The rooms, the one told of first first. */
  get all(): readonly RoomState[] {
    return [...this.#states.values()];
  }

  /** A greeting has named the rooms: those that it does not name are left. */
  greet(rooms: readonly RoomState[]): void {
    this.#states.clear();
    for (const room of rooms) this.enter(room);
  }

  /** The server has told of a room, or of a name of it that is new. */
  enter(state: RoomState): void {
    const before = this.#states.get(state.room);
    if (before !== undefined) this.#forgetName(before);
    this.#states.set(state.room, state);
    this.#idOfName.set(state.name, state.room);
  }

  /** The account is not in a room any more; returns what it was. */
  leave(room: string): RoomState | undefined {
    const state = this.#states.get(room);
    if (state !== undefined) this.#forgetName(state);
    this.#states.delete(room);
    return state;
  }

  #forgetName({ room, name }: RoomState): void {
    if (this.#idOfName.get(name) === room) this.#idOfName.delete(name);
  }

  /** The state of a room; undefined for one that the server has not told of. */
  of(room: string): RoomState | undefined {
    return this.#states.get(room);
  }

  /** What an entry that is new says of its room. `me` is the account's name. */
  note(room: string, message: HistoryMessage, me: string): void {
    const state = this.#states.get(room);
    if (state === undefined || message.seq <= state.last) return;
    const change = changeIn(message, me);
    if (change !== undefined) this.#states.set(room, { ...state, ...change, last: message.seq });
  }

  /** The id of a room, or the text itself: the server knows the names of people and rooms, or says what is wrong. */
  id(room: string): string {
    return this.#idOfName.get(room) ?? room;
  }

  /** How the account calls a room; the id itself where it has no name yet. */
  name(id: string): string {
    return this.#states.get(id)?.name ?? id;
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

/** What an event says of its room; see `entryKinds` for their texts. undefined: nothing. */
function changeIn(
  { kind, text, names }: HistoryMessage,
  me: string,
): Partial<RoomState> | undefined {
  if (kind === 'topic') return { topic: text };
  if (kind === 'archived') return { archived: text !== 'off' };
  if (kind === 'role' && names.includes(me)) return { role: text as RoomState['role'] };
  return kind === 'changed' ? settingIn(text) : undefined;
}

function settingIn(text: string): Partial<RoomState> | undefined {
  const [setting, value] = text.split(' ');
  if (setting === 'public' || setting === 'private') return { access: setting };
  if (setting === 'readonly') return { readonly: value === 'on' };
  if (setting === 'slow') return { slowMs: Number(value) || 0 };
  const history = roomHistories.find((each) => each === value);
  return setting === 'history' && history !== undefined ? { history } : undefined;
}
