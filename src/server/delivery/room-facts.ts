import { RecentMap } from '../../base/recent-map.ts';
import type { Directory } from '../../store/directory.ts';

/** The facts of a room that never change. */
export interface RoomFacts {
  /** Its id on the wire. */
  readonly key: string;
  /** The accounts of a direct conversation; undefined for any other room. */
  readonly people: readonly number[] | undefined;
}

/** Rooms that are remembered; a room that is forgotten is looked up again. */
const remembered = 16_384;

/** Knows rooms by their number, without asking the store twice. */
export class RoomFactsCache {
  readonly #directory: Pick<Directory, 'room' | 'membersOf'>;
  readonly #facts = new RecentMap<number, RoomFacts>(remembered);

  constructor(directory: Pick<Directory, 'room' | 'membersOf'>) {
    this.#directory = directory;
  }

  /** Undefined when there is no such room. */
  of(id: number): RoomFacts | undefined {
    return this.#facts.get(id) ?? this.#lookUp(id);
  }

  /** The other one of a direct conversation; undefined in the lobby. */
  otherOf(id: number, account: number): number | undefined {
    return this.of(id)?.people?.find((one) => one !== account);
  }

  #lookUp(id: number): RoomFacts | undefined {
    const room = this.#directory.room(id);
    if (room === undefined) return undefined;
    const people = room.kind === 'direct' ? this.#directory.membersOf(id) : undefined;
    const facts = { key: room.key, people };
    this.#facts.set(id, facts);
    return facts;
  }
}
