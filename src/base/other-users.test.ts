import assert from 'node:assert/strict';
import {
  chmodSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { InputError } from './errors.ts';
import {
  assertOwn,
  assertTrusted,
  followTrusted,
  isDescriptorPath,
  ownDescriptor,
} from './other-users.ts';

const me = process.geteuid?.() ?? 0;
/** For somebody else, all that this process makes belongs to another user. */
const somebodyElse = me + 1;

describe('the files of other users', { skip: process.platform === 'win32' }, () => {
  let folder: string;

  beforeEach(() => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), 'partyline-others-')));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const file = (...names: string[]) => join(folder, ...names);

  test('are refused with the command that mends it, whoever asks', () => {
    const path = file('a key');
    writeFileSync(path, '');
    assertOwn(path, lstatSync(path));
    assert.throws(() => assertOwn(path, lstatSync(path), somebodyElse), {
      name: 'InputError',
      message: `Cannot use ${path}: it belongs to another user of this machine (uid ${me}; this process runs as ${somebodyElse}). Start as that user, or run as root: chown ${somebodyElse} '${path}'`,
    });
  });

  test('are no matter where only their owner lays links', () => {
    mkdirSync(file('mine'));
    symlinkSync('mine', file('link'));
    symlinkSync('../link/nowhere', file('mine', 'dangling'));
    assert.equal(followTrusted(file('link', 'a', 'b'), somebodyElse), file('mine', 'a', 'b'));
    assert.equal(followTrusted(file('link', 'dangling'), somebodyElse), file('mine', 'nowhere'));
    assert.equal(followTrusted(folder, somebodyElse), folder);
  });

  test('are not followed to in a folder that everybody may write to', () => {
    // The folder itself belongs to this user, whose links in it are as good as root's in /tmp.
    const uid = lstatSync(folder).uid;
    for (const [mode, isShared] of [
      [0o1777, true],
      [0o1755, false],
      [0o777, false],
    ] as const) {
      chmodSync(folder, mode);
      const laid = () => assertTrusted(file('link'), { uid: uid + 1, nlink: 1 }, uid + 2);
      if (isShared) assert.throws(laid, InputError);
      else laid();
      assertTrusted(file('link'), { uid: uid + 2, nlink: 1 }, uid + 2);
      assertTrusted(file('link'), { uid, nlink: 1 }, uid + 2);
    }
  });

  test('may be meant by a second name of a file in such a folder', () => {
    chmodSync(folder, 0o1777);
    writeFileSync(file('first'), '');
    assertTrusted(file('first'), lstatSync(file('first')));
    linkSync(file('first'), file('second'));
    assert.throws(() => assertTrusted(file('second'), lstatSync(file('second'))), InputError);
  });

  test('are not looked for in a circle of links', () => {
    symlinkSync('there', file('here'));
    symlinkSync('here', file('there'));
    assert.throws(() => followTrusted(file('here')), /its links lead in a circle/);
  });

  test('are told from the names of open descriptors, which lead to no path', () => {
    assert.ok(isDescriptorPath('/proc/self/fd/1'));
    assert.ok(isDescriptorPath('/dev/fd/2'));
    assert.equal(ownDescriptor(followTrusted('/dev/stdout')), 1);
    assert.equal(ownDescriptor(followTrusted('/dev/stderr')), 2);
    assert.equal(ownDescriptor('/proc/1/fd/1'), undefined);
    assert.ok(!isDescriptorPath('/dev/null'));
    assert.ok(!isDescriptorPath('/home/ada/fd/1'));
  });
});
