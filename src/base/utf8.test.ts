import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { EncodingError } from './errors.ts';
import { assertDecoded, decodeUtf8, withoutMark } from './utf8.ts';

/** The place that the error names, from 0; undefined if there is none. */
function mistakeIn(bytes: Uint8Array): number | undefined {
  try {
    decodeUtf8(bytes, 'a file');
    return undefined;
  } catch (error) {
    assert.ok(error instanceof EncodingError);
    assert.match(error.message, /^Cannot read a file: it is not UTF-8, and byte \d+ is the first/);
    return Number(/byte (\d+)/.exec(error.message)?.[1]) - 1;
  }
}

test('decodes every text as it was', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      assert.equal(decodeUtf8(Buffer.from(text), 'a file'), text);
    }),
  );
});

test('names the first byte that does not fit behind a text', () => {
  const mistakes = ['ff', 'c0af', 'eda080', 'f4908080', '80', 'e4', 'e4bd', 'f09f8e', 'c3'];
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(...mistakes),
      fc.constantFrom('', 'a', '\n', 'é'),
      (text, mistake, rest) => {
        const before = Buffer.from(text);
        const bytes = Buffer.concat([before, Buffer.from(mistake, 'hex'), Buffer.from(rest)]);
        assert.equal(mistakeIn(bytes), before.length);
      },
    ),
  );
});

test('a byte order mark goes from the start alone', () => {
  assert.equal(withoutMark('\u{feff}a\u{feff}'), 'a\u{feff}');
  assert.equal(withoutMark('a'), 'a');
});

test('a text with U+FFFD was not UTF-8 where the system decoded it', () => {
  assertDecoded('é', 'argument 1');
  assert.throws(
    () => assertDecoded('é\u{fffd}', 'argument 1'),
    /^EncodingError: Cannot read argument 1: it is not UTF-8, and byte 3 is the first/,
  );
});
