import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { apply } from '../../src/chat/apply.ts';
import {
  type HistoryMessage,
  isChange,
  type Reaction,
  type ReceivedContent,
  readEntry,
  withChange,
} from '../../src/client/core/entries.ts';
import { HistoryQueries } from '../../src/store/history-queries.ts';
import { TestStore } from '../../src/store/store.fixture.ts';
import { writeContent } from '../../src/words/content.ts';
import { changeKinds, type PostKind } from '../../src/words/message-kind.ts';
import { type Entry, type Run, readRuns, writeRuns } from '../../src/words/runs.ts';

/*
 * Whoever reads a room, live, late, in pages, or now so and now so, comes to the same messages: those that a naive
 * model has.
 */

type Step =
  | { readonly type: 'post'; readonly account: number; readonly text: string; readonly of: number }
  | {
      readonly type: 'change';
      readonly account: number;
      readonly kind: PostKind;
      readonly text: string;
      /** Counted back from the end of the room. */
      readonly back: number;
    }
  | { readonly type: 'pass'; readonly ms: number }
  | { readonly type: 'commit' | 'reopen' }
  | { readonly type: 'read'; readonly reader: number; readonly limit: number | 'live' };

const account = fc.integer({ min: 1, max: 3 });
const text = fc.constantFrom('tea', 'Tee, schön heiß', 'お茶 🍵', 'x'.repeat(300), '"\n"');
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      type: fc.constant('post'),
      account,
      text,
      of: fc.oneof(fc.constant(0), fc.nat({ max: 5 })),
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      type: fc.constant('change'),
      account,
      kind: fc.constantFrom(...changeKinds),
      text: fc.constantFrom('👍', '🎉', '🚀'),
      back: fc.nat({ max: 6 }),
    }),
  },
  fc.record({
    type: fc.constant('pass'),
    ms: fc.oneof(fc.nat({ max: 2 }), fc.constant(24 * 3_600_000)),
  }),
  { weight: 3, arbitrary: fc.record({ type: fc.constant('commit') }) },
  fc.record({ type: fc.constant('reopen') }),
  {
    weight: 3,
    arbitrary: fc.record({
      type: fc.constant('read'),
      reader: fc.nat({ max: 2 }),
      limit: fc.oneof(fc.integer({ min: 1, max: 9 }), fc.constant('live')),
    }),
  },
) as fc.Arbitrary<Step>;

test('every reader comes to the messages of a naive model', (context) => {
  const store = new TestStore();
  context.after(() => store.close());
  beginLine(store);
  fc.assert(
    fc.property(fc.array(step, { minLength: 5, maxLength: 100, size: 'max' }), (steps) => {
      const line = new Line(store);
      for (const one of steps) line.take(one);
      line.check();
    }),
    { numRuns: 200 },
  );
});

/** A reader: the messages that it has, and how far it has read. */
class Reader {
  readonly messages = new Map<number, HistoryMessage>();
  read: number;

  constructor(read: number) {
    this.read = read;
  }

  take(entries: Iterable<ReturnType<typeof readEntry>>): void {
    for (const entry of entries) {
      assert.equal(entry.seq, this.read + 1);
      this.read = entry.seq;
      if (!isChange(entry)) this.messages.set(entry.seq, entry);
      else {
        const message = this.messages.get(entry.of) as HistoryMessage;
        const changed = withChange(message, entry);
        assert.equal(changed.text === '', changed.deleted);
        this.messages.set(entry.of, changed);
      }
    }
  }
}

/** What happens in the lobby from now on. */
class Line {
  readonly #store: TestStore;
  readonly #model = new Model();
  readonly #live: Entry[] = [];
  /** Number of the last entry of before. */
  readonly #before: number;
  readonly #readers: readonly Reader[];
  #at = 1_000;

  constructor(store: TestStore) {
    this.#store = store;
    this.#before = store.tables.room(1)?.lastSeq ?? 0;
    this.#readers = [0, 1, 2].map(() => new Reader(this.#before));
  }

