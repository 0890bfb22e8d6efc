import type { RoomState, ServerMessages } from '../../wire/messages.ts';
import { limits } from '../../words/limits.ts';
import { entryCount, readRuns } from '../../words/runs.ts';
import type { RoomEntry } from './entries.ts';
import { ConnectionError } from './failures.ts';
import type { Flow } from './flow.ts';

/** Last sequence number shown, by room key; what was shown last stands last. */
export type Cursors = Readonly<Record<string, number>>;

/** What an inbox asks of its owner. */
export interface InboxHandlers {
  /** Shows a message: called once for each, in the order of its room. */
  deliver(message: RoomEntry, room: RoomState): void;
  /** Messages after `after` are missing; the owner asks for them and calls `fetched`. */
  fetch(room: string, after: number): void;
  /** The server does not have these messages itself: they are passed over. */
  missing(room: string, from: number, to: number): void;
}

/** A room on the present connection. */
interface Reading {
  state: RoomState;
  /** What came ahead of its turn, by sequence number. */
  readonly ahead: Map<number, RoomEntry>;
  /** The highest sequence number known to exist. */
  known: number;
  /** What is missing after this place was asked for, and the answer has not come. */
  askedAfter: number | undefined;
}

/** What a login told about the rooms, as this device sees it. */
export interface Opening {
  /** The server's history is another one than before: sequence numbers have begun anew. */
  readonly replaced: boolean;
  /** With `skipped` and `after` as they are for this device. */
  readonly rooms: readonly RoomState[];
}

/** Messages held back for all rooms together while what comes before them is fetched. */
const maxAhead = 1_000;
/** Rooms in which something is asked for at the same time. */
const maxAsking = 4;
/**
 * Brings every message exactly once and in order, whatever the line does: it keeps the place it has
 * reached in each room, drops what it has, holds back what is early and asks for what is missing.
 * Places compare only within one epoch.
 *
 * While the flow is not open it delivers nothing and keeps nothing: what comes is left on the server, and
 * asked for later. Only an answer that has begun to be delivered is delivered to its end.
 */
export class Inbox {
  readonly #handlers: InboxHandlers;
  readonly #flow: Pick<Flow, 'isOpen'>;
  readonly #cursors = new Map<string, number>();
  readonly #rooms = new Map<string, Reading>();
  #epoch: string | undefined;
  #aheadCount = 0;
  #asking = 0;
  #whole = false;
  #knowsAll = false;

  constructor(handlers: InboxHandlers, flow: Pick<Flow, 'isOpen'>) {
    this.#handlers = handlers;
    this.#flow = flow;
  }

  /** Goes on where an earlier run of the client left off. */
  restore({ epoch, cursors = {} }: { epoch?: string; cursors?: Cursors }): void {
    this.#epoch = epoch;
    for (const [room, seq] of Object.entries(cursors)) this.#cursors.set(room, seq);
  }

  get epoch(): string | undefined {
    return this.#epoch;
  }

