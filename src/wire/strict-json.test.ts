import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { invalidField, parseStrictJson } from './strict-json.ts';

const invalid = (field: string) => ({ code: 'message.invalid', field });

/** JSON whose objects and arrays nest at most seven deep. */
const json = fc.json({ maxDepth: 6, stringUnit: 'binary' });

test('parses what JSON.parse parses', () => {
  fc.assert(
    fc.property(json, (text) => {
      assert.deepEqual(parseStrictJson(text, 8), JSON.parse(text));
    }),
    { numRuns: 500 },
  );
});

test('does not mistake what stands inside strings for structure', () => {
  const texts = ['{"a":"{[:\\"{[:"}', '{"a\\\\":"\\\\","b":":"}', '["\\"\\\\\\"",":{[","\\\\"]'];
  for (const text of texts) assert.deepEqual(parseStrictJson(text, 2), JSON.parse(text));
});

test('finds a repeated name wherever it is', () => {
  fc.assert(
    fc.property(
      fc.string(),
      json,
      json,
      fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 })),
      (name, first, second, others) => {
        delete others[name];
        const rest = JSON.stringify(others).slice(1);
        const comma = rest === '}' ? '' : ',';
        const key = JSON.stringify(name);
        const object = `{${key}:${first},${key}:${second}${comma}${rest}`;
        const field = (path: string) => path.slice(0, 64).toWellFormed();
        assert.throws(() => parseStrictJson(object, 20), invalid(field(name)));
        const inside = `[1,{"y":{"z":[]},"x":${object}}]`;
        assert.throws(() => parseStrictJson(inside, 20), invalid(field(`1.x.${name}`)));
      },
    ),
  );
});

test('finds names that are written differently and are the same', () => {
  assert.throws(() => parseStrictJson('{"a":1,"\\u0061":2}', 8), invalid('a'));
  assert.throws(() => parseStrictJson('{"__proto__":1,"__proto__":2}', 8), invalid('__proto__'));
});

test('lets the same name stand in different objects', () => {
  const text = '[{"a":{"a":1}},{"a":[{"a":2},{"a":3}]}]';
  assert.deepEqual(parseStrictJson(text, 8), JSON.parse(text));
});

test('__proto__ is a name like any other and changes no prototype', () => {
  const value = parseStrictJson('{"__proto__":{"polluted":true}}', 8);
  assert.equal(Object.getPrototypeOf(value), Object.prototype);
  assert.equal((value as { polluted?: boolean }).polluted, undefined);
  assert.deepEqual(Object.keys(value as object), ['__proto__']);
});

test('accepts the depth it is given and refuses one more', () => {
  for (const [open, close, step] of [
    ['[', ']', '0'],
    ['{"a":', '}', 'a'],
    ['{"b":",[","a":', '}', 'a'],
  ] as const) {
    const nested = (depth: number) => `${open.repeat(depth)}1${close.repeat(depth)}`;
    assert.ok(parseStrictJson(nested(8), 8));
    const field = Array(8).fill(step).join('.');
    assert.throws(() => parseStrictJson(nested(9), 8), {
      code: 'message.invalid',
      field,
      message: `The field "${field}" is nested deeper than 8 levels.`,
    });
  }
  const noString = `{"\\x":${'['.repeat(8)}`;
  assert.throws(() => parseStrictJson(noString, 8), invalid('"\\x".0.0.0.0.0.0.0'));
});

test('refuses a depth of a million at once, closed or not', () => {
  for (const text of [
    '['.repeat(1e6),
    `${'['.repeat(1e6)}${']'.repeat(1e6)}`,
    '{"a":'.repeat(1e6),
  ]) {
    assert.throws(() => parseStrictJson(text, 8), { code: 'message.invalid' });
  }
});

test('names the field with a lone surrogate, also in a name', () => {
  const surrogates: [string, string][] = [
    ['{"text":"\\ud800"}', 'text'],
    ['{"text":"\\udc00\\ud800"}', 'text'],
    ['{"a":{"b":["x","\\uDfff"]}}', 'a.b.1'],
    ['{"\\ud83d":1}', '\ufffd'],
  ];
  for (const [text, field] of surrogates) {
    assert.throws(() => parseStrictJson(text, 8), invalid(field));
  }
});

test('accepts escaped pairs and every other escape', () => {
  assert.deepEqual(parseStrictJson('["\\ud83d\\ude00","\\\\ud800","\\u0000\\n\\/"]', 8), [
    '😀',
    '\\ud800',
    '\0\n/',
  ]);
});

test('takes linear time for a string full of backslashes and quotes', () => {
  const text = JSON.stringify('\\"'.repeat(500_000));
  const before = process.threadCpuUsage();
  assert.equal(parseStrictJson(text, 1), '\\"'.repeat(500_000));
  assert.ok(process.threadCpuUsage(before).user < 2_000_000);
});

test('an error repeats no more than the beginning of a long path', () => {
  const error = invalidField('x'.repeat(10_000), 'is wrong');
  assert.equal(error.field, 'x'.repeat(64));
  assert.ok(error.message.length < 100);
});
