import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { ServerMessages } from '../../wire/messages.ts';
import { exampleRoomState } from '../../wire/room-state.fixture.ts';
import { limits } from '../../words/limits.ts';
import { Flow } from './flow.ts';
import { Inbox } from './inbox.ts';
import { type CommonHistory, inRequests, lineageOf } from './lineage.ts';
import { type Cursors, ReadPositions } from './read-positions.ts';

/** A message of a model: its mid, and the term in which it was stored. */
interface Stored {
  readonly mid: string;
  readonly term: string;
}

/** A store with one room, as far as places in it go. */
interface Store {
  readonly terms: readonly string[];
  readonly messages: readonly Stored[];
}

type Step =
  | { readonly type: 'say'; readonly count: number }
  | { readonly type: 'go' | 'copy' | 'restart' | 'restore' | 'other node' }
  | { readonly type: 'come'; readonly honoured: boolean };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      type: fc.constant('say' as const),
      count: fc.integer({ min: 1, max: 4 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ type: fc.constant('come' as const), honoured: fc.boolean() }),
  },
  {
    weight: 3,
    arbitrary: fc.constantFrom<Step>(
      { type: 'go' },
      { type: 'copy' },
      { type: 'restart' },
      { type: 'restore' },
      { type: 'other node' },
    ),
  },
);

/** A server whose store is copied and put back, with one client that comes and goes. */
class Model {
  readonly told: string[] = [];
  readonly #positions = new ReadPositions();
  #count = 0;
  #store: Store = { terms: ['term 1'], messages: [] };
  #copy = this.#store;
  #inbox: Inbox | undefined;
  #asked: number | undefined;

  get mids(): string[] {
    return this.#store.messages.map(({ mid }) => mid);
  }

  take(step: Step): void {
    switch (step.type) {
      case 'say':
        this.#say(step.count);
        return;
      case 'come':
        this.come(step.honoured);
        return;
      case 'go':
        this.#inbox = undefined;
        return;
      case 'copy':
        this.#copy = this.#store;
        return;
      case 'other node':
        this.#store = { ...this.#store, terms: [this.#next('term'), ...this.#store.terms] };
        if (this.#inbox !== undefined) this.#positions.beginTerm(this.#store.terms[0] as string);
        return;
      default:
        this.#begin(step.type === 'restore' ? this.#copy : this.#store);
    }
  }

  #next(word: string): string {
    this.#count += 1;
    return `${word} ${this.#count}`;
  }

