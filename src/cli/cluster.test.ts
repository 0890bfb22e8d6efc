import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join as joinPath } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { stretchingFloor } from '../auth/stretching.ts';
import { beginIdentity } from '../server/identity-files.ts';
import { makeMissingKeys } from '../server/keys.ts';
import { openDataFolder } from '../store/data-folder.ts';
import { openDatabase } from '../store/database.ts';
import { openStore } from '../store/store.fixture.ts';
import { placeOf, StreamPosition } from '../store/stream-position.ts';
import { init, join, leave } from './cluster.ts';

describe('partyline cluster', () => {
  const folder = mkdtempSync(joinPath(tmpdir(), 'partyline-cluster-'));
  const path = (...names: string[]) => joinPath(folder, ...names);
  const shared = { quiet: true, config: undefined };
  const options = { ...shared, file: path('line.keys'), passphraseFile: path('passphrase') };

  before(async () => {
    writeFileSync(path('passphrase'), 'correct horse battery\nnot this\n', { mode: 0o600 });
    mkdirSync(path('a'), { mode: 0o700 });
    await makeMissingKeys(path('a'), 0, stretchingFloor);
  });
  after(() => rmSync(folder, { recursive: true }));

  test('init and join carry the keys of a line, over no others and no file', async (t) => {
    t.mock.method(process.stderr, 'write', () => true);
    assert.equal(await init({ ...options, data: path('a') }), 0);
    await assert.rejects(init({ ...options, data: path('a') }), /a file is in the way/);
    assert.equal(await join({ ...options, data: path('b') }), 0);
    for (const name of ['login.key', 'tls.key', 'tls.cert']) {
      assert.equal(readFileSync(path('b', name), 'utf8'), readFileSync(path('a', name), 'utf8'));
    }
    await assert.rejects(join({ ...options, data: path('b') }), /has a line already/);
    const joined = openDataFolder(path('b'));
    const begin = (isInCluster: boolean) =>
      beginIdentity(joined, { newIdentity: false, isNode: true, isInCluster });
    assert.throws(() => begin(false), /start it first on the node where the keys were made/);
    assert.equal(begin(true), false);
    joined.release();
    const wrong = path('wrong');
    writeFileSync(wrong, 'another passphrase', { mode: 0o600 });
    const others = { ...options, passphraseFile: wrong, data: path('c') };
    await assert.rejects(join(others), /The passphrase is not the one/);
  });

  test('leave lets a line run on this machine alone, once', (t) => {
    t.mock.method(process.stderr, 'write', () => true);
    const data = path('node');
    mkdirSync(data, { mode: 0o700 });
    assert.throws(() => leave({ ...shared, data }), /There is no line/);
    const file = path('node', 'line.sqlite');
    const before = openStore(file);
    new StreamPosition(before).follow({ stream: 'stream', sequence: 7 });
    before.close();
    assert.equal(leave({ ...shared, data }), 0);
    const database = openDatabase(file);
    assert.equal(placeOf(database), undefined);
    database.close();
    assert.throws(() => leave({ ...shared, data }), /runs on this machine alone already/);
  });
});
