import assert from 'node:assert/strict';
import {
  chmodSync,
  closeSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { InputError } from './errors.ts';
import {
  assertPrivate,
  makeMissingFolder,
  makePrivateFolder,
  openPrivateAppend,
  writePrivateFile,
} from './private-files.ts';

const modeOf = (path: string): number => statSync(path).mode & 0o777;

describe('private files', { skip: process.platform === 'win32' }, () => {
  let folder: string;
  let umask: number;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'partyline-private-'));
    umask = process.umask(0);
  });

  afterEach(() => {
    process.umask(umask);
    rmSync(folder, { recursive: true, force: true });
  });

  test('makes folders 0700 under a umask that allows everything', () => {
    makePrivateFolder(join(folder, 'a', 'b'));
    assert.equal(modeOf(join(folder, 'a', 'b')), 0o700);
    assert.equal(modeOf(join(folder, 'a')), 0o700);
  });

  test('makes a folder its owner can use under a umask that forbids it', () => {
    process.umask(0o777);
    makePrivateFolder(join(folder, 'a'));
    assert.equal(modeOf(join(folder, 'a')), 0o700);
  });

  test('narrows a folder that exists', () => {
    mkdirSync(join(folder, 'wide'), 0o755);
    makePrivateFolder(join(folder, 'wide'));
    assert.equal(modeOf(join(folder, 'wide')), 0o700);
  });

  test('leaves a folder alone that is only to be there', () => {
    mkdirSync(join(folder, 'wide'), 0o755);
    makeMissingFolder(join(folder, 'wide'));
    makeMissingFolder(join(folder, 'new'));
    assert.equal(modeOf(join(folder, 'wide')), 0o755);
    assert.equal(modeOf(join(folder, 'new')), 0o700);
  });

  test('writes files 0600 whatever the umask, and replaces wider ones', () => {
    const file = join(folder, 'key');
    writeFileSync(file, 'old', { mode: 0o666 });
    writePrivateFile(file, 'new');
    assert.equal(modeOf(file), 0o600);
    process.umask(0o777);
    writePrivateFile(file, new Uint8Array([1, 2]));
    assert.equal(modeOf(file), 0o600);
    assert.deepEqual([...readFileSync(file)], [1, 2]);
  });

  test('leaves the old file and no other behind when the write fails', () => {
    const target = join(folder, 'taken');
    mkdirSync(target);
    writeFileSync(join(target, 'inside'), 'kept');
    assert.throws(
      () => writePrivateFile(target, 'x'),
      (error: unknown) =>
        error instanceof InputError && error.message.startsWith(`Cannot write ${target}: `),
    );
    assert.deepEqual(readdirSync(folder), ['taken']);
    assert.equal(readFileSync(join(target, 'inside'), 'utf8'), 'kept');
  });

  test('narrows a file that is opened for appending', () => {
    const file = join(folder, 'log');
    writeFileSync(file, 'line\n', { mode: 0o644 });
    closeSync(openPrivateAppend(file));
    assert.equal(modeOf(file), 0o600);
    assert.equal(readFileSync(file, 'utf8'), 'line\n');
  });

  test('accepts what only its owner can use', () => {
    const file = join(folder, 'key');
    writePrivateFile(file, 'x');
    chmodSync(file, 0o400);
    assert.doesNotThrow(() => assertPrivate(file));
  });

  test('refuses each bit of group and others, naming the file and the command', () => {
    const file = join(folder, "it's a key");
    writePrivateFile(file, 'x');
    for (const bit of [0o040, 0o020, 0o004, 0o002]) {
      chmodSync(file, 0o600 | bit);
      assert.throws(() => assertPrivate(file), {
        name: 'InputError',
        message: `Other users of this machine can use ${file} (its mode is ${(0o600 | bit).toString(8)}), which must be for its owner alone. Run: chmod 600 '${join(folder, "it'\\''s a key")}'`,
      });
    }
  });

  test('says chmod 700 for a folder', () => {
    chmodSync(folder, 0o755);
    assert.throws(() => assertPrivate(folder), /Run: chmod 700 /);
  });

  test('names a file that is missing', () => {
    assert.throws(() => assertPrivate(join(folder, 'none')), {
      name: 'InputError',
      message: `Cannot look at ${join(folder, 'none')}: no such file or folder.`,
    });
  });
});
