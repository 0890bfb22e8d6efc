import assert from 'node:assert/strict';
import {
  copyFileSync,
  cpSync,
  existsSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, before, describe, it, type TestContext, test } from 'node:test';
import { InputError } from '../../src/base/errors.ts';
import { startServer } from '../../src/server/server.ts';
import { openDatabase } from '../../src/store/database.ts';
import { scopeOf } from '../support/cleanup.ts';
import { newFolder, startLine } from '../support/started-line.ts';

/* A data folder that is not whole: nothing in it is made anew in silence, and nothing overwritten. */

const suite = scopeOf(after);
/** The data folder of a line that was stopped, in which ann has said something. */
let stopped: string;
let fingerprint: string | undefined;

before(async () => {
  stopped = newFolder(suite);
  const line = await startLine(suite, { dataFolder: stopped });
  fingerprint = line.server.fingerprint;
  const { client } = await line.signUp('ann');
  await client.say('the cat is in the bag');
  client.cut();
  await line.server.stop();
});

describe('a file that is missing beside others', () => {
  const refusal = (...parts: string[]) => {
    return (error: unknown) => {
      assert.ok(error instanceof InputError, String(error));
      for (const part of parts) assert.ok(error.message.includes(part), error.message);
      return true;
    };
  };

  /** A copy of the stopped line, and what its start needs. */
  function copyOfLine(t: TestContext) {
    const dataFolder = newFolder(scopeOf((undo) => t.after(undo)));
    cpSync(stopped, dataFolder, { recursive: true });
    return { dataFolder, options: { dataFolder, host: '127.0.0.1', port: 0 } };
  }

  /** Every file of a folder with its content, but those that only say that a server runs. */
  function contentsOf(folder: string): Map<string, string> {
    const names = readdirSync(folder).filter((name) => !/^(server\.pid|.*-shm)$/.test(name));
    return new Map(names.map((name) => [name, readFileSync(join(folder, name), 'base64')]));
  }

  for (const file of ['login.key', 'tls.key', 'tls.cert', 'line.sqlite']) {
    for (const [how, lose] of [
      ['missing', (path: string) => rmSync(path)],
      ['empty', (path: string) => truncateSync(path)],
    ] as const) {
      it(`keeps the server from starting, and nothing is touched: ${file} ${how}`, async (t) => {
        const { dataFolder, options } = copyOfLine(t);
        lose(join(dataFolder, file));
        const before = contentsOf(dataFolder);
        await assert.rejects(startServer(options), refusal(dataFolder, file, '--new-identity'));
        assert.deepEqual(contentsOf(dataFolder), before);
      });
    }

    it(`is made anew when the operator says so, and the rest is kept: ${file}`, async (t) => {
      const scope = scopeOf((undo) => t.after(undo));
      const { dataFolder, options } = copyOfLine(t);
      const before = contentsOf(dataFolder);
      rmSync(join(dataFolder, file));
      const line = await startLine(scope, { dataFolder, newIdentity: true });
      assert.equal(line.server.fingerprint === fingerprint, file !== 'tls.key');
      const accounts = await line.operator.accounts();
      assert.equal(
        accounts.some(({ name }) => name === 'ann'),
        file !== 'line.sqlite',
      );
      await line.server.stop();
      const kept = [...contentsOf(dataFolder).values()];
      for (const [name, content] of before) {
        if (/\.(key|cert)$/.test(name) && name !== file) assert.ok(kept.includes(content), name);
      }
      await (await startServer(options)).stop();
    });
  }

  it('is no certificate for a key that is damaged, which stays', async (t) => {
    const { dataFolder, options } = copyOfLine(t);
    rmSync(join(dataFolder, 'tls.cert'));
    writeFileSync(join(dataFolder, 'tls.key'), 'damaged');
    await assert.rejects(startServer({ ...options, newIdentity: true }), refusal('tls.key'));
    assert.equal(readFileSync(join(dataFolder, 'tls.key'), 'utf8'), 'damaged');
    assert.ok(!existsSync(join(dataFolder, 'tls.cert')));
  });

  it('may be the database of which only the write-ahead log is left', async (t) => {
    const { dataFolder, options } = copyOfLine(t);
    const log = join(dataFolder, 'line.sqlite-wal');
    for (const name of readdirSync(dataFolder)) rmSync(join(dataFolder, name));
    writeFileSync(log, 'what was said');
    await assert.rejects(startServer(options), refusal('line.sqlite'));
    await (await startServer({ ...options, newIdentity: true })).stop();
    assert.ok([...contentsOf(dataFolder).values()].includes(btoa('what was said')));
  });

  it('may be the half of the database that lay in its write-ahead log', async (t) => {
    const { dataFolder, options } = copyOfLine(t);
    const file = join(dataFolder, 'line.sqlite');
    rmSync(file);
    const database = openDatabase(file);
    const page = database.prepare('PRAGMA page_size').get()?.page_size;
    database.close();
    assert.equal(statSync(file).size, page);
    await assert.rejects(startServer(options), refusal(file, 'no line in it', '--new-identity'));
    await (await startServer({ ...options, newIdentity: true })).stop();
    await (await startServer(options)).stop();
  });

  it('may be a link to a place that is not there', async (t) => {
    const { dataFolder, options } = copyOfLine(t);
    for (const name of readdirSync(dataFolder)) rmSync(join(dataFolder, name));
    symlinkSync('/nonexistent/login.key', join(dataFolder, 'login.key'));
    await assert.rejects(startServer(options), refusal('login.key'));
    assert.equal(readlinkSync(join(dataFolder, 'login.key')), '/nonexistent/login.key');
  });

  it('is made when only the first start was cut off', async (t) => {
    const { dataFolder, options } = copyOfLine(t);
    for (const file of ['tls.cert', 'line.sqlite']) rmSync(join(dataFolder, file));
    writeFileSync(join(dataFolder, 'first-start'), '');
    await (await startServer(options)).stop();
    assert.ok(!existsSync(join(dataFolder, 'first-start')));
    rmSync(join(dataFolder, 'tls.cert'));
    await assert.rejects(startServer(options), refusal('tls.cert'));
  });
});

test('a copy of the database alone is whole after a stop', (t) => {
  const copy = join(newFolder(scopeOf((undo) => t.after(undo))), 'copy.sqlite');
  copyFileSync(join(stopped, 'line.sqlite'), copy);
  const database = new DatabaseSync(copy);
  t.after(() => database.close());
  const texts = database.prepare('SELECT content FROM messages').all();
  assert.ok(JSON.stringify(texts).includes('the cat is in the bag'));
  assert.equal(database.prepare('PRAGMA integrity_check').get()?.integrity_check, 'ok');
});
