import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { violations } from './check.ts';
import type { Acknowledged, LoadReport, Placed, Sent } from './load-report.ts';

const sent: readonly Sent[] = [
  { by: 'ann', to: 'lobby', mid: 'a1', text: 'one' },
  { by: 'bob', to: 'lobby', mid: 'b1', text: 'two' },
  { by: 'ann', to: 'lobby', mid: 'a2', text: 'three' },
  { by: 'ann', to: 'bob', mid: 'a3', text: 'four' },
];
const stored: readonly Placed[] = [
  { room: 'lobby', seq: 1, from: 'ann', mid: 'a1', text: 'one' },
  { room: 'lobby', seq: 2, from: 'bob', mid: 'b1', text: 'two' },
  { room: 'lobby', seq: 3, from: 'ann', mid: 'a2', text: 'three' },
  { room: 'direct-12', seq: 1, from: 'ann', mid: 'a3', text: 'four' },
];
const acknowledged: readonly Acknowledged[] = stored.map(({ from, mid, room, seq }) => ({
  by: from,
  mid,
  room,
  seq,
}));
const dan = { name: 'dan', device: 'laptop', seen: stored.slice(0, 3) };
const report: LoadReport = {
  sent,
  acknowledged,
  devices: [{ name: 'ann', device: 'laptop', seen: stored }, dan],
  troubles: [],
};

function without<Item>(items: readonly Item[], index: number): readonly Item[] {
  return items.toSpliced(index, 1);
}

function changed<Item>(items: readonly Item[], index: number, change: Partial<Item>) {
  return items.with(index, { ...(items[index] as Item), ...change });
}

/** Readers that saw just what the store has, so that only the store can be wrong. */
function readBy(messages: readonly Placed[]): Pick<LoadReport, 'devices'> {
  return { devices: [{ name: 'ann', device: 'laptop', seen: messages }] };
}

describe('the check of a crash test', () => {
  it('finds nothing wrong where the promise was kept', () => {
    assert.deepEqual(violations(report, stored), []);
  });

  it('passes on what clients should not have been told', () => {
    assert.deepEqual(violations({ ...report, troubles: ['x'] }, stored), ['x']);
  });

  const damaged: Readonly<
    Record<string, readonly [RegExp, Partial<LoadReport>, readonly Placed[]]>
  > = {
    'an acknowledged message that is not stored': [
      /acknowledged and not at its place: a2/,
      readBy(without(stored, 2)),
      without(stored, 2),
    ],
    'a message that is stored elsewhere than was acknowledged': [
      /acknowledged and not at its place: a1 at lobby 1/,
      readBy([]),
      [
        { ...(stored[1] as Placed), seq: 1 },
        { ...(stored[0] as Placed), seq: 2 },
        ...stored.slice(2),
      ],
    ],
    'a message that was acknowledged twice': [
      /what was said and is acknowledged/,
      { acknowledged: [...acknowledged, acknowledged[0] as Acknowledged] },
      stored,
    ],
    'a message that was never acknowledged': [
      /what was said and is acknowledged/,
      { acknowledged: without(acknowledged, 1) },
      stored,
    ],
    'a message that is stored twice': [
      /what was said and is stored/,
      {},
      [...stored, { ...(stored[2] as Placed), seq: 4 }],
    ],
    'a message that nobody said': [
      /what was said and is stored/,
      {},
      [...stored, { room: 'lobby', seq: 4, from: 'ann', mid: 'a9', text: 'five' }],
    ],
    'another text': [/what was said and is stored/, {}, changed(stored, 1, { text: 'too' })],
    'a hole in a room': [/the places of lobby/, {}, changed(stored, 2, { seq: 4 })],
    'two messages of one sender in the wrong order': [
      /the order of what ann said to lobby/,
      { sent: [sent[2], sent[1], sent[0], sent[3]] as Sent[] },
      stored,
    ],
    'a conversation in two rooms': [
      /what ann said to lobby is in 2 rooms/,
      {},
      changed(stored, 2, { room: 'direct-12', seq: 2 }),
    ],
  };
  for (const [what, [pattern, change, store]] of Object.entries(damaged)) {
    it(`finds ${what}`, () => {
      assert.match(violations({ ...report, ...change }, store).join('\n'), pattern);
    });
  }

  const misread: Readonly<Record<string, readonly Placed[]>> = {
    'missed a message': without(dan.seen, 1),
    'missed the last message': without(dan.seen, 2),
    'saw a message twice': [...dan.seen, dan.seen[2] as Placed],
    'saw two messages in the wrong order': [dan.seen[1], dan.seen[0], dan.seen[2]] as Placed[],
    'saw another text': changed(dan.seen, 1, { text: 'too' }),
    'saw a message at another place': changed(dan.seen, 1, { seq: 1 }),
    'saw what was not for them': stored,
  };
  for (const [what, seen] of Object.entries(misread)) {
    it(`finds that a reader ${what}`, () => {
      const found = violations({ ...report, devices: [{ ...dan, seen }] }, stored);
      assert.equal(found.length, 1);
      assert.match(String(found[0]), /^what dan saw of (lobby|direct-12) on the laptop/);
    });
  }
});
