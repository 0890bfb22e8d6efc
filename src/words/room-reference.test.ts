import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { InputError } from '../base/errors.ts';
import { namePattern } from './name.ts';
import {
  formatRoomReference,
  parseRoomReference,
  type RoomReference,
  roomReferencePattern,
} from './room-reference.ts';

const name = fc.stringMatching(namePattern);
const references: fc.Arbitrary<RoomReference> = fc.oneof(
  fc.constant({ type: 'lobby' as const }),
  fc.record(
    { type: fc.constantFrom('person' as const, 'named' as const), name },
    { noNullPrototype: true },
  ),
);

test('every reference that is written reads as what it was, and fits the pattern', () => {
  fc.assert(
    fc.property(references, (reference) => {
      const text = formatRoomReference(reference);
      assert.match(text, roomReferencePattern);
      assert.deepEqual(parseRoomReference(text), reference);
    }),
  );
});

test('capital letters are folded away', () => {
  assert.deepEqual(parseRoomReference('LOBBY'), { type: 'lobby' });
  assert.deepEqual(parseRoomReference('@Ana'), { type: 'person', name: 'ana' });
  assert.deepEqual(parseRoomReference('#Ops'), { type: 'named', name: 'ops' });
});

test('a text that names no room is refused with the text in the sentence', () => {
  for (const text of ['ana', '', '@', '#', '@-ana', '@3 17', 'lobby ']) {
    assert.throws(
      () => parseRoomReference(text),
      (error) => error instanceof InputError && error.message.includes(text),
    );
    assert.doesNotMatch(text, roomReferencePattern);
  }
});
