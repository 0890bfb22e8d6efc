import { worded } from '../../base/worded.ts';
import type { RoomState, ServerMessages } from '../../wire/messages.ts';
import { limits } from '../../words/limits.ts';
import { entryCount, readRuns } from '../../words/runs.ts';
import type { DroppedHistory } from './dropped-history.ts';
import type { RoomEntry } from './entries.ts';
import { ConnectionError } from './failures.ts';
import type { Flow } from './flow.ts';
import type { Cursors, Opening, ReadPositions } from './read-positions.ts';

/* The exactly-once delivery of one connection. */

/** Calls of an inbox to its owner. */
export interface InboxHandlers {
  /** Shows an entry: called once for each, in the order of its room. */
  deliver(entry: RoomEntry, room: RoomState): void;
  /** Entries after `after` are missing; the owner asks for them and calls `fetched`. */
  fetch(room: string, after: number): void;
  /**
   * The server does not have these entries itself: they are passed over.
   *
   * @param dropped the line has not kept them
   */
  missing(room: RoomState, range: SeqRange, dropped: DroppedHistory | undefined): void;
}

/** Numbers of entries that follow on each other. */
export interface SeqRange {
  readonly from: number;
  readonly to: number;
}

/** An inbox works with these, which outlive its connection. */
export interface InboxParts {
  readonly positions: ReadPositions;
  readonly flow: Pick<Flow, 'isOpen'>;
  readonly handlers: InboxHandlers;
}

/** The gap behind the position in a room. */
type Gap =
  | { readonly type: 'unasked' }
  /** The entries after this one were asked for, and the answer has not come. */
  | { readonly type: 'asked'; readonly after: number };

/** A room on the connection. */
interface Reading {
  state: RoomState;
  gap: Gap;
  /** The highest sequence number known to exist. */
  known: number;
  /** Entries that came ahead of their turn, by sequence number. */
  readonly ahead: Map<number, RoomEntry>;
  /** The account is not in it any more: `known` is the last that it may read. */
  left: boolean;
}

/** Entries held back for all rooms together while those before them are fetched. */
const maxAhead = 1_000;
/** Rooms in which something is asked for at the same time. */
const maxAsking = 4;

const unasked: Gap = { type: 'unasked' };

/**
 * The entries of one connection: brings each exactly once and in order, whatever the line does. It drops
 * those that were shown, holds back those that are early and asks for those that are missing.
 *
 * While the flow is not open it delivers nothing and keeps nothing: new entries are left on the server, and
 * asked for later. Only an answer that has begun to be delivered is delivered to its end.
 */
export class Inbox {
  readonly #positions: ReadPositions;
  readonly #flow: Pick<Flow, 'isOpen'>;
  readonly #handlers: InboxHandlers;
  readonly #rooms = new Map<string, Reading>();
  #aheadCount = 0;
  #askedCount = 0;

  /** Nothing is asked for before `goOn`. */
  constructor({ rooms, served }: Opening, { positions, flow, handlers }: InboxParts) {
    this.#positions = positions;
    this.#flow = flow;
    this.#handlers = handlers;
    for (const state of rooms) this.#add(state, served.get(state.room) ?? state.after);
  }

  /** Goes on with entries that came, or were left on the server, while the flow was not open. */
  goOn(): void {
    for (const [room, reading] of this.#rooms) this.#release(room, reading);
    this.#repairAll();
  }

  /** Goes on in some rooms from these places, before anything of them was delivered. */
  startFrom(places: Cursors): void {
    for (const [room, seq] of Object.entries(places)) {
      this.#positions.set(room, seq);
      const reading = this.#rooms.get(room);
      if (reading === undefined) continue;
      reading.state = { ...reading.state, after: seq, skipped: 0 };
      reading.known = Math.max(reading.known, reading.state.last);
    }
  }

  /** Entries of a room up to this one exist, and do not come by themselves. */
  expect(room: string, last: number): void {
    const reading = this.#rooms.get(room);
    if (reading !== undefined) reading.known = Math.max(reading.known, last);
  }

  /**
   * A conversation was begun, or told of again.
   *
   * @throws ConnectionError for more rooms than a client takes
   */
  enter(told: RoomState): RoomState {
    const known = this.#rooms.get(told.room);
    if (known !== undefined && !known.left) return this.#update(known, told);
    // What it has not been told of before, it is told now.
    if (known !== undefined) this.#drop(told.room, known);
    if (this.#rooms.size >= limits.roomsPerClient) {
      throw new ConnectionError(worded('connection.many-rooms', { most: limits.roomsPerClient }));
    }
    const state = this.#positions.enter(told);
    this.#repair(state.room, this.#add(state, told.after));
    return state;
  }

  /** A room is told of again: what it is may be new, where the device is in it is not. */
  #update(reading: Reading, told: RoomState): RoomState {
    const { last, after, skipped } = reading.state;
    reading.state = { ...told, last, after, skipped };
    return reading.state;
  }

