import type { RoomState } from '../../wire/messages.ts';
import { limits } from '../../words/limits.ts';
import { lobbyRoomId } from '../../words/room-id.ts';
import { type CommonHistory, lineageOf } from './lineage.ts';
import { type OwnPlace, OwnPlaces } from './own-places.ts';

/** Last sequence number shown, by room id; the room in which something was shown last stands last. */
export type Cursors = Readonly<Record<string, number>>;

/** The rooms at a login, as this device sees them. */
export interface Opening {
  /** The server's history is another one than before: sequence numbers have begun anew. */
  readonly replaced: boolean;
  /** The server goes on from an older copy of its history: rooms in which more was known than it has. */
  readonly parted: readonly PartedRoom[];
  /** With `skipped` and `after` as they are for this device. */
  readonly rooms: readonly RoomState[];
  /** By room id: the server sends the entries after this one by itself. */
  readonly served: ReadonlyMap<string, number>;
}

/** A room in which an older copy of the history lacks messages that this device knows of. */
export interface PartedRoom {
  readonly room: string;
  /** So many are gone from the server's history. */
  readonly gone: number;
  /** So many of them are this client's own, and were acknowledged. */
  readonly own: number;
}

/** The memory of read positions between runs of a client. */
export interface SavedPositions {
  /** The server's history that the cursors belong to. */
  readonly epoch?: string;
  /** The terms of that history, the latest first. */
  readonly terms?: readonly string[];
  /** Last sequence number shown, by room id; the room shown last stands last. */
  readonly cursors?: Cursors;
  /** The last messages of this client that were acknowledged. */
  readonly own?: readonly OwnPlace[];
  /** The cursors are of all rooms that there were: one without has begun since. */
  readonly knowsAllRooms?: boolean;
}

/** The history of the server, and the rooms in it, as a greeting tells them. */
export interface GreetedHistory {
  readonly epoch: string;
  readonly terms: readonly string[];
  readonly rooms: readonly RoomState[];
}

/**
 * The place that this device has reached in each room, through all connections. Places compare only within
 * one history of the server: it is known by its epoch, and by its terms, which tell a copy that was put back
 * from the history that it is a copy of.
 */
export class ReadPositions {
  readonly #seqs = new Map<string, number>();
  readonly #own = new OwnPlaces();
  #epoch: string | undefined;
  #terms: readonly string[] = [];
  #skipsNothing = false;
  /** A greeting has named all rooms there were: one that was not among them is new. */
  #knowsAllRooms = false;

  get epoch(): string | undefined {
    return this.#epoch;
  }

  /** The terms of the history that the places belong to, the latest first. */
  get terms(): readonly string[] {
    return this.#terms;
  }

