import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  type HistoryMessage,
  isChange,
  type MessageChange,
  readEntry,
} from '../../../src/client/core/entries.ts';
import type { FoundMessage } from '../../../src/client/core/search.ts';
import type { Line } from '../../../src/client/line.ts';
import { readRuns } from '../../../src/words/runs.ts';
import { lineOf } from '../device.ts';
import type { Model } from '../model.ts';
import type { ModelRoom } from '../model-room.ts';
import { comesTo, devices, ownerOf, type Real } from '../real.ts';
import { Step } from '../step.ts';

/** Somebody reads the history of a room by its id, which they may have heard of or not. */
class Read extends Step {
  readonly #device: string;
  readonly #which: number;
  readonly #limit: number;

  constructor(device: string, which: number, limit: number) {
    super();
    this.#device = device;
    this.#which = which;
    this.#limit = limit;
  }

  check(model: Readonly<Model>): boolean {
    return model.isOnline(this.#device) && roomsOf(model).length > 0;
  }

  async act(model: Model, real: Real): Promise<void> {
    const rooms = roomsOf(model);
    const room = rooms[this.#which % rooms.length] as ModelRoom;
    const name = ownerOf(this.#device);
    const readable = model.readable(room, name);
    const isToldOf = room.access === 'public' ? 'forbidden' : 'room.unknown';
    const refusal = readable === undefined ? isToldOf : undefined;
    const { line } = real.device(this.#device);
    const messages = await comesTo(refusal, pages(line, room.id as string, this.#limit));
    if (messages !== undefined) assert.deepEqual(messages.map(lineOf), readable);
  }

  toString(): string {
    return `${this.#device} reads room ${this.#which} in pages of ${this.#limit}`;
  }
}

async function pages(line: Line, room: string, limit: number): Promise<HistoryMessage[]> {
  const all: (HistoryMessage | MessageChange)[] = [];
  for (let after = 0; ; ) {
    const { first, runs, more } = await line.request('history', { room, after, limit });
    all.push(...Array.from(readRuns(first, runs), readEntry));
    if (!more) return all.filter((entry) => !isChange(entry));
    after = all.at(-1)?.seq ?? after;
  }
}

/** Somebody searches a room for the messages of a person. */
class Search extends Step {
  readonly #device: string;
  readonly #which: number;
  readonly #from: string;

  constructor(device: string, which: number, from: string) {
    super();
    this.#device = device;
    this.#which = which;
    this.#from = from;
  }

  check(model: Readonly<Model>): boolean {
    return model.isOnline(this.#device) && roomsOf(model).length > 0;
  }

  async act(model: Model, real: Real): Promise<void> {
    const rooms = roomsOf(model);
    const room = rooms[this.#which % rooms.length] as ModelRoom;
    const readable = model.readable(room, ownerOf(this.#device));
    const isToldOf = room.access === 'public' ? 'forbidden' : 'room.unknown';
    const { line } = real.device(this.#device);
    const found = comesTo(readable === undefined ? isToldOf : undefined, this.#search(line, room));
    const said = new RegExp(`^\\d+ ${this.#from} (text|action|announcement|urgent) `);
    const expected = readable?.filter((each) => said.test(each)).reverse();
    const lines = (await found)?.map(({ message }) => lineOf(message));
    assert.deepEqual(lines?.map(withoutMarks), expected?.map(withoutMarks));
  }

  async #search(line: Line, { id }: ModelRoom): Promise<FoundMessage[]> {
    const all: FoundMessage[] = [];
    for (;;) {
      const last = all.at(-1);
      const before = last && { room: last.room, seq: last.seq };
      const page = await line.search({
        from: this.#from,
        room: id as string,
        limit: 2,
        ...(before === undefined ? {} : { before }),
      });
      all.push(...page.results);
      if (!page.more) return all;
    }
  }

  toString(): string {
    return `${this.#device} searches room ${this.#which} for what ${this.#from} said`;
  }
}

/** The line of a message up to its text: a search gives no reactions. */
function withoutMarks(line: string): string {
  return line.replace(/(?<=^\d+ \S+ \S+ "(?:[^"\\]|\\.)*") .*$/s, '');
}

function roomsOf(model: Readonly<Model>): ModelRoom[] {
  return [...model.rooms.values()].filter(({ id }) => id !== undefined);
}

/** Steps by which people read what was said. */
export const reading: fc.Arbitrary<Step>[] = [
  fc
    .tuple(fc.constantFrom(...devices), fc.nat(), fc.integer({ min: 1, max: 4 }))
    .map((given) => new Read(...given)),
  fc
    .tuple(fc.constantFrom(...devices), fc.nat(), fc.constantFrom(...devices.map(ownerOf)))
    .map((given) => new Search(...given)),
];
