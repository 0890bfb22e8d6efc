import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { InputError } from '../base/errors.ts';
import { type Facts, silentLog } from '../base/log.ts';
import { type DataFolder, openDataFolder } from '../store/data-folder.ts';
import type { Journal } from './journal.ts';
import { type LocalStorageOptions, openLocal } from './local-storage.ts';
import { longPost, type PostingResult } from './post-until-failure.fixture.ts';
import { CommitLog, creation, examplePost, seqOf, storageSuite } from './storage.suite.ts';
import type { Storage } from './storage.ts';

const onWindows = process.platform === 'win32';

class LocalStore {
  readonly path = mkdtempSync(join(tmpdir(), 'partyline-journal-'));
  readonly file = join(this.path, 'line.sqlite');
  #folder: DataFolder | undefined;

  open(options: LocalStorageOptions = {}): Promise<Storage> {
    this.#folder ??= openDataFolder(this.path);
    return openLocal(this.#folder, options);
  }

  async remove(): Promise<void> {
    this.#folder?.release();
    rmSync(this.path, { recursive: true });
  }
}

storageSuite('local', () => new LocalStore());

describe('the local journal', () => {
  let store: LocalStore;
  let storage: Storage;
  let journal: Journal;
  let log: CommitLog;
  let outside: DatabaseSync;

  beforeEach(async () => {
    store = new LocalStore();
    await reopen();
    assert.ok((await journal.request(creation('ada'))).ok);
    log = new CommitLog(journal);
    outside = new DatabaseSync(store.file);
  });
  afterEach(async () => {
    outside.close();
    await storage.close();
    await store.remove();
  });

  async function reopen(options: LocalStorageOptions = {}): Promise<void> {
    await storage?.close();
    storage = await store.open(options);
    journal = storage.journal;
    log = new CommitLog(journal);
  }

  /** Mids that another connection finds in the store. */
  function storedMids(): unknown[] {
    const rows = outside.prepare('SELECT mid FROM messages ORDER BY position').all();
    return rows.map(({ mid }) => mid);
  }

  test('tells of a batch only when another connection sees all of it', async () => {
    const missing: string[] = [];
    let heard = 0;
    await new Promise<void>((resolve) => {
      journal.onCommit((batch) => {
        const stored = new Set(storedMids());
        for (const proposal of batch.proposals) {
          if (proposal.type === 'post' && !stored.has(proposal.mid)) missing.push(proposal.mid);
        }
        heard += batch.proposals.length;
        if (heard < 300) propose(100, `round-${heard}`);
        else resolve();
      });
      propose(100, 'round-0');
    });
    assert.deepEqual(missing, []);
  });

  function propose(count: number, prefix: string): void {
    for (let index = 0; index < count; index += 1) {
      journal.propose(examplePost(`${prefix}-${index}`));
    }
  }

  test('gathers what arrives while a commit is under way into the next batch', async () => {
    propose(1, 'first');
    // The first batch leaves in the next turn of the loop; its outcome cannot be back by then.
    await new Promise((resolve) => setImmediate(resolve));
    propose(10, 'second');
    await Promise.resolve();
    propose(10, 'third');
    await log.reaches(21);
    assert.deepEqual(
      log.batches.map((batch) => batch.length),
      [1, 20],
    );
  });

  test('begins with 256 proposals, and cuts batches at 4,096 and at 4 Mi of text', async () => {
    propose(5_000, 'short');
    await log.reaches(5_000);
    assert.deepEqual(
      log.batches.map((batch) => batch.length),
      [256, 4_096, 648],
    );
    const text = 'x'.repeat(16_000);
    for (let index = 0; index < 600; index += 1) {
      journal.propose(examplePost(`long-${index}`, { text }));
    }
    await log.reaches(5_600);
    assert.deepEqual(
      log.batches.slice(3).map((batch) => batch.length),
      [256, 262, 82],
    );
  });

  test('refuses as internal the one proposal that makes the rules throw, and keeps the rest', async () => {
    const faults: Facts[] = [];
    await reopen({
      log: { ...silentLog, error: (event, facts) => faults.push({ event, ...facts }) },
    });
    outside.exec(`CREATE TRIGGER fault BEFORE INSERT ON blocks WHEN NEW.heads LIKE '%"bad-%'
      BEGIN SELECT RAISE(ABORT, 'a fault of the test'); END`);
    for (const mid of ['a', 'bad-1', 'b', 'bad-2', 'c']) journal.propose(examplePost(mid));
    await log.reaches(5);
    assert.equal(log.batches.length, 1);
    assert.deepEqual(log.all.map(seqOf), [1, undefined, 2, undefined, 3]);
    assert.deepEqual(log.all[1]?.outcome, { ok: false, code: 'internal' });
    assert.deepEqual(storedMids(), ['a', 'b', 'c']);
    const fault = { event: 'journal.rule-failed', proposal: 'post', reason: 'a fault of the test' };
    assert.deepEqual(faults, [fault, fault]);
    outside.exec('DROP TRIGGER fault');
    assert.ok((await journal.request(examplePost('d'))).ok);
  });

  test('ends without an outcome when a commit fails, and keeps nothing of the batch', async () => {
    outside.exec(`CREATE TABLE fault (account INTEGER REFERENCES accounts (id)
        DEFERRABLE INITIALLY DEFERRED);
      CREATE TRIGGER fault AFTER INSERT ON blocks WHEN NEW.heads LIKE '%"bad"%'
      BEGIN INSERT INTO fault VALUES (999); END`);
    assert.ok((await journal.request(examplePost('a'))).ok);
    const failed = failure();
    const answer = journal.request(examplePost('b'));
    journal.propose(examplePost('bad'));
    await assert.rejects(answer, /FOREIGN KEY/);
    assert.match((await failed).message, /FOREIGN KEY/);
    await assert.rejects(journal.request(examplePost('c')), /FOREIGN KEY/);
    journal.propose(examplePost('d'));
    await journal.close();
    assert.deepEqual(log.all.map(seqOf), [1]);
    assert.deepEqual(storedMids(), ['a']);
  });

  function failure(): Promise<Error> {
    return new Promise((resolve) => journal.onFailure(resolve));
  }

  test('tells a listener that is set late of the failure', async () => {
    outside.exec('DROP TABLE blocks');
    await assert.rejects(journal.request(examplePost('a')), /no such table/);
    assert.match((await failure()).message, /no such table/);
  });

  test('refuses what would grow the store when the disk is almost full, and goes on', async () => {
    await journal.request(examplePost('a'));
    const full = { ok: false, code: 'storage.full' };
    await reopen({ minFreeBytes: Number.MAX_SAFE_INTEGER });
    assert.deepEqual(await journal.request(examplePost('b')), full);
    assert.deepEqual(await journal.request(creation('bob')), full);
    const again = await journal.request(examplePost('a'));
    assert.deepEqual(again, {
      ok: true,
      value: { room: 1, seq: 1, at: 2_000, repeated: true, created: false },
    });
    const session = {
      id: 'session',
      device: 'laptop',
      tokenHash: 'hash',
      familyHash: 'family',
      address: '::1',
    };
    const opened = await journal.request({
      type: 'session.open',
      at: 3_000,
      account: 1,
      record: 'record',
      session,
    });
    assert.ok(opened.ok);
    await reopen();
    assert.ok((await journal.request(examplePost('b'))).ok);
  });

  test('keeps its file, and what SQLite puts beside it, for its owner alone', async () => {
    await journal.request(examplePost('a'));
    for (const suffix of ['', '-wal', '-shm']) {
      assert.equal(statSync(store.file + suffix).mode & 0o777, 0o600, suffix);
    }
  });

  test('rejects, with a sentence, a file that is not a database', async (context) => {
    const other = new LocalStore();
    context.after(() => other.remove());
    writeFileSync(other.file, 'Dear reader, this is no database. '.repeat(100));
    await assert.rejects(other.open(), InputError);
  });
});

describe('the local journal on a disk that takes no more', { skip: onWindows }, () => {
  test('ends, and everything it acknowledged is there afterwards', async (context) => {
    const store = new LocalStore();
    context.after(() => store.remove());
    const acknowledged = await acknowledgedUntilFailure(store.path);
    assert.ok(acknowledged > 0);
    const { journal, close } = await store.open();
    context.after(close);
    const last = longPost(acknowledged - 1);
    assert.deepEqual(await journal.request(last), {
      ok: true,
      value: { room: 1, seq: acknowledged, at: last.at, repeated: true, created: false },
    });
  });

  /** Posts in a process that may write files of at most 2 MiB; returns how many were acknowledged. */
  async function acknowledgedUntilFailure(folder: string): Promise<number> {
    const script = 'trap "" XFSZ; ulimit -f 4096; exec "$@"';
    const program = join(import.meta.dirname, 'post-until-failure.fixture.ts');
    const child = spawn('sh', ['-c', script, 'sh', process.execPath, program, folder], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const output: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
    await once(child, 'close');
    const result = JSON.parse(Buffer.concat(output).toString()) as PostingResult;
    assert.match(result.failure, /disk I\/O error|database or disk is full/);
    return result.acknowledged;
  }
});
