import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { encodeMessage } from '../../wire/frame.ts';
import type { ServerMessage } from '../../wire/messages.ts';
import { encodeMessages, textOf } from './encode.ts';

const text = fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.string({ maxLength: 70_000 }));
const message = fc.record(
  {
    type: fc.constant('message' as const),
    room: fc.constantFrom('lobby', '@1.2'),
    seq: fc.nat({ max: Number.MAX_SAFE_INTEGER }),
    mid: fc.constant('M'.repeat(22)),
    from: fc.constantFrom('ana', 'b.o-b_2'),
    at: fc.nat({ max: 8.64e15 }),
    kind: fc.constantFrom('text' as const, 'action' as const, 'announcement' as const),
    text,
  },
  { noNullPrototype: true },
);
const posted = fc.record(
  {
    type: fc.constant('posted' as const),
    re: fc.integer({ min: 1, max: 2 ** 31 - 1 }),
    room: fc.constantFrom('lobby', '@1.2'),
    seq: fc.nat(),
    at: fc.nat({ max: 8.64e15 }),
    away: fc.boolean(),
  },
  { noNullPrototype: true },
);
const ping: ServerMessage = { type: 'ping' };
const any: fc.Arbitrary<ServerMessage> = fc.oneof(message, posted, fc.constant(ping));

test('writes every message as JSON does', () => {
  fc.assert(fc.property(any, (one) => assert.equal(textOf(one), JSON.stringify(one))));
});

test('encodes many messages as it does each one by itself', () => {
  fc.assert(
    fc.property(fc.array(any), (messages) => {
      const wellFormed = messages.filter((one) => JSON.stringify(one).isWellFormed());
      const apart = Buffer.concat(wellFormed.map(encodeMessage));
      assert.ok(encodeMessages(wellFormed).equals(apart));
    }),
  );
});