  /**
   * The account is not in a room any more, of which it is still told the entries up to `last`.
   *
   * @param missed the room, where the device was not told of it on this connection
   * @throws ConnectionError as `enter` does
   */
  leave(room: string, last: number, missed?: RoomState): void {
    if (missed !== undefined) this.enter(missed);
    const reading = this.#rooms.get(room);
    if (reading === undefined) return;
    reading.left = true;
    reading.known = Math.max(reading.known, last);
    this.#repair(room, reading);
  }

  #drop(room: string, reading: Reading): void {
    this.#aheadCount -= reading.ahead.size;
    if (reading.gap.type === 'asked') this.#askedCount -= 1;
    this.#rooms.delete(room);
  }

  /** @throws ConnectionError for a room that was not announced: the next login starts afresh */
  receive({ room, first, runs }: ServerMessages['entries']): void {
    const reading = this.#rooms.get(room);
    if (reading === undefined) {
      throw new ConnectionError(worded('connection.unnamed-room'));
    }
    // Without entries it tells that those before `first` are gone.
    const isLeft = !this.#flow.isOpen || runs.length === 0;
    if (isLeft) reading.known = Math.max(reading.known, first + entryCount(runs) - 1);
    else for (const entry of readRuns(first, runs)) this.#place(entry, room, reading);
    this.#repair(room, reading);
  }

  /** The answer to `fetch`. */
  fetched({
    room,
    first,
    runs,
    dropped,
  }: Pick<ServerMessages['history'], 'room' | 'first' | 'runs' | 'dropped'>): void {
    const reading = this.#rooms.get(room);
    if (reading?.gap.type !== 'asked') return;
    const { after } = reading.gap;
    // Asked for before the account left the room and came back: another answer is due.
    if (first <= after) return;
    reading.gap = unasked;
    this.#askedCount -= 1;
    if (!this.#flow.isOpen) return;
    for (const entry of readRuns(first, runs)) {
      // An operator of the line may read on, and is not told what came after they left.
      if (!reading.left || entry.seq <= reading.known) this.#place(entry, room, reading);
    }
    if (this.#positions.of(room) === after) this.#passOver(room, reading, dropped);
    this.#repair(room, reading);
    this.#repairAll();
  }

  #add(state: RoomState, known: number): Reading {
    const { room, stretches } = state;
    if (stretches !== undefined) {
      this.#positions.set(room, inStretch(stretches, this.#positions.of(room)));
    }
    const reading: Reading = { state, gap: unasked, known, ahead: new Map(), left: false };
    this.#rooms.set(room, reading);
    return reading;
  }

  #place(entry: RoomEntry, room: string, reading: Reading): void {
    const { seq } = entry;
    const position = this.#positions.of(room);
    if (seq <= position) return;
    reading.known = Math.max(reading.known, seq);
    if (seq > position + 1) {
      this.#hold(entry, reading);
    } else {
      this.#deliver(entry, room, reading);
      this.#release(room, reading);
    }
  }

  #hold(entry: RoomEntry, reading: Reading): void {
    if (reading.ahead.has(entry.seq) || this.#aheadCount >= maxAhead) return;
    reading.ahead.set(entry.seq, entry);
    this.#aheadCount += 1;
  }

  #release(room: string, reading: Reading): void {
    while (this.#flow.isOpen) {
      const next = reading.ahead.get(this.#positions.of(room) + 1);
      if (next === undefined) return;
      this.#deliver(next, room, reading);
    }
  }

  #deliver(entry: RoomEntry, room: string, reading: Reading): void {
    if (reading.ahead.delete(entry.seq)) this.#aheadCount -= 1;
    this.#positions.show(room, entry.seq);
    this.#handlers.deliver(entry, reading.state);
    const { stretches } = reading.state;
    if (stretches !== undefined) this.#positions.set(room, inStretch(stretches, entry.seq));
  }

  /** Asks for entries that the server will not send by itself. */
  #repairAll(): void {
    for (const [room, reading] of this.#rooms) this.#repair(room, reading);
  }

  #repair(room: string, reading: Reading): void {
    const after = this.#positions.of(room);
    if (reading.gap.type === 'asked') return;
    if (reading.known <= after) {
      if (reading.left) this.#rooms.delete(room);
      return;
    }
    if (!this.#flow.isOpen || this.#askedCount >= maxAsking) return;
    reading.gap = { type: 'asked', after };
    this.#askedCount += 1;
    this.#handlers.fetch(room, after);
  }

  /** Asking again would bring nothing again: goes on with the next entry there is. */
  #passOver(room: string, reading: Reading, dropped: DroppedHistory | undefined): void {
    const position = this.#positions.of(room);
    if (reading.known <= position) return;
    const next = Math.min(reading.known + 1, ...reading.ahead.keys());
    const range = { from: position + 1, to: next - 1 };
    const isDropped = dropped !== undefined && dropped.through > position;
    this.#handlers.missing(reading.state, range, isDropped ? dropped : undefined);
    this.#positions.set(room, next - 1);
    this.#release(room, reading);
  }
}

/** A place in a room, or if what follows on it is not the account's to read, the place before what is. */
function inStretch(stretches: NonNullable<RoomState['stretches']>, place: number): number {
  const next = stretches.find(({ through }) => through === null || through > place);
  return next === undefined ? place : Math.max(place, next.after);
}
