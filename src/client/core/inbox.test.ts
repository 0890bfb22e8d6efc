import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { RoomState, ServerMessages } from '../../wire/messages.ts';
import { exampleRoomState } from '../../wire/room-state.fixture.ts';
import { Flow } from './flow.ts';
import { Inbox, type InboxHandlers } from './inbox.ts';
import { ReadPositions } from './read-positions.ts';

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
  return exampleRoomState(overrides);
}

/** The inboxes of one connection after the other, with all that they told and asked for. */
function record(
  saved: Parameters<ReadPositions['restore']>[0] = {},
  whenTold: (seq: number) => unknown = () => {},
) {
  const told: number[] = [];
  const asked: [string, number][] = [];
  const missing: [from: number, to: number][] = [];
  const dropped: number[] = [];
  const positions = new ReadPositions();
  positions.restore(saved);
  const flow = new Flow();
  const handlers: InboxHandlers = {
    deliver: ({ seq }) => {
      told.push(seq);
      whenTold(seq);
    },
    fetch: (room, after) => asked.push([room, after]),
    missing: (_, { from, to }, gone) => {
      missing.push([from, to]);
      if (gone !== undefined) dropped.push(to);
    },
  };
  const reopen = (epoch: string, rooms: readonly RoomState[], honoured: ReadonlySet<string>) => {
    const opening = positions.open({ epoch, terms: ['the first'], rooms }, honoured);
    return { opening, inbox: new Inbox(opening, { positions, flow, handlers }) };
  };
  const stall = () => flow.block('unwanted');
  const goOn = (inbox: Inbox) => {
    flow.unblock('unwanted');
    inbox.goOn();
  };
  return { positions, told, asked, missing, dropped, reopen, stall, goOn };
}

