import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { limits } from '../../words/limits.ts';
import type { OutgoingMessage } from './encode.ts';
import { Presence } from './presence.ts';
import type { Reader } from './reader.ts';
import { Readers } from './readers.ts';

const graceMs = 30_000;
const begunAt = 1_000_000;

/** One who watches, and the people whom a test lets come and go by a clock that it turns. */
class Room {
  readonly told: OutgoingMessage[] = [];
  readonly readers = new Readers();
  readonly presence: Presence;
  readonly #test: TestContext;
  readonly #away = new Map<number, string>();
  readonly #connections = new Map<number, Reader & { idleSince: number | null }>();
  #nowMs = begunAt;

  constructor(test: TestContext) {
    test.mock.timers.enable({ apis: ['setTimeout'] });
    this.#test = test;
    this.presence = new Presence({
      readers: this.readers,
      clock: { now: () => this.#nowMs, elapsed: () => this.#nowMs },
      bounds: { presenceAudience: 3, presenceDelayMs: 50, presenceGraceMs: graceMs },
      directory: {
        preferences: (account) => {
          const text = this.#away.get(account);
          return text === undefined ? undefined : { away: { text, since: 1 } };
        },
      },
    });
    this.readers.arrive({ ...this.#reader(99), present: false });
  }

  #reader(account: number) {
    return {
      account,
      receives: account === 99,
      present: true,
      since: this.#nowMs,
      idleSince: null as number | null,
      reads: () => true,
      deliver() {},
      entered() {},
      left() {},
      renamed() {},
      tell: (message: OutgoingMessage) => void this.told.push(message),
    };
  }

  pass(ms: number): void {
    this.#nowMs += ms;
    this.#test.mock.timers.tick(ms);
  }

  come(account: number, name = `p${account}`, lastSeenAt?: number): void {
    const reader = this.#reader(account);
    this.#connections.set(account, reader);
    this.readers.arrive(reader);
    this.presence.arrived({ account, name, since: this.#nowMs }, lastSeenAt);
  }

  go(account: number, mayReturn: boolean): void {
    this.readers.depart(this.#connections.get(account) as Reader);
    this.presence.departed(account, mayReturn);
  }

  idle(account: number, since: number | null): void {
    const reader = this.#connections.get(account);
    if (reader !== undefined) reader.idleSince = since;
    this.presence.changed(account);
  }

  isAway(account: number, text: string): void {
    this.#away.set(account, text);
  }

  /** Messages since the last call, with what was gathered told. */
  news(): OutgoingMessage[] {
    this.pass(1_000);
    return this.told.splice(0);
  }
}

function presence(...changes: [name: string, online: boolean][]) {
  return {
    type: 'presence',
    changes: changes.map(([name, online]) => ({ name, online })),
  };
}

test('tells of any number of people in messages that fit into a frame', (t) => {
  const room = new Room(t);
  room.pass(graceMs);
  const names = Array.from({ length: 1_200 }, (_, index) => `${index}`.padStart(32, 'x'));
  for (const [index, name] of names.entries()) room.come(index, name);
  for (const index of names.keys()) room.go(index, false);
  // They came and went in between: nothing happened.
  assert.deepEqual(room.news(), []);
  for (const [index, name] of names.entries()) room.come(index, name);
  for (const index of names.keys()) room.presence.isAway(index, '\u{1F6AB}'.repeat(120));
  const few = names.length - 3;
  for (const index of names.keys()) if (index < few) room.readers.depart(readerOf(index));
  const told = room.news();
  assert.ok(told.length >= 15);
  for (const message of told)
    assert.ok(Buffer.byteLength(JSON.stringify(message)) <= limits.frameBytes);
  const told1 = told.flatMap((message) => (message.type === 'presence' ? message.changes : []));
  assert.deepEqual(
    told1.map(({ name }) => name),
    names,
  );

  function readerOf(account: number): Reader {
    return room.readers.presentOf(account)[0] as Reader;
  }
});

test('tells nobody while there are too many', (t) => {
  const room = new Room(t);
  room.pass(graceMs);
  for (const account of [1, 2, 3]) room.come(account);
  assert.equal(room.news().length, 1);
  room.come(4);
  assert.deepEqual(room.news(), []);
});

test('says nothing of someone who came and went in between', (t) => {
  const room = new Room(t);
  room.pass(graceMs);
  room.come(1, 'ann');
  room.come(2, 'bob');
  room.go(1, false);
  assert.deepEqual(room.news(), [presence(['bob', true])]);
});

describe('a lost connection', () => {
  test('is told neither as gone nor as come when it is back in time', (t) => {
    const room = new Room(t);
    room.pass(graceMs);
    room.come(1, 'ann');
    room.news();
    room.go(1, true);
    room.pass(graceMs - 1_001);
    assert.deepEqual(
      Array.from(room.presence.people(), ({ name }) => name),
      ['ann'],
    );
    room.come(1, 'ann');
    room.pass(10 * graceMs);
    assert.deepEqual(room.news(), []);
  });

  test('is told as gone when it is not', (t) => {
    const room = new Room(t);
    room.pass(graceMs);
    room.come(1, 'ann');
    room.news();
    room.go(1, true);
    room.pass(graceMs - 1);
    assert.deepEqual(room.told, []);
    assert.equal(room.presence.count, 1);
    room.pass(1);
    assert.equal(room.presence.count, 0);
    assert.deepEqual(room.news(), [presence(['ann', false])]);
    room.come(1, 'ann');
    assert.deepEqual(room.news(), [presence(['ann', true])]);
  });

  test('is no excuse for one that took leave', (t) => {
    const room = new Room(t);
    room.pass(graceMs);
    room.come(1, 'ann');
    room.news();
    room.go(1, false);
    room.pass(50);
    assert.deepEqual(room.told, [presence(['ann', false])]);
  });

  test('of a server that has started again is news to nobody', (t) => {
    const room = new Room(t);
    room.pass(2_000);
    room.come(1, 'ann', begunAt - 1_000);
    room.come(2, 'bob', begunAt - graceMs);
    room.come(3, 'eve');
    assert.deepEqual(room.news(), [presence(['bob', true], ['eve', true])]);
    room.go(1, false);
    assert.deepEqual(room.news(), [presence(['ann', false])]);
    room.come(1, 'ann', begunAt + 2_500);
    assert.deepEqual(room.news(), [presence(['ann', true])]);
    room.go(1, false);
    room.news();
    // It has been up for long: whoever was here a moment ago has left and come.
    room.pass(graceMs);
    room.come(1, 'ann', begunAt + graceMs);
    assert.deepEqual(room.news(), [presence(['ann', true])]);
  });
});

describe('the attention of those who are here', () => {
  test('is told as it is after a while, and not when nothing came of it', (t) => {
    const room = new Room(t);
    room.come(1, 'ann');
    room.news();
    room.idle(1, 7);
    room.presence.isAway(1, 'lunch');
    room.pass(999);
    assert.deepEqual(room.told, []);
    const change = { name: 'ann', away: 'lunch', idleSince: 7 };
    assert.deepEqual(room.news(), [{ type: 'attention', changes: [change] }]);
    room.idle(1, null);
    room.idle(1, 7);
    assert.deepEqual(room.news(), []);
    const { since, ...told } = room.presence.of(1) ?? {};
    assert.deepEqual(told, { account: 1, ...change, grace: undefined });
  });

  test('stands beside the arrival of one who comes and is away', (t) => {
    const room = new Room(t);
    room.pass(graceMs);
    room.isAway(1, 'asleep');
    room.come(1, 'ann');
    assert.deepEqual(room.news(), [
      presence(['ann', true]),
      { type: 'attention', changes: [{ name: 'ann', away: 'asleep', idleSince: null }] },
    ]);
  });

  test('is nobody else’s', (t) => {
    const room = new Room(t);
    room.presence.isAway(1, 'lunch');
    room.idle(1, 7);
    assert.deepEqual(room.news(), []);
    assert.equal(room.presence.of(1), undefined);
  });

  test('is theirs who type on none of their devices', () => {
    const readers = new Readers();
    const reader = { account: 1, receives: false, present: true, since: 0, reads: () => true };
    const rest = { deliver() {}, entered() {}, left() {}, renamed() {}, tell() {} };
    const [desk, phone] = [5, 9].map((idleSince) => ({ ...reader, ...rest, idleSince }));
    readers.arrive(desk as Reader);
    readers.arrive(phone as Reader);
    assert.equal(readers.idleSince(1), 9);
    readers.arrive({ ...reader, ...rest, idleSince: null });
    assert.equal(readers.idleSince(1), null);
    assert.equal(readers.idleSince(2), null);
  });
});
