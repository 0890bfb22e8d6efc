import assert from 'node:assert/strict';
import fs, { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { DamageError, InputError } from '../base/errors.ts';
import { openDataFolder } from '../store/data-folder.ts';
import { ExampleFolder, textsIn } from './backup.fixture.ts';
import { putInPlace } from './put-in-place.ts';
import { assertEmptyFolder, restoreBackup } from './restore.ts';

/** A folder that has been backed up, in which more was said then, and the key was changed. */
async function begin(test: TestContext) {
  const example = await ExampleFolder.make(test);
  example.say('kept');
  const tea = example.send('tea');
  await example.backUp();
  example.say('lost');
  rmSync(example.files.pathOf(tea));
  example.send('cup');
  writeFileSync(example.file('login.key'), 'a later key');
  example.close();
  const restore = (path: string) => {
    const folder = openDataFolder(path);
    try {
      return restoreBackup(example.backup, folder);
    } finally {
      folder.release();
    }
  };
  return { example, restore };
}

/** The line in a folder, as one value. */
function lineIn(folder: string) {
  const key = readFileSync(join(folder, 'login.key'), 'utf8');
  const texts = textsIn(join(folder, 'line.sqlite')).filter((text) => !text.startsWith('the file'));
  const sent = readdirSync(join(folder, 'files'), { recursive: true, withFileTypes: true });
  const files = sent.filter((one) => one.isFile());
  return {
    key,
    texts,
    files: files.map((one) => readFileSync(join(one.parentPath, one.name), 'utf8')),
  };
}

const restored = { key: 'the login key', texts: ['kept'], files: ['tea'] };
const before = { key: 'a later key', texts: ['kept', 'lost'], files: ['cup'] };

/** Lets the process die, as it were, when it renames for the n-th time; returns a function that ends that. */
function dieAtRename(count: number): () => void {
  const { renameSync } = fs;
  let left = count;
  fs.renameSync = (...names) => {
    if (left === 0) throw new Error('the process died');
    left -= 1;
    renameSync(...names);
  };
  syncBuiltinESMExports();
  return () => {
    fs.renameSync = renameSync;
    syncBuiltinESMExports();
  };
}

describe('a restore', () => {
  test('puts the line into a new folder, for its owner alone', async (t) => {
    const { example, restore } = await begin(t);
    const path = join(example.root, 'new', 'folder');
    assert.equal(restore(path).before, undefined);
    assert.deepEqual(lineIn(path), restored);
    for (const name of ['line.sqlite', 'login.key', 'tls.key', 'tls.cert']) {
      assert.equal(fs.statSync(join(path, name)).mode & 0o077, 0, name);
    }
  });

  test('keeps what was in the folder', async (t) => {
    const { example, restore } = await begin(t);
    assert.throws(() => assertEmptyFolder(example.path), /not empty .* add --force/);
    const aside = String(restore(example.path).before);
    assert.deepEqual(lineIn(example.path), restored);
    assert.deepEqual(lineIn(aside), before);
  });

  test('of a damaged backup touches nothing', async (t) => {
    const { example, restore } = await begin(t);
    const backup = readFileSync(example.backup);
    backup[backup.length - 3_000] = 0xff;
    writeFileSync(example.backup, backup);
    assert.throws(() => restore(example.path), DamageError);
    assert.deepEqual(lineIn(example.path), before);
    assert.equal(existsSync(example.file('restoring')), false);
  });

  test('that dies anywhere leaves the line of before or, for the next start, the restored one', async (t) => {
    const { example, restore } = await begin(t);
    const seen = new Set<string>();
    for (let count = 0; ; count += 1) {
      const path = join(example.root, `copy-${count}`);
      cpSync(example.path, path, { recursive: true });
      const live = dieAtRename(count);
      let isWhole = false;
      try {
        restore(path);
        isWhole = true;
      } catch (error) {
        if (!(error instanceof InputError)) assert.match(String(error), /the process died/);
      } finally {
        live();
      }
      putInPlace(path);
      const found = lineIn(path);
      assert.deepEqual(found, found.key === restored.key ? restored : before, `rename ${count}`);
      assert.equal(existsSync(join(path, 'restored')), false);
      seen.add(found.key);
      if (isWhole) break;
      assert.ok(count < 40);
    }
    assert.deepEqual([...seen].sort(), [before.key, restored.key].sort());
    assert.ok(readdirSync(example.root).length > 8, 'it was let die at few places');
  });
});
