import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defaultPreferences } from '../words/preferences.ts';
import { type CallingMessage, callsPerson, desktopCall, desktopText } from './calls.ts';

const said: CallingMessage = {
  room: 'lobby',
  roomName: 'lobby',
  from: 'bob',
  text: 'hello',
  kind: 'text',
  names: [],
  own: false,
  replayed: false,
};

function calls(changes: Partial<CallingMessage>, preferences = {}): boolean {
  return callsPerson({ ...said, ...changes }, { ...defaultPreferences, ...preferences }, 'ann');
}

test('what is for the person or about them calls, unless they want all or none', () => {
  assert.ok(!calls({}));
  assert.ok(calls({ text: 'look, @ann' }));
  assert.ok(calls({ names: ['ann'] }));
  assert.ok(calls({ roomName: '@bob' }));
  assert.ok(calls({ text: 'Deploying' }, { words: ['deploy'] }));
  assert.ok(calls({}, { notify: 'all' }));
  assert.ok(!calls({ text: 'ann' }, { notify: 'none' }));
});

test('a room may have a level of its own', () => {
  assert.ok(!calls({ text: 'ann' }, { notify: 'all', rooms: { lobby: 'none' } }));
  assert.ok(calls({}, { notify: 'none', rooms: { lobby: 'all' } }));
});

test('nothing calls that is one’s own, was missed, or is no message', () => {
  assert.ok(!calls({ text: 'ann', own: true }));
  assert.ok(!calls({ text: 'ann', replayed: true }));
  assert.ok(!calls({ kind: 'unknown', text: '' }, { notify: 'all' }));
  assert.ok(!calls({ kind: 'deleted', text: '' }, { notify: 'all' }));
});

test('a notification on the desktop is short, harmless, and no other command', () => {
  assert.equal(desktopText(desktopCall({ ...said, seq: 3 })), 'Partyline: bob in lobby: hello');
  const evil = {
    ...said,
    seq: 3,
    roomName: '@7',
    from: '7',
    text: `7;run\x07\x1b]0;x\x1b\\\n${'y'.repeat(999)}`,
  };
  const text = desktopText(desktopCall(evil));
  assert.ok(text.startsWith('Partyline: 7: 7;run'));
  // biome-ignore lint/suspicious/noControlCharactersInRegex: this is what must not be there
  assert.doesNotMatch(text, /[\x00-\x1f\x7f-\x9f]/);
  assert.ok(text.length < 200);
});
