import assert from 'node:assert/strict';
import { test } from 'node:test';
import { byteWords } from './byte-words.ts';

test('bytes are told in the unit that fits', () => {
  const told = [0, 1, 999, 999.6, 1_440, 9_960, 230_000_000, 999_600_000, 1_400_000_000, 5e15];
  assert.deepEqual(told.map(byteWords), [
    '0 bytes',
    '1 byte',
    '999 bytes',
    '1.0 kB',
    '1.4 kB',
    '10 kB',
    '230 MB',
    '1.0 GB',
    '1.4 GB',
    '5000 TB',
  ]);
});
