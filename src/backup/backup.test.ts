import assert from 'node:assert/strict';
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { DamageError, InputError } from '../base/errors.ts';
import { ExampleFolder, textsIn } from './backup.fixture.ts';
import { backupFormat, formatManifest } from './manifest.ts';
import { readBackup } from './read-backup.ts';
import { paddingAfter, tarHeader } from './tar.ts';

const numbers = Array.from({ length: 10 }, (_, index) => `text ${index} ${'x'.repeat(300_000)}`);

describe('a backup', () => {
  test('has the line as it was at one moment, whatever is stored meanwhile', async (t) => {
    const folder = await ExampleFolder.make(t);
    for (const text of numbers) folder.say(text);
    let calls = 0;
    const manifest = await folder.backUp(() => {
      calls += 1;
      folder.say('meanwhile');
    });
    assert.ok(calls > 1, 'nothing was said meanwhile');
    assert.deepEqual([manifest.line.epoch, manifest.line.term], ['the epoch', 'the term']);
    const chunks = new Map<string, Uint8Array[]>();
    const read = readBackup(folder.backup, {
      part: (name) => {
        chunks.set(name, []);
        return (chunk) => chunks.get(name)?.push(chunk);
      },
    });
    assert.deepEqual(read, manifest);
    const part = (name: string) => Buffer.concat(chunks.get(name) ?? []);
    for (const name of ['login.key', 'tls.key', 'tls.cert']) {
      assert.deepEqual(part(name), readFileSync(folder.file(name)));
    }
    const copy = join(folder.root, 'copy.sqlite');
    writeFileSync(copy, part('line.sqlite'));
    assert.deepEqual(textsIn(copy), numbers);
    assert.deepEqual(readdirSync(folder.root).sort(), [
      'copy.sqlite',
      'copy.sqlite-shm',
      'copy.sqlite-wal',
      'data',
      'line.tar',
    ]);
  });

  test('has the files that messages need, also those that are removed meanwhile', async (t) => {
    const folder = await ExampleFolder.make(t);
    const [tea, nothing, gone] = ['tea', '', 'gone'].map((text) => folder.send(text));
    rmSync(folder.files.pathOf(gone as string));
    const manifest = await folder.backUp(() => {
      // Held by then, or not copied yet: a server may remove it at any time.
      if (readdirSync(folder.file('files')).some((name) => name.startsWith('backup-'))) {
        rmSync(folder.files.pathOf(tea as string), { force: true });
      }
    });
    assert.equal(folder.files.has(tea as string), false);
    const sent = manifest.parts.slice(4).map(({ name, bytes }) => [name, bytes]);
    const expected = [
      [`file-${tea}`, 3],
      [`file-${nothing}`, 0],
    ];
    assert.deepEqual(sent, expected.sort());
    assert.deepEqual(readBackup(folder.backup), manifest);
    // Nothing is left of the names by which they were held.
    assert.ok(readdirSync(folder.file('files')).every((name) => name.length === 2));
  });

  test('is ended by whoever looks at how far it is, and leaves nothing', async (t) => {
    const folder = await ExampleFolder.make(t);
    const stop = () => {
      throw new Error('stopped');
    };
    await assert.rejects(folder.backUp(stop), /stopped/);
    assert.deepEqual(readdirSync(folder.root).sort(), ['data', 'line.tar']);
  });

  test('is refused of a folder without a line, or with half of one', async (t) => {
    const folder = await ExampleFolder.make(t);
    writeFileSync(folder.file('first-start'), '');
    await assert.rejects(folder.backUp(), /first start .* was cut off/);
    mkdirSync(folder.file('other'));
    const empty = Object.assign(Object.create(folder), { path: folder.file('other') });
    await assert.rejects(empty.backUp(), /it has no login\.key, tls\.key, tls\.cert, line\.sqlite/);
  });

  test('of which a byte is another, or is missing, is found out', async (t) => {
    const folder = await ExampleFolder.make(t);
    folder.say('hello');
    const configuration = join(folder.root, 'configuration');
    writeFileSync(configuration, 'port = 1\n');
    await folder.backUp(undefined, configuration);
    const whole = readFileSync(folder.backup);
    const check = () => readBackup(folder.backup);
    assert.ok(check().parts.some(({ name }) => name === 'partyline.toml'));
    for (let at = 0; at < whole.length; at += 1_499) {
      const damaged = Buffer.from(whole);
      damaged[at] = (damaged[at] as number) ^ (1 << (at & 7));
      writeFileSync(folder.backup, damaged);
      assert.throws(check, InputError, `byte ${at}`);
    }
    writeFileSync(folder.backup, whole);
    for (let length = whole.length - 1; length > 0; length -= 1 + (length >> 2)) {
      truncateSync(folder.backup, length);
      assert.throws(check, DamageError, `${length} of ${whole.length} bytes`);
    }
    writeFileSync(folder.backup, Buffer.concat([whole, Buffer.alloc(1)]));
    assert.throws(check, DamageError);
    assert.equal(statSync(folder.backup).size, whole.length + 1);
  });

  test('of a later format is refused in words', async (t) => {
    const folder = await ExampleFolder.make(t);
    const manifest = { ...(await folder.backUp()), format: backupFormat + 1 };
    const text = formatManifest(manifest);
    const header = tarHeader({ name: 'backup.json', bytes: text.length, at: 1 });
    const archive = [header, Buffer.from(text), paddingAfter(text.length)];
    writeFileSync(folder.backup, Buffer.concat(archive));
    assert.throws(() => readBackup(folder.backup), /has format 3, and this version .* reads 2/);
  });
});
