import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { CommandError } from './exit-codes.ts';
import { splitText } from './text-parts.ts';

const bounds = { textBytes: 12, textJsonBytes: 24 };
const lineOf = fc.string({
  unit: fc.constantFrom('a', 'é', '🔔', '\t', '\x00', '"'),
  maxLength: 5,
});

const jsonBytes = (text: string): number => Buffer.byteLength(JSON.stringify(text));
const fits = (text: string): boolean =>
  Buffer.byteLength(text) <= bounds.textBytes && jsonBytes(text) <= bounds.textJsonBytes;

test('parts are as long as they may be, and together the text', () => {
  fc.assert(
    fc.property(fc.array(lineOf.filter(fits)), (lines) => {
      const parts = splitText(lines.join('\n'), bounds);
      assert.ok(parts.every((part) => part !== '' && fits(part)));
      const rest = parts.flatMap((part) => part.split('\n')).filter((line) => line !== '');
      assert.deepEqual(
        rest,
        lines.filter((line) => line !== ''),
      );
      for (const [index, part] of parts.slice(1).entries()) {
        const [first = ''] = part.split('\n');
        assert.ok(!fits(`${parts[index]}\n${first}`), 'another line would not have fitted');
      }
    }),
  );
});

test('a text that fits stays whole, empty lines and all', () => {
  assert.deepEqual(splitText('a\n\n b\n', bounds), ['a\n\n b\n']);
});

test('a line that no message takes is named, and nothing is cut', () => {
  assert.throws(
    () => splitText(`short\n${'x'.repeat(13)}`, bounds),
    new CommandError(
      65,
      'Line 2 has 13 bytes, and a message takes at most 12: --split cuts between lines only, so nothing was sent.',
    ),
  );
  assert.throws(
    () => splitText('\x00\x00\x00\x00', bounds),
    /^CommandError: Line 1 has too many control/,
  );
});