/** One thing that happens to the line. */
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
        const { positions, told, asked, missing } = run;
        const answer = (count: number) => {
          const [room, after] = asked.shift() ?? [];
          if (room === undefined || after === undefined) return;
          inbox.fetched(entries(after + 1, room, Math.min(count, total - after)));
        };
        const reconnect = (yes: boolean) => {
          asked.length = 0;
          const after = yes ? positions.of('lobby') : total;
          const rooms = [state({ last: total, after })];
          const { inbox } = run.reopen(epoch, rooms, new Set(yes ? ['lobby'] : []));
          inbox.goOn();
          return inbox;
        };
        let inbox = reconnect(true);
        for (const next of steps) {
          if (next.type === 'live')
            inbox.receive(entries(next.seq, 'lobby', Math.min(next.count, total + 1 - next.seq)));
          else if (next.type === 'answer') answer(next.count);
          else if (next.type === 'reconnect') inbox = reconnect(next.honoured);
          else run[next.type](inbox);
          assert.ok(asked.length <= 1, 'one question at a time');
        }
        inbox.receive(entries(total));
        run.goOn(inbox);
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
    const { reopen, asked } = record({ epoch, cursors: { lobby: 4 } });
    const { inbox, opening } = reopen(epoch, [state({ last: 9, after: 9 })], new Set());
    assert.deepEqual(opening.rooms[0], state({ last: 9, after: 4, skipped: 0 }));
    inbox.goOn();
    assert.deepEqual(asked, [['lobby', 4]]);
  });

  it('catches up no further back than a replay goes, and says what it skips', () => {
    const { reopen, asked } = record({ epoch, cursors: { lobby: 4 } });
    const greeted = [state({ last: 5_000, after: 5_000 })];
    const { inbox, opening } = reopen(epoch, greeted, new Set());
    assert.deepEqual(opening.rooms[0], state({ last: 5_000, after: 4_000, skipped: 3_996 }));
    inbox.goOn();
    assert.deepEqual(asked, [['lobby', 4_000]]);
  });

  it('begins where the server says on a device that was never here', () => {
    const { reopen, told, asked } = record();
    const { inbox } = reopen(epoch, [state({ last: 9, after: 7, skipped: 2 })], new Set());
    inbox.goOn();
    inbox.receive(entries(8));
    assert.deepEqual([told, asked], [[8], []]);
  });

  it('forgets its places when the epoch changes, and says so', () => {
    const run = record({ epoch, cursors: { lobby: 90, 'direct-12': 5 } });
    const greeted = [state({ last: 1 })];
    const { inbox, opening } = run.reopen('N'.repeat(22), greeted, new Set(['lobby']));
    assert.equal(opening.replaced, true);
    inbox.receive(entries(1));
    assert.deepEqual(run.told, [1]);
    assert.deepEqual(run.positions.cursors, { lobby: 1 });
  });

  it('takes a conversation that begins while the line is up', () => {
    const { reopen, told } = record();
    const { inbox } = reopen(epoch, [state()], new Set());
    inbox.enter(state({ room: 'with-bob', name: '@bob' }));
    inbox.receive(entries(1, 'with-bob'));
    assert.deepEqual(told, [1]);
    assert.throws(() => inbox.receive(entries(1, 'with-cleo')), { name: 'ConnectionError' });
  });

  it('holds back a bounded number of messages and asks for the rest', () => {
    const { reopen, told, asked } = record();
    const { inbox } = reopen(epoch, [state()], new Set());
    for (let seq = 2; seq <= 3_000; seq += 1) inbox.receive(entries(seq));
    inbox.fetched(entries(1));
    assert.equal(told.length, 1_001);
    assert.deepEqual(asked, [
      ['lobby', 0],
      ['lobby', 1_001],
    ]);
  });

  it('tells and asks for nothing while it is stalled, but for the rest of an answer', () => {
    const run = record({}, (seq) => seq === 2 && run.stall());
    const { told, asked, stall, goOn } = run;
    const { inbox } = run.reopen(epoch, [state()], new Set());
    for (const seq of [1, 4, 5]) inbox.receive(entries(seq));
    inbox.fetched(entries(2, 'lobby', 2));
    inbox.receive(entries(6));
    assert.deepEqual([told, asked], [[1, 2, 3], [['lobby', 1]]]);
    goOn(inbox);
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
    const { positions, reopen, asked, stall, goOn } = record({ epoch, cursors: { lobby: 4 } });
    positions.skipNothing();
    stall();
    const last = 5_000;
    const honoured = new Set(['lobby']);
    const greeted = [state({ last, after: 4_000, skipped: 3_996 })];
    const { inbox, opening } = reopen(epoch, greeted, honoured);
    assert.deepEqual(opening.rooms, [state({ last, after: 4 })]);
    inbox.startFrom({ lobby: 2 });
    goOn(inbox);
    assert.deepEqual(asked, [['lobby', 2]]);
    const later = state({ room: 'with-bob', name: '@bob', last: 3, after: 3 });
    const reopened = reopen(epoch, [...greeted, later], honoured);
    assert.deepEqual(
      reopened.opening.rooms.map(({ after }) => after),
      [2, 0],
      'a conversation that began meanwhile is told from its start',
    );
  });

  it('asks for a few rooms at a time', () => {
    const keys = Array.from({ length: 9 }, (_, index) => `direct-1${index + 2}`);
    const cursors = Object.fromEntries(keys.map((key) => [key, 1]));
    const { reopen, asked } = record({ epoch, cursors });
    const { inbox } = reopen(
      epoch,
      keys.map((room) => state({ room, last: 2, after: 2 })),
      new Set(),
    );
    inbox.goOn();
    assert.equal(asked.length, 4);
    for (const key of keys) inbox.fetched(entries(2, key));
    assert.deepEqual(
      asked.map(([room]) => room),
      keys,
    );
  });

  it('names the lobby and the latest rooms when not all fit', () => {
    const { positions, reopen } = record({
      epoch,
      cursors: { lobby: 1, r2: 2, r3: 3, r4: 4 },
    });
    const { inbox } = reopen(epoch, [state({ room: 'r3', last: 3, after: 3 })], new Set(['r3']));
    inbox.receive(entries(4, 'r3'));
    assert.deepEqual(positions.recent(25), { lobby: 1, r3: 4 });
    assert.ok(JSON.stringify(positions.recent(25)).length <= 25);
    assert.equal(Object.keys(positions.recent(1_000)).length, 4);
  });
});

