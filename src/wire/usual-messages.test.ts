import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { type Content, writeContent } from '../words/content.ts';
import { checkMessage } from './check-message.ts';
import { decodeText, parsePayload } from './codec.ts';
import { readUsualMessage } from './usual-messages.ts';

const base64url = (length: number) =>
  fc.stringMatching(new RegExp(`^[A-Za-z0-9_-]{${length}}$`), { maxLength: length });
const room = fc.constantFrom(
  'lobby',
  `r${'R'.repeat(16)}`,
  'r-_09-_09-_09-_09',
  '@ana',
  '#0.b_c-d',
  `@${'a'.repeat(32)}`,
);
const post = fc.record({
  token: base64url(43),
  id: fc.oneof(
    fc.integer({ min: 1, max: 2 ** 31 - 1 }),
    fc.constantFrom(1_999_999_999, 2 ** 31 - 1),
  ),
  room,
  mid: base64url(22),
  kind: fc.constantFrom('text', 'action'),
  text: fc.oneof(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'binary' })),
});

describe('readUsualMessage', () => {
  test('gives what parsing and checking gives, or nothing', () => {
    fc.assert(
      fc.property(post, ({ token, id, room, mid, kind, text }) => {
        const payload = encode({ type: 'post', token, id, room, mid, content: { kind, text } });
        const read = readUsualMessage(decodeText(payload));
        if (read !== undefined)
          assert.deepEqual(read, written(checkMessage('member', parsePayload(payload))));
      }),
    );
  });

  test('takes what clients send, in every script', () => {
    for (const text of ['hello', 'Grüße, 世界 😀', "it's {so}: [1,2]"]) {
      const usual = { ...example, content: { kind: 'text', text } };
      assert.deepEqual(readUsualMessage(JSON.stringify(usual)), written(usual));
    }
  });

  test('takes nothing that has been changed anywhere, unless it still is such a post', () => {
    const whole = JSON.stringify(example);
    const change = fc.record({
      at: fc.nat({ max: whole.length - 1 }),
      take: fc.nat({ max: 3 }),
      put: fc.string({
        unit: fc.constantFrom('"', '\\', '{', '}', ',', ':', '0', 'a', '\n', ' '),
        maxLength: 3,
      }),
    });
    fc.assert(
      fc.property(change, ({ at, take, put }) => {
        const text = `${whole.slice(0, at)}${put}${whole.slice(at + take)}`;
        const read = readUsualMessage(text);
        if (read === undefined) return;
        assert.deepEqual(read, written(checkMessage('member', parsePayload(Buffer.from(text)))));
      }),
      { numRuns: 2_000 },
    );
  });

  test('takes a pong, and nothing that only looks like one', () => {
    const pong = { type: 'pong', token: 'T'.repeat(43), mark: 'M'.repeat(8) };
    assert.deepEqual(readUsualMessage(JSON.stringify(pong)), pong);
    for (const token of ['T'.repeat(42), 'T'.repeat(44), `${'T'.repeat(42)}=`]) {
      assert.equal(readUsualMessage(JSON.stringify({ ...pong, token })), undefined);
    }
  });

  test('leaves to the others what is said in another way', () => {
    const others = [
      { ...example, content: { kind: 'text', text: 'two\nlines' } },
      { ...example, content: { kind: 'text', text: 'a "word"' } },
      { ...example, id: 2 ** 31 },
      { ...example, id: 0 },
      { ...example, content: { kind: 'proclamation', text: 'hello' } },
      { ...example, of: 3 },
      { ...example, more: true },
      { type: 'post', id: 1, token: example.token, room: 'lobby', mid: example.mid },
    ];
    for (const other of others) assert.equal(readUsualMessage(JSON.stringify(other)), undefined);
    assert.equal(readUsualMessage(JSON.stringify(example, null, 1)), undefined);
  });

  const example = {
    type: 'post',
    token: 'T'.repeat(43),
    id: 7,
    room: 'lobby',
    mid: 'M'.repeat(22),
    content: { kind: 'text', text: 'hello' },
  };

  /** The same message; a post has the JSON of its content beside it. */
  function written(message: object): object {
    if (!('content' in message)) return message;
    const content = message.content as Content;
    return { ...message, content: { ...content, json: writeContent(content) } };
  }

  function encode(value: object): Buffer {
    return Buffer.from(JSON.stringify(value));
  }
});
