import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { PartylineError } from '../base/errors.ts';
import { limits } from '../words/limits.ts';
import { checkMessage } from './check-message.ts';
import { parsePayload, type Side } from './codec.ts';
import { encodeMessage, headerBytes } from './frame.ts';
import type { MemberMessages } from './messages.ts';

const token = 'a'.repeat(43);
const post: MemberMessages['post'] = {
  type: 'post',
  token,
  id: 7,
  room: 'lobby',
  mid: 'b'.repeat(22),
  content: { kind: 'text', text: 'hello' },
};

function parse(text: string) {
  return parsePayload(Buffer.from(text));
}

/** The error that reading one message throws, with code, field and sentence. */
function refusal(side: Side, payload: string | object): PartylineError {
  const text = typeof payload === 'string' ? payload : JSON.stringify(payload);
  try {
    checkMessage(side, parse(text));
  } catch (error) {
    assert(error instanceof PartylineError, String(error));
    return error;
  }
  throw new Error(`was accepted: ${text.slice(0, 200)}`);
}

test('a message comes back as it went', () => {
  const payload = encodeMessage(post).subarray(headerBytes);
  assert.deepEqual(checkMessage('member', parsePayload(payload)), post);
});

test('names what is missing before what is not known, and that before what is wrong', () => {
  const { token: _, ...rest } = post;
  assert.equal(refusal('member', { ...rest, id: 0, extra: 1 }).field, 'token');
  assert.equal(refusal('member', { ...post, id: 0, extra: 1 }).field, 'extra');
  assert.equal(refusal('member', { ...post, id: 0, content: 1 }).field, 'id');
});

test('names a field deep inside by its path', () => {
  const ids = { session: 's'.repeat(22), deviceToken: token, epoch: 'e'.repeat(22) };
  const message = { type: 'resume', id: 1, ...ids };
  assert.equal(refusal('greeting', { ...message, cursors: { lobby: 'x' } }).field, 'cursors.lobby');
  assert.equal(refusal('greeting', { ...message, cursors: { '@1.2': 1 } }).field, 'cursors.@1.2');
  const presence = { type: 'presence', changes: [{ name: 'ann', online: true }, { name: 'bob' }] };
  assert.equal(refusal('server', presence).field, 'changes.1.online');
  const odd = { ...message, cursors: { 'a/b~c': 1 } };
  assert.equal(refusal('greeting', odd).field, 'cursors.a/b~c');
});

test('says in words what is wrong with a field', () => {
  const said: [object, string][] = [
    [{ ...post, id: 0 }, 'The field "id" must be >= 1.'],
    [{ ...post, content: { kind: 'text', text: 5 } }, 'The field "content.text" must be string.'],
    [
      { ...post, content: { kind: 'shout', text: 'a' } },
      'The field "content.kind" must be one of text, action, announcement, file, urgent, ack, edit, deletion, reaction, unreaction.',
    ],
    [{ ...post, type: 'pots' }, 'The field "type" is not a type of message.'],
    [{ ...post, type: 5 }, 'The field "type" must be string.'],
    [{ ...post, mid: 'x' }, 'The field "mid" must have 22 characters of base64url.'],
    [
      { type: 'session.revoke', token, id: 1, session: 'none' },
      'The field "session" has none of the allowed forms.',
    ],
  ];
  for (const [message, sentence] of said) {
    assert.equal(refusal('member', message).message, sentence);
  }
});

test('a type that is no type is message.invalid, also names every object has', () => {
  for (const type of ['nope', '', '__proto__', 'constructor', 'hasOwnProperty', '\0']) {
    const error = refusal('member', JSON.stringify({ type }));
    assert.deepEqual([error.code, error.field], ['message.invalid', 'type']);
  }
});

test('a type of another side is message.unexpected', () => {
  assert.equal(refusal('greeting', post).code, 'message.unexpected');
  assert.equal(refusal('member', { type: 'hello' }).code, 'message.unexpected');
  assert.equal(refusal('server', post).code, 'message.unexpected');
  assert.equal(refusal('member', { type: 'welcome' }).code, 'message.unexpected');
});

test('refuses what is not UTF-8 as frame.invalid', () => {
  const broken = ['c328', '7b22ff223a317d', 'eda080', 'c080', 'f4908080', 'e282'];
  for (const hex of broken) {
    assert.throws(() => parsePayload(Buffer.from(hex, 'hex')), { code: 'frame.invalid' });
  }
});

test('refuses what is not one JSON object as frame.invalid', () => {
  const broken = [
    '',
    ' ',
    '{',
    '{}{}',
    '[]',
    '1',
    '"text"',
    'null',
    '{a:1}',
    "{'a':1}",
    '\ufeff{}',
  ];
  for (const text of [...broken, '{"a":1,}', '{"a":01}', '{"a":NaN}', '{"a":"\n"}', '{"a"}']) {
    assert.throws(() => parse(text), { code: 'frame.invalid' }, text);
  }
});

test('reads a view into a larger buffer', () => {
  const bytes = new Uint8Array(Buffer.from('xx{"a":"é"}yy'));
  assert.deepEqual(parsePayload(bytes.subarray(2, bytes.length - 2)), { a: 'é' });
});

test('answers within a second to a message made of fields that are not known', () => {
  const fields = Array.from({ length: 7_000 }, (_, index) => `"${index}":1`).join();
  const text = `{"type":"ping",${fields}}`;
  assert.ok(text.length < limits.frameBytes);
  const before = process.threadCpuUsage();
  assert.equal(refusal('server', text).code, 'message.invalid');
  assert.ok(process.threadCpuUsage(before).user < 1_000_000);
});

test('survives any bytes: a message, or one of three codes', () => {
  const codes = new Set(['frame.invalid', 'message.invalid', 'message.unexpected']);
  const bytes = fc.oneof(
    fc.uint8Array(),
    fc.json().map((text) => Buffer.from(text)),
    fc
      .record({ type: fc.constantFrom('post', 'hello', 'bye'), token: fc.json() })
      .map((value) => Buffer.from(JSON.stringify(value))),
  );
  fc.assert(
    fc.property(bytes, fc.constantFrom<Side>('greeting', 'member', 'server'), (bytes, side) => {
      try {
        checkMessage(side, parsePayload(bytes));
      } catch (error) {
        assert(error instanceof PartylineError && codes.has(error.code), String(error));
      }
    }),
    { numRuns: 500 },
  );
});
