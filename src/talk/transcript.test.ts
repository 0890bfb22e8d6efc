import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { InputError } from '../base/errors.ts';
import type { LineChange, LineMessage } from '../client/core/events.ts';
import { plainStyle } from './style.ts';
import { Transcript } from './transcript.ts';

const at = new Date(2026, 0, 5, 9, 7).getTime();
const view = { style: plainStyle, now: at };
const state = {
  of: null,
  names: [],
  file: null,
  edited: null,
  editedBy: null,
  deleted: false,
  reactions: [],
};
let transcript: Transcript;

beforeEach(() => {
  transcript = new Transcript();
});

function message(seq: number, text: string, changes: Partial<LineMessage> = {}): LineMessage {
  const place = { room: 'lobby', roomName: 'lobby', seq, mid: `m${seq}`, replayed: false };
  return { ...place, ...state, from: 'ana', own: false, at, kind: 'text', text, ...changes };
}

function show(seq: number, text: string, changes: Partial<LineMessage> = {}): string {
  return transcript.message(message(seq, text, changes), view);
}

function change(changes: Partial<LineChange>): string | undefined {
  const place = { room: 'lobby', roomName: 'lobby', seq: 9, mid: 'm9', of: 1, replayed: false };
  const made = { from: 'bob', own: false, at, kind: 'edit', text: 'hello', isNews: true } as const;
  return transcript.change({ ...place, ...made, ...changes }, view);
}

describe('changes', () => {
  test('are told beside the message that they are about, once', () => {
    show(1, 'helo');
    assert.equal(change({}), '09:07 * bob edited ana "helo": hello');
    assert.equal(change({}), undefined);
    const reaction = { kind: 'reaction', text: '👍' } as const;
    assert.equal(change(reaction), '09:07 * bob reacted 👍 to ana "hello"');
    assert.equal(change(reaction), undefined);
    const unreaction = { kind: 'unreaction', text: '👍' } as const;
    assert.equal(change(unreaction), '09:07 * bob took 👍 back from ana "hello"');
    assert.equal(change(unreaction), undefined);
    const deletion = { kind: 'deletion', text: '' } as const;
    assert.equal(change(deletion), '09:07 * bob deleted the message of ana from 09:07');
    assert.equal(change(deletion), undefined);
    assert.equal(change({}), undefined);
  });

  test('of messages that were not shown are told without them', () => {
    assert.equal(change({}), '09:07 * bob edited an earlier message: hello');
    assert.equal(change({ kind: 'deletion', text: '' }), '09:07 * bob deleted an earlier message');
    assert.equal(change({ isNews: false }), undefined);
  });

  test('let nothing through to the terminal that could move it', () => {
    const evil = '\x1b[2J';
    show(1, evil);
    for (const kind of ['edit', 'reaction'] as const) {
      assert.ok(!change({ kind, text: evil, from: evil })?.includes('\x1b'));
    }
  });
});

test('a reply tells what it answers, with its last text', () => {
  show(1, 'helo');
  change({});
  assert.equal(show(2, 'hi', { of: 1 }), '09:07 ana ↪ ana "hello": hi');
  assert.equal(show(3, 'hi', { of: 1, room: 'r2' }), '09:07 ana ↪ an earlier message: hi');
});

test('an acknowledgement tells what is acknowledged', () => {
  show(1, 'the build is broken', { kind: 'urgent' });
  const ack = { kind: 'ack', from: 'bob', of: 1 } as const;
  const words = '09:07 -- bob has acknowledged';
  assert.equal(show(2, '', ack), `${words} ana "the build is broken"`);
  assert.equal(show(3, '', { ...ack, of: 9 }), `${words} an earlier urgent message`);
});

describe('a person points at a message', () => {
  test('by counting back in the room', () => {
    show(1, 'one');
    show(1, 'psst', { room: 'r', roomName: '@ana' });
    show(2, 'two');
    assert.equal(transcript.pick('lobby', 1).text, 'two');
    assert.equal(transcript.pick('lobby', 2).text, 'one');
    assert.equal(transcript.pick('@ana', 1).text, 'psst');
    assert.throws(() => transcript.pick('lobby', 3), InputError);
    assert.throws(() => transcript.pick('#ops', 1), InputError);
  });

  test('by the number in front of it, in any room', () => {
    show(1, 'before');
    transcript.numbered = true;
    assert.equal(show(2, 'one'), '09:07 [1] ana: one');
    assert.equal(show(1, 'psst', { room: 'r', roomName: '@ana' }), '09:07 [2] ana → you: psst');
    assert.equal(transcript.pick('lobby', 2).text, 'psst');
    assert.throws(() => transcript.pick('lobby', 3), /number 3/);
    assert.equal(change({ of: 2 }), '09:07 * bob edited [1] ana "one": hello');
  });

  test('which is forgotten when a thousand others were shown, and its number given again', () => {
    transcript.numbered = true;
    for (let seq = 1; seq <= 1_001; seq += 1) show(seq, `#${seq}`);
    assert.equal(transcript.pick('lobby', 2).text, '#1001');
    assert.equal(transcript.pick('lobby', 999).text, '#999');
    transcript.numbered = false;
    assert.equal(transcript.pick('lobby', 1_000).text, '#2');
    assert.throws(() => transcript.pick('lobby', 1_001), InputError);
  });

  test('of theirs, which they said last and did not delete', () => {
    assert.throws(() => transcript.lastOwn('lobby'), InputError);
    show(1, 'mine', { own: true });
    show(2, 'deleted', { own: true });
    show(3, 'not mine');
    show(4, 'elsewhere', { own: true, room: 'r', roomName: '@ana' });
    change({ of: 2, kind: 'deletion', text: '' });
    assert.equal(transcript.lastOwn('lobby').text, 'mine');
  });
});
