import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { localFilesAt } from './local-files.ts';

test('paths that are typed begin in the folder and the home that they are told', () => {
  const root = mkdtempSync(join(tmpdir(), 'partyline-'));
  try {
    const [folder, home] = [join(root, 'work'), join(root, 'ana')];
    for (const each of [folder, home, join(home, 'photos')]) mkdirSync(each);
    writeFileSync(join(home, 'tea.txt'), '');
    const files = localFilesAt({ folder, home: () => home });
    assert.equal(files.resolve('~/tea.txt'), join(home, 'tea.txt'));
    assert.equal(files.resolve('tea.txt'), join(folder, 'tea.txt'));
    assert.equal(files.resolve('~tea'), join(folder, '~tea'));
    assert.equal(files.pathFor({ name: 'a.png' }, ''), join(folder, 'a.png'));
    assert.equal(files.pathFor({ name: 'a.png' }, '~/photos'), join(home, 'photos', 'a.png'));
    assert.equal(files.pathFor({ name: 'a.png' }, 'b.png'), join(folder, 'b.png'));
    assert.deepEqual(files.complete('~/'), ['~/photos/', '~/tea.txt']);
  } finally {
    rmSync(root, { recursive: true });
  }
});