  get cursors(): Cursors {
    return Object.fromEntries(this.#cursors);
  }

  /** The flow is open again: goes on with what came meanwhile. */
  goOn(): void {
    for (const [key, reading] of this.#rooms) this.#release(key, reading);
    this.catchUp();
  }

  /** From the next login on nothing is skipped, however much was said meanwhile. */
  skipNothing(): void {
    this.#whole = true;
  }

  /** Goes on in some rooms from these places, before anything of them was delivered. */
  startFrom(places: Cursors): void {
    for (const [key, seq] of Object.entries(places)) {
      this.#cursors.set(key, seq);
      const reading = this.#rooms.get(key);
      if (reading === undefined) continue;
      reading.state = { ...reading.state, after: seq, skipped: 0 };
      reading.known = Math.max(reading.known, reading.state.last);
    }
  }

  /**
   * The cursors that fit into `maxBytes` of JSON: the lobby's, then those of the rooms where something
   * was shown last. A room without one is served from where the account, not the device, has seen.
   */
  recentCursors(maxBytes: number): Cursors {
    const recent = [...this.#cursors].reverse().sort(lobbyFirst);
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
    if (replaced) this.#forget();
    this.#epoch = epoch;
    this.close();
    const states = rooms.map((state) => this.#enter(state, !replaced && honoured.has(state.room)));
    // Longer lists are cut, which the newcomer cannot see.
    this.#knowsAll ||= rooms.length < limits.roomsGreeted;
    return { replaced, rooms: states };
  }

  #forget(): void {
    this.#cursors.clear();
    this.#knowsAll = false;
  }

  /** After `open` has been told to everybody: asks for what the server will not send by itself. */
  catchUp(): void {
    for (const [key, reading] of this.#rooms) this.#repair(key, reading);
  }

  /** A conversation was begun, or told of again. */
  enter(state: RoomState): RoomState {
    const known = this.#rooms.get(state.room);
    if (known !== undefined) return known.state;
    const entered = this.#enter(state, false);
    const reading = this.#rooms.get(state.room);
    if (reading !== undefined) this.#repair(state.room, reading);
    return entered;
  }

  /** @throws ConnectionError for a room that was not announced: the next login starts afresh */
  receive({ room, first, runs }: ServerMessages['entries']): void {
    const reading = this.#rooms.get(room);
    if (reading === undefined) {
      throw new ConnectionError('The server sent a message of a room it had not named.');
    }
    if (!this.#flow.isOpen) reading.known = Math.max(reading.known, first + entryCount(runs) - 1);
    else for (const entry of readRuns(first, runs)) this.#place({ room, ...entry }, reading);
    this.#repair(room, reading);
  }

  /** The answer to `fetch`. */
  fetched({ room, first, runs }: Pick<ServerMessages['history'], 'room' | 'first' | 'runs'>): void {
    const reading = this.#rooms.get(room);
    if (reading === undefined) return;
    const { askedAfter } = reading;
    reading.askedAfter = undefined;
    this.#asking -= 1;
    if (!this.#flow.isOpen) return;
    for (const entry of readRuns(first, runs)) this.#place({ room, ...entry }, reading);
    if (this.#cursor(room) === askedAfter) this.#passOver(room, reading);
    this.#repair(room, reading);
    this.catchUp();
  }

  /** The connection is gone: what was held back will come again. */
  close(): void {
    this.#rooms.clear();
    this.#aheadCount = 0;
    this.#asking = 0;
  }

  #enter(told: RoomState, honoured: boolean): RoomState {
    const state = this.#adapt(told, honoured);
    if (state.after > this.#cursor(state.room)) this.#cursors.set(state.room, state.after);
    const reading = { state, ahead: new Map(), known: told.after, askedAfter: undefined };
    this.#rooms.set(state.room, reading);
    return state;
  }

  /**
   * Where the server did not start from the device's own cursor (a login with the password, or a cursor
   * that found no place in `resume`), it counted from what any device of the account has seen. What
   * this one has not shown is then caught up with, as far back as a replay goes.
   */
  #adapt(told: RoomState, honoured: boolean): RoomState {
    const cursor = this.#cursors.get(told.room);
    if (this.#whole) return this.#adaptWhole(told, cursor);
    if (honoured || cursor === undefined) return told;
    const after = Math.min(told.after, Math.max(cursor, told.last - limits.replayMessages));
    return { ...told, after: Math.max(after, cursor), skipped: Math.max(0, after - cursor) };
  }

  /** A room that is new since a greeting that named them all has begun while the line was down. */
  #adaptWhole(told: RoomState, cursor = this.#knowsAll ? 0 : undefined): RoomState {
    return cursor === undefined ? told : { ...told, after: cursor, skipped: 0 };
  }

  #cursor(room: string): number {
    return this.#cursors.get(room) ?? 0;
  }

  #place(message: RoomEntry, reading: Reading): void {
    const cursor = this.#cursor(message.room);
    if (message.seq <= cursor) return;
    reading.known = Math.max(reading.known, message.seq);
    if (message.seq > cursor + 1) {
      this.#hold(message, reading);
    } else {
      this.#deliver(message, reading);
      this.#release(message.room, reading);
    }
  }

  #hold(message: RoomEntry, reading: Reading): void {
    if (reading.ahead.has(message.seq) || this.#aheadCount >= maxAhead) return;
    reading.ahead.set(message.seq, message);
    this.#aheadCount += 1;
  }

  #release(room: string, reading: Reading): void {
    while (this.#flow.isOpen) {
      const next = reading.ahead.get(this.#cursor(room) + 1);
      if (next === undefined) return;
      this.#drop(next.seq, reading);
      this.#deliver(next, reading);
    }
  }

  #drop(seq: number, reading: Reading): void {
    if (reading.ahead.delete(seq)) this.#aheadCount -= 1;
  }

  #deliver(message: RoomEntry, reading: Reading): void {
    this.#drop(message.seq, reading);
    this.#cursors.delete(message.room);
    this.#cursors.set(message.room, message.seq);
    this.#handlers.deliver(message, reading.state);
  }

  #repair(room: string, reading: Reading): void {
    const cursor = this.#cursor(room);
    if (reading.askedAfter !== undefined || reading.known <= cursor) return;
    if (!this.#flow.isOpen || this.#asking >= maxAsking) return;
    reading.askedAfter = cursor;
    this.#asking += 1;
    this.#handlers.fetch(room, cursor);
  }

  /** Asking again would bring nothing again: goes on with the next message there is. */
  #passOver(room: string, reading: Reading): void {
    const cursor = this.#cursor(room);
    if (reading.known <= cursor) return;
    const next = Math.min(reading.known + 1, ...reading.ahead.keys());
    this.#handlers.missing(room, cursor + 1, next - 1);
    this.#cursors.set(room, next - 1);
    this.#release(room, reading);
  }
}

function lobbyFirst([left]: [string, number], [right]: [string, number]): number {
  return Number(right === 'lobby') - Number(left === 'lobby');
}
