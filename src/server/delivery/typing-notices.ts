import type { Bounds } from '../bounds.ts';
import type { FanOut } from './fan-out.ts';
import type { RoomFactsCache } from './room-facts.ts';

/** Somebody types in a room, by its number. */
export interface TypingNotice {
  readonly room: number;
  readonly account: number;
  readonly name: string;
}

/** Tells the readers of a room who types there; nobody where they are many. */
export class TypingNotices {
  readonly #fanOut: Pick<FanOut, 'readersOf'>;
  readonly #rooms: Pick<RoomFactsCache, 'of'>;
  readonly #audience: number;
  readonly #pass: (notice: TypingNotice) => void;

  /** @param parts.pass tells the other nodes */
  constructor(parts: {
    readonly fanOut: Pick<FanOut, 'readersOf'>;
    readonly rooms: Pick<RoomFactsCache, 'of'>;
    readonly bounds: Pick<Bounds, 'typingAudience'>;
    readonly pass: (notice: TypingNotice) => void;
  }) {
    this.#fanOut = parts.fanOut;
    this.#rooms = parts.rooms;
    this.#audience = parts.bounds.typingAudience;
    this.#pass = parts.pass;
  }

  /** Somebody types at a connection of this node. */
  tell(notice: TypingNotice): void {
    this.tellHere(notice);
    this.#pass(notice);
  }

  /** Tells those who are connected to this node. */
  tellHere({ room, account, name }: TypingNotice): void {
    const key = this.#rooms.of(room)?.key;
    const readers = this.#fanOut.readersOf(room);
    if (key === undefined || readers.length > this.#audience) return;
    const message = { type: 'typing', room: key, name } as const;
    for (const reader of readers) if (reader.account !== account) reader.tell(message);
  }
}