  /** All of it, to be restored by a later run. */
  get saved(): SavedPositions & { readonly cursors: Cursors } {
    return {
      ...(this.#epoch === undefined ? {} : { epoch: this.#epoch }),
      ...(this.#terms.length === 0 ? {} : { terms: this.#terms }),
      ...(this.#own.all.length === 0 ? {} : { own: this.#own.all }),
      ...(this.#knowsAllRooms ? { knowsAllRooms: true } : {}),
      cursors: this.cursors,
    };
  }

  get cursors(): Cursors {
    return Object.fromEntries(this.#seqs);
  }

  /** Last sequence number shown in a room; 0 where nothing was. */
  of(room: string): number {
    return this.#seqs.get(room) ?? 0;
  }

  /** Goes on where an earlier run of the client left off. */
  restore({ epoch, terms = [], cursors = {}, own = [], knowsAllRooms }: SavedPositions): void {
    this.#epoch = epoch;
    this.#terms = terms;
    this.#knowsAllRooms = knowsAllRooms ?? false;
    this.#own.restore(own);
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

  /** The server has stored a message of this client. */
  posted(room: string, seq: number): void {
    this.#own.add(room, seq);
  }

  /**
   * The places that have to be compared with the history of a server which names these terms: all of them
   * when it has been started since they were reached, as it may have been started from an older copy.
   * undefined: none.
   */
  inDoubt(told: readonly string[]): Cursors | undefined {
    const latest = this.#terms[0];
    if (latest === undefined || latest === told[0]) return undefined;
    const places = this.#own.highest();
    for (const [room, seq] of this.#seqs) places.set(room, Math.max(seq, places.get(room) ?? 0));
    return places.size === 0 ? undefined : Object.fromEntries(places);
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
   * @param common how far the places that were in doubt are in the server's history
   */
  open(
    { epoch, terms, rooms }: GreetedHistory,
    honoured: ReadonlySet<string>,
    common?: CommonHistory,
  ): Opening {
    const isSame = this.#epoch === epoch;
    const replaced =
      common === undefined ? this.#epoch !== undefined && !isSame : common.term === null;
    const parted = replaced ? [] : this.#part(common?.parted ?? {});
    if (replaced) this.#forget();
    this.#epoch = epoch;
    this.#forgetOldest();
    this.#terms = lineageOf(this.#terms, terms, common?.term);
    const moved = new Set(parted.map(({ room }) => room));
    const beginning = this.#knowsAllRooms ? 0 : undefined;
    const states = rooms.map((state) => {
      const isHonoured = isSame && !replaced && honoured.has(state.room) && !moved.has(state.room);
      const begun = state.name.startsWith('@') ? beginning : undefined;
      return this.#enter(state, this.#seqs.get(state.room) ?? begun, isHonoured);
    });
    // Longer lists are cut, which the newcomer cannot see.
    this.#knowsAllRooms ||= rooms.length < limits.roomsGreeted;
    const served = new Map(rooms.map(({ room, after }) => [room, after]));
    return { replaced, parted, rooms: states, served };
  }

  /** Another term of the same history has begun. */
  beginTerm(term: string): void {
    this.#terms = lineageOf(this.#terms, [term, ...this.#terms]);
  }

  #forget(): void {
    this.#seqs.clear();
    this.#own.clear();
    this.#terms = [];
    this.#knowsAllRooms = false;
  }

  /** Goes back to where histories part: the messages behind that are others now, or gone. */
  #part(places: Cursors): PartedRoom[] {
    return Object.entries(places).map(([room, last]) => {
      const known = Math.max(this.of(room), this.#own.highest().get(room) ?? 0);
      if (this.of(room) > last) this.set(room, last);
      return { room, gone: known - last, own: this.#own.dropAfter(room, last) };
    });
  }

  /** Rooms in which nothing was shown for longest give way; the account's own read position stands in for them. */
  #forgetOldest(): void {
    for (const room of this.#seqs.keys()) {
      if (this.#seqs.size <= limits.roomsPerClient) return;
      if (room !== lobbyRoomId) this.#seqs.delete(room);
      this.#knowsAllRooms = false;
    }
  }

  /** A room that the server has named on a connection that is up, as this device sees it. */
  enter(told: RoomState): RoomState {
    return this.#enter(told, this.#seqs.get(told.room), false);
  }

  #enter(told: RoomState, cursor: number | undefined, honoured: boolean): RoomState {
    const state = cursor === undefined ? told : this.#adapt(told, cursor, honoured);
    if (!this.#seqs.has(state.room) || state.after > this.of(state.room)) {
      this.set(state.room, state.after);
    }
    return state;
  }

  /**
   * Where the server did not start from the device's own cursor (a login with the password, a cursor that found
   * no place in `resume`, a room that has begun since the device was here), it counted from the last message that
   * any device of the account was sent, or from the last time that the account came into the room. This device then
   * catches up with the rest, as far back as a replay goes.
   */
  #adapt(told: RoomState, cursor: number, honoured: boolean): RoomState {
    if (this.#skipsNothing) return { ...told, after: cursor, skipped: 0 };
    // What an earlier stretch of the room still has for this device, the server does not send by itself.
    if (honoured && told.stretches === undefined) return told;
    const after = Math.min(told.after, Math.max(cursor, told.last - limits.replayMessages));
    return { ...told, after: Math.max(after, cursor), skipped: Math.max(0, after - cursor) };
  }
}

function lobbyFirst([left]: [string, number], [right]: [string, number]): number {
  return Number(right === lobbyRoomId) - Number(left === lobbyRoomId);
}
