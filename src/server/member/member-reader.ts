import type { Directory } from '../../store/directory.ts';
import type { HistoryReader } from '../../store/history.ts';
import type { RoomState } from '../../wire/messages.ts';
import type { OutgoingMessage } from '../delivery/encode.ts';
import type { FanOut } from '../delivery/fan-out.ts';
import type { Presence } from '../delivery/presence.ts';
import {
  missedOf,
  type ReadPosition,
  readPositions,
  roomState,
} from '../delivery/read-positions.ts';
import type { Feed, Reader, RoomBatch } from '../delivery/reader.ts';
import { ReaderQueue } from '../delivery/reader-queue.ts';
import type { Readers } from '../delivery/readers.ts';
import { type Admission, type Cursors, cursorsOf, takingOf } from '../login/admission.ts';
import type { MemberTransport } from './member-transport.ts';

/** The parts that the readers of all connections share. */
export interface MemberReaderParts {
  readonly directory: Directory;
  readonly history: HistoryReader;
  readonly readers: Readers;
  readonly fanOut: FanOut;
  readonly presence: Presence;
  readonly bounds: { readonly readerQueueBytes: number };
}

/** The member that reads, as far as its rights and its names for rooms go. */
export interface ReadingMember {
  readonly name: string;
  mayRead(room?: string): boolean;
}

/** The reading side of a logged-in connection: its rooms, and what it is to see of them. */
export class MemberReader implements Reader {
  readonly account: number;
  readonly receives: boolean;
  readonly present: boolean;
  readonly since: number;
  readonly #lastSeenAt: number;
  readonly #parts: MemberReaderParts;
  readonly #member: ReadingMember;
  readonly #transport: MemberTransport;
  readonly #queue: ReaderQueue;
  readonly #feeds = new Set<Feed>();
  idleSince: number | null = null;
  /** Rooms it is in and has not been told of: those for which the greeting had no room. */
  #unannounced: Set<Feed> | undefined;

  /** @param since when it was let in, milliseconds since 1970 UTC */
  constructor(
    parts: MemberReaderParts,
    transport: MemberTransport,
    member: ReadingMember,
    admission: Admission,
    since: number,
  ) {
    this.#parts = parts;
    this.#member = member;
    this.#transport = transport;
    const { receive, present } = takingOf(admission);
    this.account = admission.account.id;
    this.receives = receive && member.mayRead();
    this.present = present;
    this.since = since;
    this.#lastSeenAt = admission.lastSeen?.at ?? 0;
    this.#queue = new ReaderQueue({
      connection: transport,
      history: parts.history,
      maxBytes: parts.bounds.readerQueueBytes,
      reader: this,
    });
  }

  /** The rooms it may read; a program is owed what its cursors name, and else nothing older. */
  positions(admission: Admission): ReadPosition[] {
    const { notesReading } = takingOf(admission);
    const cursors = cursorsOf(admission);
    const positions = readPositions(
      this.#parts.directory,
      this.account,
      ({ key, lastSeq }, seen) => cursors.get(key) ?? (notesReading ? seen : lastSeq),
    );
    return positions.filter(({ room }) => this.reads(room.key));
  }

  /**
   * Enters the rooms, of which the greeting has named the first `greeted`, and tells the others.
   *
   * @param cursors those that the device came with
   */
  arrive(positions: readonly ReadPosition[], greeted: number, cursors: Cursors): void {
    const { readers, presence } = this.#parts;
    const isFirst = readers.arrive(this);
    if (this.receives) {
      this.#enter(positions, greeted);
      this.#tellMissed(positions, cursors);
    }
    const { account, since } = this;
    if (isFirst) presence.arrived({ account, name: this.#member.name, since }, this.#lastSeenAt);
    else presence.changed(account);
  }

  #enter(positions: readonly ReadPosition[], greeted: number): void {
    const { fanOut } = this.#parts;
    for (const [index, { room, since, state }] of positions.entries()) {
      if (fanOut.isAhead(room.id, since)) continue;
      const feed = fanOut.enter(this, room, state.after);
      this.#feeds.add(feed);
      if (index >= greeted) {
        this.#unannounced ??= new Set();
        this.#unannounced.add(feed);
      }
      if (!feed.behind.has(this)) continue;
      if (index >= greeted) this.#announce(feed, state);
      this.#queue.startBehind(feed, state.after);
    }
  }

  /** Tells of rooms that the account has left since, of which the device has not had everything. */
  #tellMissed(positions: readonly ReadPosition[], cursors: Cursors): void {
    if (cursors.size === 0) return;
    const present = new Set(positions.map(({ room }) => room.key));
    for (const [key, seq] of cursors) {
      if (present.has(key) || !this.reads(key)) continue;
      const missed = missedOf(this.#parts.directory, this.account, key, seq);
      if (missed === undefined) continue;
      this.#transport.send({ type: 'room.left', room: key, last: missed.last, missed });
    }
  }

  /**
   * Leaves the rooms, and tells the others.
   *
   * @param mayReturn the connection was lost
   */
  depart(mayReturn: boolean): void {
    const { readers, fanOut, presence } = this.#parts;
    this.#queue.close();
    for (const feed of this.#feeds) fanOut.leave(this, feed);
    if (readers.depart(this)) presence.departed(this.account, mayReturn);
    else presence.changed(this.account);
  }

  /** How far each of its rooms was sent to it. */
  sent(): { readonly room: number; readonly seq: number }[] {
    return Array.from(this.#feeds, (feed) => ({ room: feed.room, seq: this.#queue.sentOf(feed) }));
  }

  /** Whether more waits in this process to be sent than may. */
  get full(): boolean {
    return this.#queue.full;
  }

  /** The socket has drained, or the client has read: goes on with what was left behind. */
  goOn(): void {
    this.#queue.goOn();
  }

  reads(room: string): boolean {
    return this.#member.mayRead(room);
  }

  deliver(batch: RoomBatch): void {
    if (this.#unannounced?.has(batch.feed) === true) this.#tell(batch.feed, batch.first - 1);
    this.#queue.deliver(batch);
  }

  entered(feed: Feed, after: number): void {
    this.#feeds.add(feed);
    this.#tell(feed, after);
    if (feed.behind.has(this)) this.#queue.startBehind(feed, after);
  }

  left(feed: Feed, last: number): void {
    this.#feeds.delete(feed);
    this.#queue.forget(feed);
    if (this.#unannounced?.delete(feed) === true) return;
    this.#transport.send({ type: 'room.left', room: feed.key, last });
  }

  renamed(feed: Feed): void {
    if (this.#unannounced?.has(feed) !== true) this.#tell(feed, this.#queue.sentOf(feed));
  }

  /** Its person has not typed since then; null: they type. */
  isIdle(since: number | null): void {
    this.idleSince = since;
    this.#parts.presence.changed(this.account);
  }

  tell(message: OutgoingMessage): void {
    if (!this.#queue.isOverdue) this.#transport.send(message);
  }

  /** Tells of a room that it is in, where it is served what comes after `after`. */
  #tell(feed: Feed, after: number): void {
    const conversation = this.#parts.directory.conversation(this.account, feed.room);
    if (conversation === undefined) return;
    this.#announce(feed, roomState(conversation, { last: after, after, skipped: 0 }));
  }

  #announce(feed: Feed, room: RoomState): void {
    this.#unannounced?.delete(feed);
    this.#transport.send({ type: 'room', room });
  }
}
