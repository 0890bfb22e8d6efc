import type { Directory } from '../../store/directory.ts';
import type { HistoryReader } from '../../store/history.ts';
import type { RoomState } from '../../wire/messages.ts';
import { limits } from '../../words/limits.ts';
import type { OutgoingMessage } from '../delivery/encode.ts';
import type { FanOut } from '../delivery/fan-out.ts';
import type { Presence } from '../delivery/presence.ts';
import { positionIn, type ReadPosition, readPositions } from '../delivery/read-positions.ts';
import type { Feed, Reader, RoomBatch } from '../delivery/reader.ts';
import { ReaderQueue } from '../delivery/reader-queue.ts';
import type { Readers } from '../delivery/readers.ts';
import { type Admission, cursorsOf, takingOf } from '../login/admission.ts';
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
  /** How the account calls a room: `lobby`, `@ana`. */
  nameOf(room: string): string;
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

  /** Enters the rooms, of which the greeting has named the first, and tells the others. */
  arrive(positions: readonly ReadPosition[]): void {
    const { readers, presence } = this.#parts;
    const isFirst = readers.arrive(this);
    if (this.receives) this.#enter(positions);
    const { account, since } = this;
    if (isFirst) presence.arrived({ account, name: this.#member.name, since }, this.#lastSeenAt);
    else presence.changed(account);
  }

  #enter(positions: readonly ReadPosition[]): void {
    for (const [index, { room, state }] of positions.entries()) {
      const feed = this.#parts.fanOut.enter(this, room, state.after);
      this.#feeds.add(feed);
      if (index > limits.roomsGreeted) {
        this.#unannounced ??= new Set();
        this.#unannounced.add(feed);
      }
      if (!feed.behind.has(this)) continue;
      if (index > limits.roomsGreeted) this.#announce(feed, state);
      this.#queue.startBehind(feed, state.after);
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
    if (this.#unannounced?.has(batch.feed) === true)
      this.#announce(batch.feed, this.#positionIn(batch.feed, batch.first - 1));
    this.#queue.deliver(batch);
  }

  entered(feed: Feed, after: number): void {
    this.#feeds.add(feed);
    this.#announce(feed, this.#positionIn(feed, after));
    if (feed.behind.has(this)) this.#queue.startBehind(feed, after);
  }

  /** Its person has not typed since then; null: they type. */
  isIdle(since: number | null): void {
    this.idleSince = since;
    this.#parts.presence.changed(this.account);
  }

  tell(message: OutgoingMessage): void {
    if (!this.#queue.isOverdue) this.#transport.send(message);
  }

  #positionIn(feed: Feed, after: number): RoomState {
    return positionIn(feed, this.#member.nameOf(feed.key), after);
  }

  #announce(feed: Feed, room: RoomState): void {
    this.#unannounced?.delete(feed);
    this.#transport.send({ type: 'room', room });
  }
}
