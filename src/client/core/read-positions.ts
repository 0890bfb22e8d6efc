import type { RoomState } from '../../wire/messages.ts';
import { limits } from '../../words/limits.ts';
import { lobbyRoomId } from '../../words/room-id.ts';

/** Last sequence number shown, by room id; the room in which something was shown last stands last. */
export type Cursors = Readonly<Record<string, number>>;

/** The rooms at a login, as this device sees them. */
export interface Opening {
  /** The server's history is another one than before: sequence numbers have begun anew. */
  readonly replaced: boolean;
  /** With `skipped` and `after` as they are for this device. */
  readonly rooms: readonly RoomState[];
  /** By room id: the server sends the entries after this one by itself. */
  readonly served: ReadonlyMap<string, number>;
}

/**
 * The place that this device has reached in each room, through all connections. Places compare only within
 * one history of the server, its epoch.
 */
export class ReadPositions {
  readonly #seqs = new Map<string, number>();
  #epoch: string | undefined;
  #skipsNothing = false;
  /** A greeting has named all rooms there were: one that was not among them is new. */
  #knowsAllRooms = false;

  get epoch(): string | undefined {
    return this.#epoch;
  }

  get cursors(): Cursors {
    return Object.fromEntries(this.#seqs);
  }

  /** Last sequence number shown in a room; 0 where nothing was. */
  of(room: string): number {
    return this.#seqs.get(room) ?? 0;
  }

  /** Goes on where an earlier run of the client left off. */
  restore({ epoch, cursors = {} }: { epoch?: string; cursors?: Cursors }): void {
    this.#epoch = epoch;
    for (const [room, seq] of Object.entries(cursors)) this.set(room, seq);
  }

  /** A room's position without anything having been shown. */
  set(room: string, seq: number): void {
    this.#seqs.set(room, seq);
  }

  /** A message was shown: its room is the latest. */
  show(room: string, seq: number): void {
    this.#seqs.delete(room);
    this.#seqs.set(room, seq);
  }

  /** From the next login on nothing is skipped, however much was said meanwhile. */
  skipNothing(): void {
    this.#skipsNothing = true;
  }

  /**
   * The cursors that fit into `maxBytes` of JSON: the lobby's, then those of the rooms where something
   * was shown last. A room without one is served from where the account, not the device, has seen.
   */
  recent(maxBytes: number): Cursors {
    const recent = [...this.#seqs].reverse().sort(lobbyFirst);
    const chosen: [string, number][] = [];
    let bytes = 2;
    for (const [room, seq] of recent) {
      bytes += `"${room}":${seq},`.length;
      if (bytes > maxBytes) break;
      chosen.push([room, seq]);
    }
    return Object.fromEntries(chosen);
  }

  /**
   * A login has succeeded.
   *
   * @param honoured rooms in which the server starts from this device's own cursor
   */
  open(epoch: string, rooms: readonly RoomState[], honoured: ReadonlySet<string>): Opening {
    const replaced = this.#epoch !== undefined && this.#epoch !== epoch;
    if (replaced) {
      this.#seqs.clear();
      this.#knowsAllRooms = false;
    }
    this.#epoch = epoch;
    this.#forgetOldest();
    const states = rooms.map((state) => this.enter(state, !replaced && honoured.has(state.room)));
    // Longer lists are cut, which the newcomer cannot see.
    this.#knowsAllRooms ||= rooms.length < limits.roomsGreeted;
    const served = new Map(rooms.map(({ room, after }) => [room, after]));
    return { replaced, rooms: states, served };
  }

  /** Rooms in which nothing was shown for longest give way; the account's own read position stands in for them. */
  #forgetOldest(): void {
    for (const room of this.#seqs.keys()) {
      if (this.#seqs.size <= limits.roomsPerClient) return;
      if (room !== lobbyRoomId) this.#seqs.delete(room);
    }
  }

  /** A room that the server has named, as this device sees it. */
  enter(told: RoomState, honoured: boolean): RoomState {
    const state = this.#adapt(told, honoured);
    if (!this.#seqs.has(state.room) || state.after > this.of(state.room)) {
      this.set(state.room, state.after);
    }
    return state;
  }

  /**
   * Where the server did not start from the device's own cursor (a login with the password, or a cursor
   * that found no place in `resume`), it counted from the last message that any device of the account has
   * seen. This device then catches up with the rest, as far back as a replay goes.
   */
  #adapt(told: RoomState, honoured: boolean): RoomState {
    const cursor = this.#seqs.get(told.room);
    if (this.#skipsNothing) return this.#adaptWhole(told, cursor);
    if (honoured || cursor === undefined) return told;
    const after = Math.min(told.after, Math.max(cursor, told.last - limits.replayMessages));
    return { ...told, after: Math.max(after, cursor), skipped: Math.max(0, after - cursor) };
  }

  /** A room that is new since a greeting that named them all has begun while the line was down. */
  #adaptWhole(told: RoomState, cursor = this.#knowsAllRooms ? 0 : undefined): RoomState {
    return cursor === undefined ? told : { ...told, after: cursor, skipped: 0 };
  }
}

function lobbyFirst([left]: [string, number], [right]: [string, number]): number {
  return Number(right === lobbyRoomId) - Number(left === lobbyRoomId);
}
