import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { safeText } from '../talk/safe-text.ts';
import { jsonLine } from './json-line.ts';

test('a line of JSON means what the value was', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const line = jsonLine({ text });
      assert.deepEqual(JSON.parse(line), { text });
      assert.equal(line.indexOf('\n'), line.length - 1);
    }),
  );
});

test('nothing in a line of JSON can do anything to a terminal', () => {
  assert.equal(
    jsonLine('\x1b[2J \x7f \u009b \u202e \u2028 \u200b \ue000 é 🔔'),
    '"\\u001b[2J \\u007f \\u009b \\u202e \\u2028 \\u200b \\ue000 é 🔔"\n',
  );
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      assert.doesNotMatch(jsonLine(text).trimEnd(), /[\p{C}\p{Zl}\p{Zp}]/u);
    }),
  );
  assert.equal(safeText(jsonLine('👩‍🚀').trimEnd(), { newlines: false }), '"👩\\u200d🚀"');
});