  take(step: Step): void {
    switch (step.type) {
      case 'post':
        this.#post(step.account, 'text', step.text, step.of === 0 ? 0 : this.#back(step.of));
        break;
      case 'change':
        this.#post(step.account, step.kind, this.#textOf(step), this.#back(step.back));
        break;
      case 'pass':
        this.#at += step.ms;
        break;
      case 'commit':
        this.#store.commit();
        break;
      case 'reopen':
        this.#store.reopen();
        hurry(this.#store);
        break;
      case 'read':
        this.#read(this.#readers[step.reader] as Reader, step.limit);
    }
  }

  /** Everybody reads to the end, and pages are read from everywhere. */
  check(): void {
    const expected = this.#model.messages;
    for (const reader of [...this.#readers, new Reader(this.#before)]) {
      while (reader.read < this.#last) this.#read(reader, 7);
      assert.deepEqual([...reader.messages.values()], expected);
    }
    const queries = this.#queries();
    for (let seq = this.#before; seq <= this.#last + 1; seq += 3) {
      for (const direction of ['after', 'before'] as const) {
        const bounds = { limit: 5, maxBytes: 2_000 };
        const page = queries.answer({ direction, room: 1, seq, ...bounds });
        const entries = entriesIn(page.first, page.runs);
        const shown = entries.filter((entry) => !isChange(entry) && entry.seq > this.#before);
        const last = page.first + page.count - 1;
        assert.deepEqual(
          shown,
          expected.filter((message) => message.seq >= page.first && message.seq <= last),
        );
      }
    }
  }

  #textOf({ kind, text }: Extract<Step, { type: 'change' }>): string {
    if (kind === 'edit') return `${text} ${this.#live.length}`;
    return kind === 'deletion' ? '' : text;
  }

  get #last(): number {
    return this.#before + this.#live.length;
  }

  #back(count: number): number {
    return Math.max(this.#last - count, this.#before + 1);
  }

  #post(account: number, kind: PostKind, said: string, of: number): void {
    const content = writeContent({ kind, text: said });
    mids += 1;
    const mid = `mid-${String(mids).padStart(7, '0')}`;
    const proposal = {
      type: 'post',
      at: this.#at,
      account,
      to: { room: 1 },
      mid,
      content,
      of,
    } as const;
    const outcome = apply(this.#store.tables, proposal);
    if (!outcome.ok) return;
    const { seq } = outcome.value;
    const from = names[account - 1] as string;
    this.#live.push({ seq, mid, from, at: this.#at, content, of });
    this.#model.take({ seq, mid, from, at: this.#at, kind, text: said, of });
  }

  /** Reads what goes out live, which has been through the same form, or a page of the store. */
  #read(reader: Reader, limit: number | 'live'): void {
    if (limit === 'live') {
      reader.take(
        entriesIn(reader.read + 1, writeRuns(this.#live.slice(reader.read - this.#before))),
      );
    } else {
      const bounds = { limit, maxBytes: 10_000 };
      const question = { direction: 'after', room: 1, seq: reader.read, ...bounds } as const;
      const { first, runs } = this.#queries().answer(question);
      reader.take(entriesIn(first, runs));
    }
  }

  #queries(): HistoryQueries {
    this.#store.commit();
    return new HistoryQueries(this.#store.database);
  }
}

function entriesIn(first: number, runs: string) {
  const parsed: Run<ReceivedContent>[] = JSON.parse(runs);
  return Array.from(readRuns(first, parsed), readEntry);
}

const names = ['olga', 'bob', 'cora'];
let mids = 0;

/** Makes the accounts 1 to 3, all in the lobby. */
function beginLine(store: TestStore): void {
  hurry(store);
  const { tables } = store;
  apply(tables, { type: 'line.create', at: 1, epoch: 'epoch' });
  for (const name of names) {
    const role = name === 'olga' ? 'operator' : 'member';
    const common = { at: 1, uid: `uid-${name}`, record: null, inviteHash: null, session: null };
    apply(tables, { type: 'account.create', name, role, mode: 'operator', ...common });
  }
}

/** Nothing is to outlast the machine here. */
function hurry(store: TestStore): void {
  store.tables.commit();
  store.database.exec('PRAGMA synchronous = OFF');
  store.tables.begin();
}

/** What is known of a message, in the plainest way. */
interface Known {
  readonly seq: number;
  readonly mid: string;
  readonly from: string;
  readonly at: number;
  readonly of: number;
  text: string;
  edited: { at: number; by: string } | null;
  deleted: boolean;
  reactions: { emoji: string; name: string }[];
}

class Model {
  readonly #known: Known[] = [];

  take(entry: Omit<Known, 'edited' | 'deleted' | 'reactions'> & { kind: PostKind }): void {
    const { kind, text, from, at } = entry;
    if (kind === 'text') {
      const { kind: _, ...said } = entry;
      this.#known.push({ ...said, edited: null, deleted: false, reactions: [] });
      return;
    }
    const message = this.#known.find(({ seq }) => seq === entry.of);
    assert.ok(message, 'a change of what is no message was accepted');
    if (message.deleted) {
      assert.equal(kind, 'deletion', 'a deleted message was changed');
      return;
    }
    if (kind === 'edit') {
      message.text = text;
      message.edited = { at, by: from };
    } else if (kind === 'deletion') message.deleted = true;
    else {
      const others = message.reactions.filter(({ emoji, name }) => emoji !== text || name !== from);
      const isNew = others.length === message.reactions.length;
      if (kind === 'unreaction') message.reactions = others;
      else if (isNew) message.reactions.push({ emoji: text, name: from });
    }
  }

  /** As readers are told of them. */
  get messages(): HistoryMessage[] {
    return this.#known.map(({ seq, mid, from, at, of, text, edited, deleted, reactions }) => {
      const about = of === 0 ? null : of;
      const common = { seq, mid, from, at, names: [], file: null, of: about };
      if (deleted) {
        const nothing = { text: '', edited: null, editedBy: null, reactions: [] };
        return { ...common, ...nothing, kind: 'deleted', deleted: true };
      }
      const editedBy = edited === null || edited.by === from ? null : edited.by;
      const state = {
        edited: edited?.at ?? null,
        editedBy,
        deleted,
        reactions: grouped(reactions),
      };
      return { ...common, kind: 'text', text, ...state };
    });
  }
}

function grouped(reactions: readonly { emoji: string; name: string }[]): Reaction[] {
  const emojis = [...new Set(reactions.map(({ emoji }) => emoji))].sort();
  return emojis.map((emoji) => ({
    emoji,
    names: reactions
      .filter((one) => one.emoji === emoji)
      .map(({ name }) => name)
      .sort(),
  }));
}
