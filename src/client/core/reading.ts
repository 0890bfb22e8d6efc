import { assertArgument, integer } from '../../base/arguments.ts';
import type { ServerMessages } from '../../wire/messages.ts';
import { ConnectionError } from './failures.ts';
import type { KnownRooms } from './known-rooms.ts';
import { roomOf } from './line-arguments.ts';
import type { Ask } from './requests.ts';

/* How far people have read: on all devices of the account, and in direct conversations the others. */

/** How much is unread in a room. */
export type UnreadRoom = Readonly<ServerMessages['unread.rooms']['rooms'][number]>;

/** How far somebody has come in a direct conversation. */
export type Receipt = Readonly<ServerMessages['receipts']['receipts'][number]>;

/** The kind of a mark: a device has taken the messages, or the person has read them. */
type MarkKind = 'delivered' | 'read';

/**
 * How far the person has read, which all devices of the account share, and how far others have come in direct
 * conversations. An app token marks nothing.
 */
export class Reading {
  readonly #ask: Ask;
  readonly #rooms: Pick<KnownRooms, 'id'>;
  /** Marks that are not acknowledged, the highest number of each kind by room. */
  readonly #marks: Readonly<Record<MarkKind, Map<string, number>>> = {
    delivered: new Map(),
    read: new Map(),
  };
  readonly #delayMs: number;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /**
   * @param delayMs marks are sent together, so long after the first
   * @internal
   */
  constructor(ask: Ask, rooms: Pick<KnownRooms, 'id'>, delayMs: number) {
    this.#ask = ask;
    this.#rooms = rooms;
    this.#delayMs = delayMs;
  }

  /**
   * The person has read a room up to this message. It is sent within a second, and again after a lost connection;
   * the other devices of the account are told (`read`), and in a direct conversation the others (`receipt`).
   */
  mark(room: string, seq: number): void {
    const attempt = 'Cannot mark what was read';
    assertArgument(attempt, 'seq', seq, integer(0));
    this.#mark('read', this.#rooms.id(roomOf(attempt, room)), seq);
  }

  /** How much is unread in each room of the account, by what was read on any device. */
  async unread(): Promise<UnreadRoom[]> {
    const all: UnreadRoom[] = [];
    for (;;) {
      const last = all.at(-1)?.room;
      const { rooms, more } = await this.#ask('unread', last === undefined ? {} : { after: last });
      all.push(...rooms);
      if (!more || rooms.length === 0) return all;
    }
  }

  /** How far the others of a direct conversation have come who allow that it is told. */
  async receipts(room: string): Promise<Receipt[]> {
    const id = this.#rooms.id(roomOf('Cannot ask for receipts', room));
    return (await this.#ask('receipts', { room: id })).receipts;
  }

  /** A message of somebody else came in a direct conversation. @internal */
  delivered(room: string, seq: number): void {
    this.#mark('delivered', room, seq);
  }

  /** The line is up again: goes on with what waits. @internal */
  goOn(): void {
    if (this.#marks.read.size + this.#marks.delivered.size > 0) this.#schedule();
  }

  /** Nothing is marked any more. @internal */
  end(): void {
    clearTimeout(this.#timer);
    for (const marks of Object.values(this.#marks)) marks.clear();
  }

  #mark(kind: MarkKind, room: string, seq: number): void {
    if (seq <= (this.#marks[kind].get(room) ?? 0)) return;
    this.#marks[kind].set(room, seq);
    this.#schedule();
  }

  #schedule(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      for (const kind of ['read', 'delivered'] as const) {
        for (const [room, seq] of this.#marks[kind]) void this.#send(kind, room, seq);
      }
    }, this.#delayMs);
  }

  /** What finds no line is sent on the next one; what is refused is dropped. */
  async #send(kind: MarkKind, room: string, seq: number): Promise<void> {
    const marks = this.#marks[kind];
    // Whoever has read has it.
    const isImplied = kind === 'delivered' && seq <= (this.#marks.read.get(room) ?? 0);
    try {
      if (!isImplied) await this.#ask('mark', { room, seq, as: kind });
    } catch (error) {
      if (error instanceof ConnectionError) return;
    }
    if (marks.get(room) === seq) marks.delete(room);
  }
}
