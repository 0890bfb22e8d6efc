import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { blockBytes, endBytes, paddingAfter, readTarHeader, tarHeader } from './tar.ts';

const entry = { name: 'login.key', bytes: 3, at: 1_790_000_000 };

test('a header comes back as it was, also for files beyond 8 GiB', () => {
  for (const bytes of [0, 1, 8 * 2 ** 30 - 1, 8 * 2 ** 30, 2 ** 45]) {
    const header = tarHeader({ ...entry, bytes });
    assert.equal(header.length, blockBytes);
    assert.deepEqual(readTarHeader(header), { ...entry, bytes });
  }
});

test('a header in which any bit is another is none', () => {
  const header = tarHeader(entry);
  for (let bit = 0; bit < 8 * blockBytes; bit += 1) {
    const changed = Buffer.from(header);
    changed[bit >> 3] = (changed[bit >> 3] as number) ^ (1 << (bit & 7));
    assert.equal(readTarHeader(changed), undefined, `bit ${bit}`);
  }
});

test('the tar of the system reads what is written', (t) => {
  const file = Buffer.from('abc');
  const parts = [tarHeader(entry), file, paddingAfter(file.length), Buffer.alloc(endBytes)];
  const archive = Buffer.concat(parts);
  try {
    const run = (...args: string[]) => execFileSync('tar', args, { input: archive });
    assert.equal(String(run('-tf', '-')), 'login.key\n');
    assert.equal(String(run('-xOf', '-')), 'abc');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    t.skip('there is no tar');
  }
});
