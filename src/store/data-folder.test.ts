import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { InputError } from '../base/errors.ts';
import { openDataFolder } from './data-folder.ts';

describe('openDataFolder', () => {
  let parent: string;
  let path: string;

  beforeEach(() => {
    parent = mkdtempSync(join(tmpdir(), 'partyline-data-'));
    path = join(parent, 'deep', 'data');
  });
  afterEach(() => rmSync(parent, { recursive: true }));

  function refusal(pattern: RegExp) {
    return (error: unknown) => error instanceof InputError && pattern.test(error.message);
  }

  test('makes the folder, and all in it, for its owner alone', () => {
    const folder = openDataFolder(path);
    assert.equal(folder.path, path);
    assert.equal(folder.file('keys.json'), join(path, 'keys.json'));
    assert.equal(statSync(path).mode & 0o777, 0o700);
    assert.equal(statSync(join(path, 'lock.sqlite')).mode & 0o777, 0o600);
    assert.equal(statSync(join(path, 'server.pid')).mode & 0o777, 0o600);
    folder.release();
  });

  test('narrows a folder that others can look into', () => {
    mkdirSync(path, { recursive: true });
    chmodSync(path, 0o755);
    openDataFolder(path).release();
    assert.equal(statSync(path).mode & 0o777, 0o700);
  });

  test('is held by one process at a time, and says by which', async (context) => {
    const { child, exited } = await holdInAnotherProcess();
    context.after(() => child.kill('SIGKILL'));
    assert.throws(
      () => openDataFolder(path),
      refusal(
        new RegExp(
          `Another server \\(process ${child.pid}\\) is using the data folder ${path}: stop it`,
        ),
      ),
    );
    child.kill('SIGKILL');
    await exited;
    openDataFolder(path).release();
  });

  async function holdInAnotherProcess() {
    const program = join(import.meta.dirname, 'data-folder.fixture.ts');
    const child = spawn(process.execPath, ['--expose-gc', program, path], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const exited = once(child, 'exit');
    await Promise.race([once(child.stdout, 'data'), exited]);
    assert.equal(child.exitCode, null);
    return { child, exited };
  }

  test('is held against the same process as well, until it is released', () => {
    const folder = openDataFolder(path);
    assert.equal(readFileSync(join(path, 'server.pid'), 'utf8'), `${process.pid}\n`);
    assert.throws(() => openDataFolder(path), refusal(/Another server/));
    folder.release();
    folder.release();
    openDataFolder(path).release();
  });

  test('says that it is held even when nobody wrote who holds it', () => {
    const folder = openDataFolder(path);
    writeFileSync(join(path, 'server.pid'), 'nonsense');
    assert.throws(() => openDataFolder(path), refusal(/^Another server is using/));
    folder.release();
  });

  test('refuses a path that cannot be a folder', () => {
    writeFileSync(join(parent, 'deep'), '');
    assert.throws(() => openDataFolder(path), refusal(/deep/));
  });

  test('refuses a lock file that is none', () => {
    mkdirSync(path, { recursive: true });
    writeFileSync(join(path, 'lock.sqlite'), 'not a database '.repeat(100));
    assert.throws(() => openDataFolder(path), refusal(/Cannot lock the data folder/));
  });
});
