import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { NewestLanes } from './newest-lanes.ts';

/** Lanes with a step for each of these, and the order in which they are taken. */
function takenOf(networks: readonly string[]): string[] {
  const lanes = new NewestLanes();
  const taken: string[] = [];
  for (const [index, network] of networks.entries()) {
    lanes.add(network, () => taken.push(`${network}${index}`));
  }
  for (let step = lanes.take(); step !== undefined; step = lanes.take()) step();
  return taken;
}

test('the network that has come last goes first', () => {
  assert.deepEqual(takenOf(['a', 'b', 'c']), ['c2', 'b1', 'a0']);
});

test('of a network that has more, the first step goes first', () => {
  assert.deepEqual(takenOf(['a', 'a', 'a']), ['a0', 'a1', 'a2']);
});

test('every second turn belongs to networks that have had one, which take turns', () => {
  const taken = takenOf(['a', 'b', 'c', 'd', 'e', 'e', 'd']);
  assert.deepEqual(taken, ['e4', 'e5', 'd3', 'd6', 'c2', 'b1', 'a0']);
});

test('takes what was added and not removed, each once, however networks come and go', () => {
  const event = fc.record({
    network: fc.nat({ max: 5 }).map(String),
    does: fc.constantFrom('add', 'add', 'remove', 'take'),
    which: fc.nat(),
  });
  fc.assert(
    fc.property(fc.array(event, { maxLength: 300 }), (events) => {
      const lanes = new NewestLanes();
      const waiting = new Map<() => void, string>();
      for (const { network, does, which } of events) {
        if (does === 'add') {
          const step = () => {};
          waiting.set(step, network);
          lanes.add(network, step);
        } else if (does === 'take') {
          const step = lanes.take();
          assert.equal(step !== undefined, waiting.size > 0);
          if (step !== undefined) assert.ok(waiting.delete(step));
        } else if (waiting.size > 0) {
          const [step, from] = [...waiting][which % waiting.size] as [() => void, string];
          waiting.delete(step);
          lanes.remove(from, step);
        }
      }
      for (let step = lanes.take(); step !== undefined; step = lanes.take()) {
        assert.ok(waiting.delete(step));
      }
      assert.equal(waiting.size, 0);
    }),
  );
});