  #begin({ terms, messages }: Store): void {
    this.#inbox = undefined;
    this.#store = { terms: [this.#next('term'), ...terms], messages };
  }

  #say(count: number): void {
    const first = this.#store.messages.length + 1;
    const term = this.#store.terms[0] as string;
    const said = Array.from({ length: count }, () => ({ mid: this.#next('message'), term }));
    this.#store = { ...this.#store, messages: [...this.#store.messages, ...said] };
    this.#inbox?.receive({ type: 'entries', ...this.#page(first) });
    this.#answerAll();
  }

  /** The client comes, and catches up with all there is. */
  come(honoured: boolean): void {
    if (this.#inbox !== undefined) return;
    const { terms, messages } = this.#store;
    const last = messages.length;
    const cursor = this.#positions.of('lobby');
    const after = honoured ? Math.min(cursor, last) : last;
    const rooms = [exampleRoomState({ last, after })];
    if (this.told.length === 0) this.#positions.set('lobby', 0);
    const places = this.#positions.inDoubt(terms);
    const common = places && this.#compare(this.#positions.terms, places);
    const greeted = { epoch: 'epoch', terms: terms.slice(0, limits.termsGreeted), rooms };
    const honouredIn = new Set(honoured ? ['lobby'] : []);
    const opening = this.#positions.open(greeted, honouredIn, common);
    const inbox = new Inbox(opening, {
      positions: this.#positions,
      flow: new Flow(),
      handlers: {
        deliver: ({ mid }) => this.told.push(mid),
        fetch: (_, place) => {
          this.#asked = place;
        },
        missing: () => assert.fail('nothing is missing'),
      },
    });
    this.#inbox = inbox;
    inbox.goOn();
    if (after < last) inbox.receive({ type: 'entries', ...this.#page(after + 1) });
    this.#answerAll();
  }

  /** As the server does it. */
  #compare(known: readonly string[], places: Cursors): CommonHistory {
    const { terms, messages } = this.#store;
    const term = known.find((one) => terms.includes(one)) ?? null;
    if (term === null) return { term, parted: {} };
    const shared = new Set(terms.slice(terms.indexOf(term)));
    const end = messages.filter((message) => shared.has(message.term)).length;
    return { term, parted: (places.lobby ?? 0) > end ? { lobby: end } : {} };
  }

  #answerAll(): void {
    while (this.#asked !== undefined) {
      const after = this.#asked;
      this.#asked = undefined;
      this.#inbox?.fetched(this.#page(after + 1));
    }
  }

  #page(first: number): Pick<ServerMessages['entries'], 'room' | 'first' | 'runs'> {
    const entries = this.#store.messages
      .slice(first - 1)
      .map(({ mid }) => ({ mid, content: { kind: 'text' } }));
    const runs = entries.length === 0 ? [] : [{ from: 'bob', at: 1, entries }];
    return { room: 'lobby', first, runs };
  }
}

describe('a history that is put back from an older copy', () => {
  it('is told once and in its order, wherever it parts and wherever the client is', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40, size: 'max' }), (steps) => {
        const model = new Model();
        model.come(true);
        for (const one of steps) model.take(one);
        model.come(true);
        assert.equal(new Set(model.told).size, model.told.length, 'nothing twice');
        const present = new Set(model.mids);
        assert.deepEqual(
          model.told.filter((mid) => present.has(mid)),
          model.mids,
          'everything that the server has',
        );
      }),
      { numRuns: 500 },
    );
  });
});

describe('the terms that a client knows', () => {
  it('are those of the server, as far back as either knows', () => {
    assert.deepEqual(lineageOf([], ['c', 'b', 'a']), ['c', 'b', 'a']);
    assert.deepEqual(lineageOf(['b', 'a'], ['d', 'c', 'b']), ['d', 'c', 'b', 'a']);
    assert.deepEqual(lineageOf(['x', 'b', 'a'], ['c', 'b'], 'b'), ['c', 'b', 'a']);
    assert.deepEqual(lineageOf(['x', 'a'], ['d', 'c'], 'a'), ['d', 'c', 'a']);
    assert.deepEqual(lineageOf(['x'], ['d', 'c'], null), ['d', 'c']);
    const many = Array.from({ length: 70 }, (_, index) => `term ${index}`);
    assert.equal(lineageOf(many, ['new']).length, 1);
    assert.equal(lineageOf(many, ['new', 'term 0']).length, limits.termsCompared);
  });

  it('are compared in requests of a bounded size, all at once', async () => {
    const sizes: number[] = [];
    const places = Object.fromEntries(Array.from({ length: 450 }, (_, n) => [`room ${n}`, n + 1]));
    const compare = inRequests(async (_, some) => {
      sizes.push(Object.keys(some).length);
      const parted = Object.entries(some).map(([room, seq]) => [room, seq - 1]);
      return { term: 'a', parted: Object.fromEntries(parted) };
    });
    const { parted } = await compare(['a'], places);
    assert.deepEqual([Object.keys(parted).length, parted['room 449']], [450, 449]);
    assert.deepEqual(sizes, [200, 200, 50]);
  });

  it('are compared by no answer to another question', async () => {
    const answers: CommonHistory[] = [
      { term: 'c', parted: {} },
      { term: 'a', parted: { lobby: 7 } },
      { term: 'a', parted: { elsewhere: 0 } },
    ];
    for (const answer of answers) {
      const compare = inRequests(async () => answer);
      await assert.rejects(compare(['b', 'a'], { lobby: 7 }), { code: 'message.unexpected' });
    }
  });
});
