import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { RoomState, ServerMessages } from '../../wire/messages.ts';
import { Flow } from './flow.ts';
import { Inbox } from './inbox.ts';

const epoch = 'E'.repeat(22);

/** Entries of a room from `first` on, as they are sent and as they answer a question. */
function entries(first: number, room = 'lobby', count = 1): ServerMessages['entries'] {
  const runs = Array.from({ length: count }, (_, index) => {
    const mid = String(first + index).padStart(22, 'm');
    return { from: `bob${index % 2}`, at: 1, entries: [{ mid, content: { kind: 'text' } }] };
  });
  return { type: 'entries', room, first, runs } as ServerMessages['entries'];
}

function state(overrides: Partial<RoomState> = {}): RoomState {
  return { room: 'lobby', name: 'lobby', last: 0, after: 0, skipped: 0, ...overrides };
}

/** An inbox with what it told and asked for. */
function record(
  saved: Parameters<Inbox['restore']>[0] = {},
  whenTold: (seq: number) => unknown = () => {},
) {
  const told: number[] = [];
  const asked: [string, number][] = [];
  const missing: [number, number][] = [];
  const flow = new Flow();
  const inbox = new Inbox(
    {
      deliver: ({ seq }) => {
        told.push(seq);
        whenTold(seq);
      },
      fetch: (room, after) => asked.push([room, after]),
      missing: (_, from, to) => missing.push([from, to]),
    },
    flow,
  );
  inbox.restore(saved);
  const stall = () => flow.block('unwanted');
  const goOn = () => {
    flow.unblock('unwanted');
    inbox.goOn();
  };
  return { inbox, told, asked, missing, stall, goOn };
}

/** What a step does with the line. */
type Step =
  | { readonly type: 'live'; readonly seq: number; readonly count: number }
  | { readonly type: 'answer'; readonly count: number }
  | { readonly type: 'reconnect'; readonly honoured: boolean }
  | { readonly type: 'stall' }
  | { readonly type: 'goOn' };

const total = 30;
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      type: fc.constant('live' as const),
      seq: fc.integer({ min: 1, max: total }),
      count: fc.integer({ min: 1, max: 4 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constant('answer' as const),
      count: fc.integer({ min: 1, max: 4 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ type: fc.constant('reconnect' as const), honoured: fc.boolean() }),
  },
  { weight: 1, arbitrary: fc.constantFrom({ type: 'stall' } as const, { type: 'goOn' } as const) },
);

