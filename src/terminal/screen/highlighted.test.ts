import assert from 'node:assert/strict';
import { test } from 'node:test';
import { colourStyle } from '../../talk/style.ts';
import { highlighted } from './highlighted.ts';

test('words that were searched for stand out in any case, and styles stay as they are', () => {
  const look = (text: string, searched: string | undefined) =>
    highlighted(text, { style: colourStyle, now: 0, searched });
  assert.equal(look('a Disk, a disk', 'disk'), 'a \x1b[7mDisk\x1b[27m, a \x1b[7mdisk\x1b[27m');
  assert.equal(look('\x1b[31mred 31m\x1b[39m', '31m'), '\x1b[31mred \x1b[7m31m\x1b[27m\x1b[39m');
  assert.equal(look('(a) [b] c.d', '[b] c.d'), '(a) \x1b[7m[b] c.d\x1b[27m');
  assert.equal(look('c+d', 'c.d'), 'c+d');
  for (const none of [undefined, '', '  ']) assert.equal(look('a disk', none), 'a disk');
});
