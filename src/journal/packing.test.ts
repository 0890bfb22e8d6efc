import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Outcome, Proposal } from '../chat/proposals.ts';
import { packOutcomes, packProposals, unpackOutcomes, unpackProposals } from './packing.ts';

/** Plain objects, as those are that a thread receives. */
function record<Value>(fields: { [Key in keyof Value]: fc.Arbitrary<Value[Key]> }) {
  return fc.record(fields, { noNullPrototype: true });
}

const number = fc.oneof(fc.integer({ min: -2, max: 3 }), fc.integer());
const anyText = fc.string({ unit: 'binary' });

const post = record({
  type: fc.constant('post' as const),
  at: fc.nat(),
  account: number,
  to: fc.oneof(record({ room: number }), record({ account: number })),
  mid: anyText,
  content: anyText,
  of: fc.nat(),
});
const ban = record({
  type: fc.constant('account.ban' as const),
  at: fc.nat(),
  actor: number,
  name: anyText,
  until: fc.constantFrom(0, 1_000, null),
  reason: anyText,
});
const proposal: fc.Arbitrary<Proposal> = fc.oneof({ weight: 4, arbitrary: post }, ban);

const refused = fc.constantFrom<Outcome>(
  { ok: false, code: 'forbidden', message: 'No.' },
  { ok: false, code: 'internal' },
);
const place = record({
  room: fc.integer({ min: 1 }),
  seq: fc.integer({ min: 1 }),
  at: fc.nat(),
  repeated: fc.boolean(),
  created: fc.boolean(),
});
const postOutcome = fc.oneof(
  place.map((value): Outcome => ({ ok: true, value })),
  refused,
);
const otherOutcome = fc.oneof(
  fc.constant<Outcome>({ ok: true, value: { revoked: ['a'] } }),
  refused,
);

test('gives proposals back equal and in order', () => {
  fc.assert(
    fc.property(fc.array(proposal), (proposals) => {
      assert.deepEqual(unpackProposals(packProposals(proposals)), proposals);
    }),
  );
});

test('gives outcomes back equal and in order', () => {
  const pair = fc.oneof(fc.tuple(post, postOutcome), fc.tuple(ban, otherOutcome));
  fc.assert(
    fc.property(fc.array(pair), (pairs) => {
      const proposals = pairs.map(([first]) => first);
      const outcomes = pairs.map(([, second]) => second);
      assert.deepEqual(unpackOutcomes(packOutcomes(proposals, outcomes)), outcomes);
    }),
  );
});
