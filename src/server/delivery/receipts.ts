import { RecentMap } from '../../base/recent-map.ts';
import type { MovedRead } from '../../chat/read-marks.ts';
import type { Directory } from '../../store/directory.ts';
import type { ServerMessages } from '../../wire/messages.ts';
import type { Readers } from './readers.ts';
import type { RoomFactsCache } from './room-facts.ts';

/* How far others have come in direct conversations, for those who write to them. */

/** How far somebody has come in a direct conversation. */
export type Receipt = Pick<ServerMessages['receipt'], 'name' | 'delivered' | 'read'>;

/** Devices' words that are remembered; what is forgotten counts as delivered once it is read. */
const remembered = 65_536;

/**
 * Tells devices of an account what it has read elsewhere, and in direct conversations the others what a device has
 * taken and what was read, if the reader allows it. What was read is in the store; what was delivered is kept in
 * memory for as long as the server runs.
 */
export class Receipts {
  readonly #directory: Directory;
  readonly #readers: Readers;
  readonly #rooms: RoomFactsCache;
  readonly #pass: (delivered: MovedRead) => void;
  /** Number of the last entry that a device has taken, by room and account. */
  readonly #delivered = new RecentMap<string, number>(remembered);

  constructor(parts: {
    readonly directory: Directory;
    readonly readers: Readers;
    readonly rooms: RoomFactsCache;
    /** Tells the other nodes what a device has taken. */
    readonly pass: (delivered: MovedRead) => void;
  }) {
    this.#pass = parts.pass;
    this.#directory = parts.directory;
    this.#readers = parts.readers;
    this.#rooms = parts.rooms;
  }

  /** A device of an account has taken the entries of a room up to `seq`. */
  delivered({ account, room, seq }: MovedRead): void {
    const last = Math.min(seq, this.#directory.room(room)?.lastSeq ?? 0);
    if (this.#rooms.of(room)?.people === undefined || last <= this.#deliveredTo(room, account)) {
      return;
    }
    this.#delivered.set(`${room}.${account}`, last);
    this.#tellOthers(room, account);
    this.#pass({ account, room, seq: last });
  }

  /** A device has taken the entries of a room on another node. */
  deliveredElsewhere({ account, room, seq }: MovedRead): void {
    if (seq <= this.#deliveredTo(room, account)) return;
    this.#delivered.set(`${room}.${account}`, seq);
    this.#tellOthers(room, account);
  }

  /** An account has read on. */
  read({ account, room, seq }: MovedRead): void {
    const { key, people } = this.#rooms.of(room) ?? {};
    if (key === undefined) return;
    for (const reader of this.#readers.receivingOf(account)) {
      if (reader.reads(key)) reader.tell({ type: 'read', room: key, seq });
    }
    if (people !== undefined) this.#tellOthers(room, account);
  }

  /** How far the others of a conversation have come who allow it; nobody in any other room. */
  of(room: number, account: number): Receipt[] {
    const { people = [] } = this.#rooms.of(room) ?? {};
    return people
      .filter((other) => other !== account)
      .map((other) => this.#receiptOf(room, other))
      .filter((receipt) => receipt !== undefined);
  }

  #tellOthers(room: number, account: number): void {
    const { key, people = [] } = this.#rooms.of(room) ?? {};
    const receipt = this.#receiptOf(room, account);
    if (key === undefined || receipt === undefined) return;
    for (const other of people) {
      if (other === account) continue;
      for (const reader of this.#readers.receivingOf(other)) {
        if (reader.reads(key)) reader.tell({ type: 'receipt', room: key, ...receipt });
      }
    }
  }

  /** undefined: the account wants nobody to know. */
  #receiptOf(room: number, account: number): Receipt | undefined {
    if (this.#directory.preferences(account)?.receipts === false) return undefined;
    const read = this.#directory.membership(room, account)?.readPosition ?? 0;
    const name = this.#directory.account(account)?.name ?? '';
    return { name, delivered: Math.max(read, this.#deliveredTo(room, account)), read };
  }

  #deliveredTo(room: number, account: number): number {
    return this.#delivered.get(`${room}.${account}`) ?? 0;
  }
}
