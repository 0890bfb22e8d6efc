import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { Lockdown } from '../../chat/lockdown.ts';
import { FloodGate, type FloodLimits } from './flood-gate.ts';

const limits: FloodLimits = {
  session: { burst: 3, refillMs: 100 },
  account: { burst: 5, refillMs: 50 },
  room: { burst: 8, refillMs: 20 },
};

/** A gate with a clock that stands still; account 9 is an operator's. */
function openGate(given: FloodLimits | 'none' = limits) {
  const time = { ms: 1_000 };
  let lockdown: Lockdown | undefined;
  const gate = new FloodGate(given === 'none' ? undefined : given, {
    clock: { elapsed: () => time.ms },
    directory: { account: (id: number) => ({ role: id === 9 ? 'operator' : 'member' }) as never },
    lockdown: () => lockdown,
  });
  const take = (session: string, account: number, room?: number) =>
    gate.take(gate.bucketsOf(session, account), account, room);
  const lockDown = (slowMs: number) => {
    lockdown = { since: 0, newcomersSince: null, slowMs };
  };
  return { time, gate, take, lockDown };
}

describe('the flood gate', () => {
  test('lets a burst of a session through, and holds back what is more, each behind the one before', () => {
    const { time, take } = openGate();
    assert.deepEqual(
      [1, 2, 3, 4, 5].map(() => take('a', 1)),
      [0, 0, 0, 100, 200],
    );
    time.ms += 200;
    assert.equal(take('a', 1), 100);
    time.ms += 10_000;
    assert.deepEqual(
      [1, 2, 3, 4].map(() => take('a', 1)),
      [0, 0, 0, 100],
    );
  });

  test('counts the sessions of an account together, and those of others apart', () => {
    const { take } = openGate();
    const sessions = ['a', 'b', 'c', 'a', 'b', 'c'];
    assert.deepEqual(
      sessions.map((session) => take(session, 1)),
      [0, 0, 0, 0, 0, 50],
    );
    assert.equal(take('d', 2), 0);
  });

  test('counts all who post in a room together, and direct messages in none', () => {
    const { take } = openGate();
    const waits = Array.from({ length: 9 }, (_, account) => take(`s${account}`, account, 7));
    assert.deepEqual(waits, [0, 0, 0, 0, 0, 0, 0, 0, 20]);
    assert.equal(take('s20', 20, 8), 0);
    assert.equal(take('s21', 21), 0);
  });

  test('holds no operator back, who counts in the room', () => {
    const { take } = openGate();
    for (let post = 0; post < 20; post += 1) assert.equal(take('o', 9, 7), 0);
    assert.ok(take('a', 1, 7) > 0);
  });

  test('holds nobody back without limits', () => {
    const { gate, take } = openGate('none');
    for (let post = 0; post < 100; post += 1) assert.equal(take('a', 1, 7), 0);
    assert.equal(gate.limitsOf(1), undefined);
  });

  for (const each of [limits, 'none'] as const) {
    test(`lets an account post now and then in a slow lockdown, ${each === 'none' ? 'without' : 'with'} limits`, () => {
      const { time, gate, take, lockDown } = openGate(each);
      lockDown(10_000);
      assert.equal(take('a', 1), 0);
      time.ms += 4_000;
      assert.equal(take('b', 1), 6_000);
      assert.equal(take('c', 2), 0);
      assert.equal(take('o', 9), 0);
      assert.equal(take('o', 9), 0);
      assert.deepEqual(gate.limitsOf(1)?.account, { burst: 1, refillMs: 10_000 });
      assert.equal(gate.limitsOf(9), undefined);
    });
  }

  test('holds nobody for longer than a client bears', () => {
    const { take, lockDown } = openGate();
    lockDown(20_000);
    for (let post = 0; post < 9; post += 1) assert.ok(take('a', 1) <= 30_000);
  });

  test('lets through at the most what the rates allow, however posts come', () => {
    const gaps = fc.array(fc.nat({ max: 150 }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(gaps, (gapsMs) => {
        const { time, take } = openGate();
        const passed: number[] = [];
        for (const gapMs of gapsMs) {
          time.ms += gapMs;
          passed.push(time.ms + take('a', 1, 7));
        }
        assert.deepEqual(
          passed,
          passed.toSorted((one, other) => one - other),
        );
        const { burst, refillMs } = limits.session;
        for (const [first, from] of passed.entries()) {
          for (const [last, to] of passed.entries()) {
            if (last < first || to - from >= 30_000) continue;
            assert.ok(last - first + 1 <= burst + Math.floor((to - from) / refillMs) + 1);
          }
        }
      }),
    );
  });
});
