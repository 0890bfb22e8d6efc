import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { InputError } from '../base/errors.ts';
import { destination, namedRoom, readRoomChange } from './room-arguments.ts';

function refused(read: () => unknown, sentence: RegExp): void {
  assert.throws(read, (error) => error instanceof InputError && sentence.test(error.message));
}

describe('a change of a room', () => {
  for (const [typed, change] of [
    ['public', { access: 'public' }],
    ['PRIVATE', { access: 'private' }],
    ['readonly', { readonly: true }],
    ['readonly on', { readonly: true }],
    ['readonly off', { readonly: false }],
    ['slow 10s', { slowMs: 10_000 }],
    ['slow off', { slowMs: 0 }],
    ['history joined', { history: 'joined' }],
    ['history ALL', { history: 'all' }],
    ['rename Pages', { name: 'pages' }],
    ['rename #pages', { name: 'pages' }],
    ['archive', { archived: true }],
    ['archive off', { archived: false }],
  ] as const) {
    test(`is read from /room ${typed}`, () => assert.deepEqual(readRoomChange(typed), change));
  }

  test('is refused where it is none, with what there is', () => {
    refused(() => readRoomChange('privat'), /no setting privat: .*Did you mean private\?$/);
    refused(() => readRoomChange('colour blue'), /no setting colour: \/room public\|private/);
    refused(() => readRoomChange('public now'), /\/room public takes nothing after it: now\./);
    refused(() => readRoomChange('slow'), /A length of time is missing: \/room slow 10s\./);
    refused(() => readRoomChange('slow down'), /^down is not a length of time/);
    refused(() => readRoomChange('history'), /\/room history takes all or joined, not nothing\./);
    refused(() => readRoomChange('readonly maybe'), /takes on or off, not maybe\./);
    refused(() => readRoomChange('rename'), /^The room is missing: \/room rename NAME\./);
    refused(() => readRoomChange('rename -x'), /cannot be a name/);
  });
});

test('a room is written with a # or without', () => {
  assert.equal(namedRoom('#Ops', '/join #ROOM'), '#ops');
  assert.equal(namedRoom('ops', '/join #ROOM'), '#ops');
  refused(() => namedRoom('@ann', '/join #ROOM'), /^@ann is a person: \/join #ROOM takes a room/);
  refused(() => namedRoom('', '/join #ROOM'), /^The room is missing: \/join #ROOM\.$/);
});

test('a destination is a room, the lobby, or people', () => {
  const read = ['#Ops', 'Lobby', 'ann', '@Ann', '@lobby', 'eve,ann', '@eve,@ann'].map(destination);
  assert.deepEqual(read, ['#ops', 'lobby', '@ann', '@ann', '@lobby', '@ann,eve', '@ann,eve']);
});
