import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { PartylineError } from '../base/errors.ts';
import { limits } from '../base/limits.ts';
import { checkMessage, encodeMessage, parsePayload, type Side } from './codec.ts';
import { headerBytes } from './frame.ts';
import { type MemberMessages, schemas } from './messages.ts';

const token = 'a'.repeat(43);
const post: MemberMessages['post'] = {
  type: 'post',
  token,
  id: 7,
  room: 'lobby',
  mid: 'b'.repeat(22),
  kind: 'text',
  text: 'hello',
};

function parse(text: string) {
  return parsePayload(Buffer.from(text));
}

/** What is thrown by reading one message, as code, field and sentence. */
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

/** A value that fits a schema of messages.ts. */
function sample(schema: Record<string, unknown>): unknown {
  if (schema.const !== undefined) return schema.const;
  if (Array.isArray(schema.enum)) return schema.enum[0];
  if (Array.isArray(schema.anyOf)) return sample(schema.anyOf[0]);
  switch (schema.type) {
    case 'integer':
      return Math.max(8, Number(schema.minimum ?? 0));
    case 'boolean':
      return true;
    case 'array':
      return [sample(schema.items as Record<string, unknown>)];
    case 'object':
      return sampleObject(schema);
    default:
      return sampleText(String(schema.pattern ?? ''));
  }
}

function sampleText(pattern: string): string {
  const candidates = ['lobby', 'ann', 'a'.repeat(22), token];
  const fitting = candidates.find((text) => new RegExp(pattern).test(text));
  assert(fitting !== undefined, pattern);
  return fitting;
}

function sampleObject(schema: Record<string, unknown>): Record<string, unknown> {
  if (schema.properties === undefined) return { lobby: 3 };
  const properties = Object.entries(schema.properties as Record<string, Record<string, unknown>>);
  return Object.fromEntries(properties.map(([name, property]) => [name, sample(property)]));
}

const everyMessage = (Object.keys(schemas) as Side[]).flatMap((side) =>
  Object.entries(schemas[side]).map(([type, schema]) => ({
    side,
    type,
    schema: schema as unknown as { required: string[]; properties: Record<string, object> },
    message: sampleObject(schema as unknown as Record<string, unknown>),
  })),
);

test('a message comes back as it went', () => {
  const payload = encodeMessage(post).subarray(headerBytes);
  assert.deepEqual(checkMessage('member', parsePayload(payload)), post);
});

test('every message of every side passes with all its fields', () => {
  for (const { side, message } of everyMessage) {
    assert.deepEqual(checkMessage(side, parse(JSON.stringify(message))), message);
  }
});

test('every message names the field that is missing', () => {
  for (const { side, schema, message } of everyMessage) {
    for (const field of schema.required) {
      const { [field]: _, ...rest } = message;
      const error = refusal(side, rest);
      assert.deepEqual([error.code, error.field], ['message.invalid', field]);
      assert.equal(error.message, `The field "${field}" is missing.`);
    }
  }
});

test('every message names the field that has the wrong type', () => {
  for (const { side, schema, message } of everyMessage) {
    for (const field of Object.keys(schema.properties)) {
      for (const wrong of [{ wrong: {} }, [[]], 1.5]) {
        const error = refusal(side, { ...message, [field]: wrong });
        assert.equal(error.code, 'message.invalid');
        assert.equal(error.field?.split('.')[0], field);
        assert.match(error.message, /^The field "/);
      }
    }
  }
});

test('every message names a field that is not known, __proto__ and constructor too', () => {
  for (const { side, message } of everyMessage) {
    for (const field of ['extra', '__proto__', 'constructor', 'toString', 'Text', '']) {
      const text = `${JSON.stringify(message).slice(0, -1)},${JSON.stringify(field)}:1}`;
      const error = refusal(side, text);
      assert.deepEqual([error.code, error.field], ['message.invalid', field]);
      assert.equal(error.message, `The field "${field}" is not known.`);
    }
  }
});

test('every message names a field that is there twice', () => {
  for (const { side, message } of everyMessage) {
    for (const field of Object.keys(message)) {
      const once = JSON.stringify({ [field]: message[field] }).slice(1, -1);
      const error = refusal(side, `{${once},${JSON.stringify(message).slice(1)}`);
      assert.deepEqual([error.code, error.field], ['message.invalid', field]);
      assert.equal(error.message, `The field "${field}" is there more than once.`);
    }
  }
});

test('names what is missing before what is not known, and that before what is wrong', () => {
  const { token: _, ...rest } = post;
  assert.equal(refusal('member', { ...rest, id: 0, extra: 1 }).field, 'token');
  assert.equal(refusal('member', { ...post, id: 0, extra: 1 }).field, 'extra');
  assert.equal(refusal('member', { ...post, id: 0, text: 1 }).field, 'id');
});

test('names a field deep inside by its path', () => {
  const message = everyMessage.find(({ type }) => type === 'resume')?.message;
  assert.equal(refusal('greeting', { ...message, cursors: { lobby: 'x' } }).field, 'cursors.lobby');
  assert.equal(refusal('greeting', { ...message, cursors: { hall: 1 } }).field, 'cursors.hall');
  const presence = { type: 'presence', changes: [{ name: 'ann', online: true }, { name: 'bob' }] };
  assert.equal(refusal('server', presence).field, 'changes.1.online');
  const odd = { ...message, cursors: { 'a/b~c': 1 } };
  assert.equal(refusal('greeting', odd).field, 'cursors.a/b~c');
});

test('says in words what is wrong with a field', () => {
  const said: [object, string][] = [
    [{ ...post, id: 0 }, 'The field "id" must be >= 1.'],
    [{ ...post, text: 5 }, 'The field "text" must be string.'],
    [{ ...post, kind: 'shout' }, 'The field "kind" must be one of text, action.'],
    [{ ...post, type: 'pots' }, 'The field "type" is not a type of message.'],
    [{ ...post, type: 5 }, 'The field "type" must be string.'],
    [{ ...post, mid: 'x' }, 'The field "mid" must match pattern "^[A-Za-z0-9_-]{22}$".'],
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
  const before = process.cpuUsage();
  assert.equal(refusal('server', text).code, 'message.invalid');
  assert.ok(process.cpuUsage(before).user < 1_000_000);
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
