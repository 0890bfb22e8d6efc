import type { Entry } from '../../words/runs.ts';
import type { OutgoingMessage } from './encode.ts';

/* The words that feeds and those who are shown them have in common. */

/** Someone who is logged in, and may be shown messages. */
export interface Reader {
  readonly account: number;
  /** It is shown messages, and who comes and goes. */
  readonly receives: boolean;
  /** The account counts as here through it. */
  readonly present: boolean;
  /** When it came, milliseconds since 1970 UTC. */
  readonly since: number;
  /** Since when its person has not typed, milliseconds since 1970 UTC; null: they do. */
  readonly idleSince: number | null;
  /** Whether it may be shown this room of its account's, by its key. */
  reads(room: string): boolean;
  /** Takes a batch that follows on what it was given of this room before. Must not throw. */
  deliver(batch: RoomBatch): void;
  /** Is told of a room it is in from now on; it is owed the entries after `after`. */
  entered(feed: Feed, after: number): void;
  /** Is told that it has left a room, which it may read up to `last`. */
  left(feed: Feed, last: number): void;
  /** Is told that a room it is in has another name. */
  renamed(feed: Feed): void;
  /** Takes a message that is of no use later: one that is slow is not given it. */
  tell(message: OutgoingMessage): void;
}

/** A room as those online see it. */
export interface Feed {
  readonly room: number;
  readonly key: string;
  /** Sequence number of the last entry given to the readers. */
  lastSeq: number;
  /** Bytes given to the readers since the last mark. */
  unmarkedBytes: number;
  /** Readers who have everything up to `lastSeq`. */
  readonly live: Set<Reader>;
  /** Readers who are behind and are fed from the store. */
  readonly behind: Set<Reader>;
}

/** Entries of one room that were committed together, and go out together: they are encoded once. */
export interface RoomBatch {
  readonly feed: Feed;
  /** Number of the first entry. */
  readonly first: number;
  readonly entries: readonly Entry[];
  /** Shared by all readers. */
  readonly frames: Buffer;
  /** How many they are, the ping's among them. */
  readonly frameCount: number;
  /** The mark of a ping that stands behind the entries. */
  readonly mark: string | undefined;
}