describe('the inbox', () => {
  it('tells every message once and in order, whatever comes when', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
        const run = record({ epoch, cursors: { lobby: 0 } });
        const { inbox, told, asked, missing } = run;
        const honoured = (yes: boolean) => new Set(yes ? ['lobby'] : []);
        const cursor = () => inbox.cursors.lobby ?? 0;
        const answer = (count: number) => {
          const [room, after] = asked.shift() ?? [];
          if (room === undefined || after === undefined) return;
          inbox.fetched(entries(after + 1, room, Math.min(count, total - after)));
        };
        const reconnect = (yes: boolean) => {
          asked.length = 0;
          const after = yes ? cursor() : total;
          inbox.open(epoch, [state({ last: total, after })], honoured(yes));
          inbox.catchUp();
        };
        reconnect(true);
        for (const next of steps) {
          if (next.type === 'live')
            inbox.receive(entries(next.seq, 'lobby', Math.min(next.count, total + 1 - next.seq)));
          else if (next.type === 'answer') answer(next.count);
          else if (next.type === 'reconnect') reconnect(next.honoured);
          else run[next.type]();
          assert.ok(asked.length <= 1, 'one question at a time');
        }
        inbox.receive(entries(total));
        run.goOn();
        while (asked.length > 0) answer(3);
        assert.deepEqual(
          told,
          Array.from({ length: total }, (_, index) => index + 1),
        );
        assert.deepEqual(missing, []);
      }),
      { numRuns: 300 },
    );
  });

  it('catches up from its own place where the server started from the account', () => {
    const { inbox, asked } = record({ epoch, cursors: { lobby: 4 } });
    const { rooms } = inbox.open(epoch, [state({ last: 9, after: 9 })], new Set());
    assert.deepEqual(rooms[0], state({ last: 9, after: 4, skipped: 0 }));
    inbox.catchUp();
    assert.deepEqual(asked, [['lobby', 4]]);
  });

  it('catches up no further back than a replay goes, and says what it skips', () => {
    const { inbox, asked } = record({ epoch, cursors: { lobby: 4 } });
    const { rooms } = inbox.open(epoch, [state({ last: 5_000, after: 5_000 })], new Set());
    assert.deepEqual(rooms[0], state({ last: 5_000, after: 4_000, skipped: 3_996 }));
    inbox.catchUp();
    assert.deepEqual(asked, [['lobby', 4_000]]);
  });

  it('begins where the server says on a device that was never here', () => {
    const { inbox, told, asked } = record();
    inbox.open(epoch, [state({ last: 9, after: 7, skipped: 2 })], new Set());
    inbox.catchUp();
    inbox.receive(entries(8));
    assert.deepEqual([told, asked], [[8], []]);
  });

  it('forgets its places when the epoch changes, and says so', () => {
    const { inbox, told } = record({ epoch, cursors: { lobby: 90, 'direct-12': 5 } });
    const opening = inbox.open('N'.repeat(22), [state({ last: 1 })], new Set(['lobby']));
    assert.equal(opening.replaced, true);
    inbox.receive(entries(1));
    assert.deepEqual(told, [1]);
    assert.deepEqual(inbox.cursors, { lobby: 1 });
  });

  it('takes a conversation that begins while the line is up', () => {
    const { inbox, told } = record();
    inbox.open(epoch, [state()], new Set());
    inbox.enter(state({ room: 'with-bob', name: '@bob' }));
    inbox.receive(entries(1, 'with-bob'));
    assert.deepEqual(told, [1]);
    assert.throws(() => inbox.receive(entries(1, 'with-cleo')), { name: 'ConnectionError' });
  });

  it('holds back a bounded number of messages and asks for the rest', () => {
    const { inbox, told, asked } = record();
    inbox.open(epoch, [state()], new Set());
    for (let seq = 2; seq <= 3_000; seq += 1) inbox.receive(entries(seq));
    inbox.fetched(entries(1));
    assert.equal(told.length, 1_001);
    assert.deepEqual(asked, [
      ['lobby', 0],
      ['lobby', 1_001],
    ]);
  });

  it('tells and asks for nothing while it is stalled, but for the rest of an answer', () => {
    const { inbox, told, asked, stall, goOn } = record({}, (seq) => seq === 2 && stall());
    inbox.open(epoch, [state()], new Set());
    for (const seq of [1, 4, 5]) inbox.receive(entries(seq));
    inbox.fetched(entries(2, 'lobby', 2));
    inbox.receive(entries(6));
    assert.deepEqual([told, asked], [[1, 2, 3], [['lobby', 1]]]);
    goOn();
    assert.deepEqual(told, [1, 2, 3, 4, 5]);
    assert.deepEqual(asked, [
      ['lobby', 1],
      ['lobby', 5],
    ]);
    stall();
    inbox.fetched(entries(6));
    assert.equal(told.length, 5);
  });

  it('skips nothing where it is told to, and begins where it is told to', () => {
    const { inbox, asked, stall, goOn } = record({ epoch, cursors: { lobby: 4 } });
    inbox.skipNothing();
    stall();
    const last = 5_000;
    const honoured = new Set(['lobby']);
    const greeted = [state({ last, after: 4_000, skipped: 3_996 })];
    const { rooms } = inbox.open(epoch, greeted, honoured);
    assert.deepEqual(rooms, [state({ last, after: 4 })]);
    inbox.startFrom({ lobby: 2 });
    goOn();
    assert.deepEqual(asked, [['lobby', 2]]);
    const later = state({ room: 'with-bob', name: '@bob', last: 3, after: 3 });
    const reopened = inbox.open(epoch, [...greeted, later], honoured);
    assert.deepEqual(
      reopened.rooms.map(({ after }) => after),
      [2, 0],
      'a conversation that began meanwhile is told from its start',
    );
  });

  it('asks for a few rooms at a time', () => {
    const keys = Array.from({ length: 9 }, (_, index) => `direct-1${index + 2}`);
    const cursors = Object.fromEntries(keys.map((key) => [key, 1]));
    const { inbox, asked } = record({ epoch, cursors });
    inbox.open(
      epoch,
      keys.map((room) => state({ room, last: 2, after: 2 })),
      new Set(),
    );
    inbox.catchUp();
    assert.equal(asked.length, 4);
    for (const key of keys) inbox.fetched(entries(2, key));
    assert.deepEqual(
      asked.map(([room]) => room),
      keys,
    );
  });

  it('names the lobby and the latest rooms when not all fit', () => {
    const { inbox } = record({
      epoch,
      cursors: { lobby: 1, r2: 2, r3: 3, r4: 4 },
    });
    inbox.open(epoch, [state({ room: 'r3', last: 3, after: 3 })], new Set(['r3']));
    inbox.receive(entries(4, 'r3'));
    assert.deepEqual(inbox.recentCursors(25), { lobby: 1, r3: 4 });
    assert.ok(JSON.stringify(inbox.recentCursors(25)).length <= 25);
    assert.equal(Object.keys(inbox.recentCursors(1_000)).length, 4);
  });
});
