import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { NotStarted } from '../../bench/measure/running.ts';
import type { Effort } from '../../bench/measure/scenario.ts';
import { type Entrant, inTurn } from '../../bench/measure/turns.ts';

const effort: Effort = {
  ...{ quick: false, repetitions: 2, warmupMs: 0, runMs: 0, mostMessages: 0 },
  progress: () => {},
};

/** Takes down its name each time, and what it returns. */
function entrant(who: string, calls: string[], take: () => number, required = false) {
  return {
    who,
    required,
    take: async () => {
      calls.push(who);
      return take();
    },
  } satisfies Entrant<number>;
}

function failing(error: Error): () => never {
  return () => {
    throw error;
  };
}

describe('those who are compared', () => {
  test('come in turn', async () => {
    const calls: string[] = [];
    const entrants = ['a', 'b'].map((who) => entrant(who, calls, () => calls.length));
    const { taken, notes } = await inTurn('what', entrants, effort);
    assert.deepEqual(calls, ['a', 'b', 'a', 'b']);
    assert.deepEqual(Object.fromEntries(taken), { a: [1, 3], b: [2, 4] });
    assert.deepEqual(notes, []);
  });

  test('are left out when they fail, and named with the reason', async () => {
    const calls: string[] = [];
    const bad = entrant('bad', calls, failing(new Error('it broke')));
    const entrants = [bad, entrant('good', calls, () => 1)];
    const { taken, notes } = await inTurn('what', entrants, effort);
    assert.deepEqual(calls, ['bad', 'good', 'good']);
    assert.deepEqual([...taken.keys()], ['good']);
    assert.deepEqual(notes, ['bad was left out at what: it broke.']);
  });

  test('may not fail where they are required', async () => {
    const bad = entrant('bad', [], failing(new Error('it broke')), true);
    await assert.rejects(inTurn('what', [bad], effort), { message: 'bad, what' });
  });

  test('may not fail in a smoke test, but for not starting', async () => {
    const quick = { ...effort, quick: true };
    const broken = entrant('broken', [], failing(new Error('it broke')));
    await assert.rejects(inTurn('what', [broken], quick));
    const absent = entrant('absent', [], failing(new NotStarted('too many connections')));
    const { notes } = await inTurn('what', [absent], quick);
    assert.deepEqual(notes, ['absent was left out at what: too many connections.']);
  });
});
