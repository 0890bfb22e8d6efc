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

  #lookUp(id: number): RoomFacts | undefined {
    const room = this.#directory.room(id);
    if (room === undefined) return undefined;
    const { key, kind } = room;
    const people =
      kind === 'direct' ? this.#directory.membersOf(id).map(({ account }) => account) : undefined;
    const facts = { key, people };
    this.#facts.set(id, facts);
    return facts;
  }
}
