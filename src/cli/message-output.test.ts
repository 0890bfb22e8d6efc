import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LineChange, LineMessage } from '../client/core/events.ts';
import { entryJson, entryText } from './message-output.ts';

const place = { room: 'lobby', roomName: 'lobby', mid: 'm', at: 0, own: false, replayed: false };
const state = {
  names: [],
  file: null,
  of: null,
  edited: null,
  editedBy: null,
  deleted: false,
  reactions: [],
};
const message: LineMessage = {
  ...place,
  ...state,
  seq: 1,
  from: 'ana',
  kind: 'text',
  text: 'tea?',
};
const change: LineChange = {
  ...{ ...place, seq: 2, from: 'bob', of: 1, isNews: true },
  ...{ kind: 'reaction', text: '👍' },
};
const at = '1970-01-01T00:00:00.000Z';

test('a message has only the fields of JSON that say something', () => {
  const plain = { room: 'lobby', seq: 1, at, from: 'ana', kind: 'text', text: 'tea?' };
  assert.deepEqual(JSON.parse(entryJson(message)), plain);
  const reactions = [{ emoji: '👍', names: ['bob'] }];
  const edited = { ...message, of: 7, edited: 0, editedBy: 'olga', reactions };
  assert.deepEqual(JSON.parse(entryJson(edited)), {
    ...{ ...plain, of: 7, edited: at, editedBy: 'olga', reactions },
  });
});

test('a change has the number of its message', () => {
  assert.deepEqual(JSON.parse(entryJson(change)), {
    ...{ room: 'lobby', seq: 2, at, from: 'bob', kind: 'reaction', text: '👍', of: 1 },
  });
});

test('as text, a change that changes nothing shows nothing', () => {
  const shown = entryText();
  assert.match(shown(message) ?? '', / ana: tea\?\n$/);
  assert.match(shown(change) ?? '', / \* bob reacted 👍 to ana "tea\?"\n$/);
  assert.equal(shown(change), undefined);
});
