import type { ModelMessage, ModelRoom } from './model-room.ts';

/** An entry that a device was told: when the room had so many. */
interface Told {
  readonly seq: number;
  readonly at: number;
}

/** A message that a device shows. */
export interface Shown {
  readonly message: ModelMessage;
  /** It was changed, and the device was not told. */
  readonly isStale: boolean;
}

/** A device of a person, or a program with an app token: each entry is told it once, the earlier ones first. */
export class ModelDevice {
  readonly id: string;
  readonly name: string;
  readonly isProgram: boolean;
  isOnline = true;
  /** The keys of the rooms that it is shown; undefined: all. */
  readonly #only: readonly string[] | undefined;
  readonly #told = new Map<ModelRoom, Told[]>();
  /** By room: it was told of everything up to this entry that it may read. */
  readonly #places = new Map<ModelRoom, number>();

  constructor(
    id: string,
    name: string,
    program?: { readonly only: readonly string[] | undefined },
  ) {
    this.id = id;
    this.name = name;
    this.isProgram = program !== undefined;
    this.#only = program?.only;
  }

  /** Whatever a room has now is not told any more. */
  beginAtEnd(room: ModelRoom): void {
    this.#told.delete(room);
    this.#places.set(room, room.last);
  }

  /** Is told what there is of a room that its person is in, or the end of one that they have left. */
  tell(room: ModelRoom): void {
    if (!this.isOnline || !this.#isShown(room)) return;
    const told = this.#told.get(room) ?? [];
    this.#told.set(room, told);
    let place = this.#places.get(room) ?? room.read.get(this.name) ?? 0;
    for (let seq = place + 1; seq <= room.last; seq += 1) {
      if (!room.mayRead(this.name, seq)) continue;
      told.push({ seq, at: room.last });
      place = seq;
    }
    this.#places.set(room, room.members.has(this.name) ? room.last : place);
  }

  #isShown(room: ModelRoom): boolean {
    if (this.#only !== undefined && !this.#only.includes(room.key)) return false;
    if (room.members.has(this.name)) return true;
    return this.#places.has(room) && !room.invited.has(this.name);
  }

  /** The messages of a room that it shows. */
  shown(room: ModelRoom): Shown[] {
    const told = this.#told.get(room) ?? [];
    const seqs = new Set(told.map(({ seq }) => seq));
    return told.flatMap(({ seq, at }) => {
      const message = room.entries[seq - 1];
      if (message === undefined || 'change' in message) return [];
      const isStale = message.changes.some((change) => change > at && !seqs.has(change));
      return [{ message, isStale }];
    });
  }
}
