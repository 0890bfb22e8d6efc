import assert from 'node:assert/strict';
import { test } from 'node:test';
import { byteWords } from './byte-words.ts';

test('a size is told in the unit that people would use', () => {
  const told: readonly [number, string][] = [
    [0, '0 bytes'],
    [999, '999 bytes'],
    [1_000, '1.0 KB'],
    [9_949, '9.9 KB'],
    [12_345, '12 KB'],
    [999_999, '999 KB'],
    [1_000_000, '1.0 MB'],
    [34_500_000_000, '34 GB'],
    [9.9e21, '9900000 PB'],
  ];
  for (const [bytes, words] of told) assert.equal(byteWords(bytes), words);
});
