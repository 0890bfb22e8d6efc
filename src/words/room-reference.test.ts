import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { InputError } from '../base/errors.ts';
import { namePattern } from './name.ts';
import {
  conversationOf,
  formatRoomReference,
  mostInConversation,
  parseRoomReference,
  type RoomReference,
  roomReferencePattern,
} from './room-reference.ts';

const name = fc.stringMatching(namePattern);
const people = fc
  .uniqueArray(name, { minLength: 1, maxLength: mostInConversation - 1 })
  .map((names) => names.toSorted());
const references: fc.Arbitrary<RoomReference> = fc.oneof(
  fc.constant({ type: 'lobby' as const }),
  fc.record({ type: fc.constant('people' as const), names: people }, { noNullPrototype: true }),
  fc.record({ type: fc.constant('named' as const), name }, { noNullPrototype: true }),
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
  assert.deepEqual(parseRoomReference('@Ana'), { type: 'people', names: ['ana'] });
  assert.deepEqual(parseRoomReference('#Ops'), { type: 'named', name: 'ops' });
});

test('people of a conversation are sorted, each once', () => {
  const three = { type: 'people', names: ['ana', 'bob', 'eve'] };
  assert.deepEqual(parseRoomReference('@eve,Bob,@ana,bob'), three);
  assert.deepEqual(conversationOf(['bob', '@EVE', 'ana']), three);
});

test('a conversation has room for 16', () => {
  const names = Array.from({ length: mostInConversation }, (_, index) => `b${index}`);
  assert.equal(parseRoomReference(`@${names.slice(1).join(',')}`).type, 'people');
  assert.throws(() => conversationOf(names), /at most 16 people, and these are 16 besides you/);
  assert.doesNotMatch(`@${names.join(',')}`, roomReferencePattern);
});

test('a text that names no room is refused with the text in the sentence', () => {
  for (const text of ['ana', '', '@', '#', '@-ana', '@3 17', 'lobby ', '@ana,', '#a,b']) {
    assert.throws(
      () => parseRoomReference(text),
      (error) => error instanceof InputError && error.message.includes(text),
    );
    assert.doesNotMatch(text, roomReferencePattern);
  }
});

test('a name without its sign is shown with the two that it could have', () => {
  assert.throws(() => parseRoomReference('Ops'), /write #ops for a room, @ops for a person/);
  assert.throws(() => parseRoomReference('-l'), /write #NAME for a room, @NAME for a person/);
});