describe('a room that is entered and left', () => {
  const room = 'r000000000000ops';
  const ops = (changes: Partial<RoomState>) => state({ room, name: '#ops', ...changes });
  const open = (run: ReturnType<typeof record>) =>
    run.reopen(epoch, [state()], new Set(['lobby'])).inbox;

  it('is told up to its last entry, which is asked for if it did not come', () => {
    const run = record();
    const inbox = open(run);
    inbox.enter(ops({ last: 4, after: 4 }));
    inbox.receive(entries(5, room));
    inbox.leave(room, 7);
    assert.deepEqual(run.asked, [[room, 5]]);
    inbox.fetched(entries(6, room, 2));
    assert.deepEqual(run.told, [5, 6, 7]);
    assert.throws(() => inbox.receive(entries(8, room)), /had not named/);
  });

  it('tells nothing that came after the account had left, though an operator of the line may read it', () => {
    const run = record();
    const inbox = open(run);
    inbox.enter(ops({ last: 4, after: 4 }));
    inbox.leave(room, 6);
    inbox.fetched(entries(5, room, 4));
    assert.deepEqual(run.told, [5, 6]);
    inbox.enter(ops({ last: 9, after: 9 }));
    inbox.fetched(entries(7, room, 3));
    assert.deepEqual(run.told, [5, 6, 7, 8, 9]);
  });

  it('goes on where the account left it when it comes back, whether or not it had been told all', () => {
    for (const left of [5, 7]) {
      const run = record();
      const inbox = open(run);
      inbox.enter(ops({ last: 4, after: 4 }));
      inbox.receive(entries(5, room));
      inbox.leave(room, left);
      inbox.enter(ops({ last: 9, after: 9 }));
      assert.deepEqual(run.asked.at(-1), [room, 5]);
      inbox.receive(entries(10, room));
      inbox.fetched(entries(6, room, 4));
      assert.deepEqual([run.told, run.missing], [[5, 6, 7, 8, 9, 10], []]);
    }
  });

  it('takes an answer to what was asked before for no answer to what is asked now', () => {
    const run = record();
    const inbox = open(run);
    inbox.enter(ops({ last: 4, after: 4 }));
    inbox.receive(entries(6, room));
    inbox.receive(entries(5, room));
    inbox.leave(room, 8);
    inbox.enter(ops({ last: 9, after: 9 }));
    assert.deepEqual(run.asked, [
      [room, 4],
      [room, 6],
    ]);
    inbox.fetched(entries(5, room, 2));
    assert.deepEqual([run.told, run.missing], [[5, 6], []]);
    inbox.fetched(entries(7, room, 3));
    assert.deepEqual([run.told, run.missing], [[5, 6, 7, 8, 9], []]);
  });

  it('is passed over where the account was not in it, without a word of missing entries', () => {
    const stretches = [
      { after: 2, through: 5 },
      { after: 9, through: null },
    ];
    const run = record({ epoch, terms: ['the first'], cursors: { lobby: 0, [room]: 3 } });
    const { inbox } = run.reopen(epoch, [ops({ last: 12, after: 9, stretches })], new Set());
    inbox.goOn();
    assert.deepEqual(run.asked, [[room, 3]]);
    inbox.fetched(entries(4, room, 2));
    assert.deepEqual(run.told, [4, 5]);
    inbox.receive(entries(10, room, 3));
    assert.deepEqual([run.told, run.missing], [[4, 5, 10, 11, 12], []]);
    assert.deepEqual(run.asked, [[room, 3]]);
  });
});

describe('what the line has dropped', () => {
  const dropped = { through: 6, keepMs: 1_000 };
  const open = (last: number) => {
    const run = record({ epoch, terms: ['the first'], cursors: { lobby: 2 } });
    const { inbox } = run.reopen(epoch, [state({ last, after: 2 })], new Set(['lobby']));
    inbox.goOn();
    return { run, inbox };
  };

  it('is asked for once, passed over, and told as dropped', () => {
    const { run, inbox } = open(8);
    inbox.receive(entries(7, 'lobby', 2));
    assert.deepEqual(run.asked, [['lobby', 2]]);
    inbox.fetched({ ...entries(7, 'lobby', 2), dropped });
    assert.deepEqual([run.told, run.missing, run.dropped], [[7, 8], [[3, 6]], [6]]);
    inbox.receive(entries(9));
    assert.deepEqual([run.told, run.asked.length], [[7, 8, 9], 1]);
  });

  it('is told where nothing is left of the room either', () => {
    const { run, inbox } = open(6);
    assert.deepEqual(run.asked, []);
    inbox.receive(entries(7, 'lobby', 0));
    assert.deepEqual(run.asked, [['lobby', 2]]);
    inbox.fetched({ ...entries(3, 'lobby', 0), dropped });
    assert.deepEqual([run.told, run.missing, run.dropped], [[], [[3, 6]], [6]]);
    inbox.receive(entries(7));
    assert.deepEqual(run.told, [7]);
  });

  it('is no reason for a hole behind it', () => {
    const { run, inbox } = open(9);
    inbox.receive(entries(9));
    inbox.fetched({ ...entries(3, 'lobby', 0), dropped: { through: 2 } });
    assert.deepEqual([run.told, run.missing, run.dropped], [[9], [[3, 8]], []]);
  });
});
