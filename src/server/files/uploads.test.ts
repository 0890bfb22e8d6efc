import assert from 'node:assert/strict';
import { hash as hashOf } from 'node:crypto';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { silentLog } from '../../base/log.ts';
import type { Proposal } from '../../chat/proposals.ts';
import type { Journal } from '../../journal/journal.ts';
import { FileFolder } from '../../store/files/file-folder.ts';
import { defaultFileLimits, type FileLimits, leastCountedBytes } from '../../words/file-limits.ts';
import { KeptFiles } from './kept-files.ts';
import { Uploads } from './uploads.ts';

const id = 'A'.repeat(22);
const otherId = `${'A'.repeat(21)}g`;
const tea = Buffer.from('a cup of tea');
const teaHash = hashOf('sha256', tea);

let dataFolder: string;
let folder: FileFolder;
let kept: KeptFiles;
let uploads: Uploads;
let files: FileLimits | false;
let isLow: boolean;
let now: number;
/** The store as far as files need it. */
let needed: Set<string>;
let ownBytes: number;
let proposed: Proposal[];
let refusal: 'forbidden' | undefined;

beforeEach(() => {
  dataFolder = mkdtempSync(join(tmpdir(), 'partyline-files-'));
  folder = new FileFolder(dataFolder);
  [files, isLow, now, needed, ownBytes, proposed] = [defaultFileLimits, false, 0, new Set(), 0, []];
  refusal = undefined;
  open();
});
afterEach(() => rmSync(dataFolder, { recursive: true }));

function open(): void {
  const clock = { now: () => now, elapsed: () => now };
  const line = {
    get files() {
      return files;
    },
  };
  const request = async (proposal: Proposal) => {
    proposed.push(proposal);
    if (refusal !== undefined) return { ok: false, code: refusal };
    if (proposal.type === 'file.store') needed.add(proposal.hash);
    return { ok: true, value: { expired: 0 } };
  };
  const journal = { request } as unknown as Journal;
  const directory = {
    needsFile: (hash: string) => needed.has(hash),
    hasFilesBefore: () => false,
    setting: () => undefined,
    fileBytesOf: () => ownBytes,
  };
  kept = new KeptFiles({ folder, directory, journal, clock, log: silentLog, line });
  uploads = new Uploads({ folder, kept, directory, journal, clock, line, isLow: () => isLow });
}

/** Sends all of a file in pieces of 5 bytes. */
async function send(data: Buffer, account = 1, upload = id) {
  let state = await uploads.begin(account, upload, data.length);
  while (state.hash === null) {
    const { offset } = state;
    const last = offset + 5 >= data.length;
    const piece = data.subarray(offset, offset + 5);
    state = await uploads.write(account, upload, { offset, data: piece, last });
  }
  return state;
}

const stored = () => readdirSync(join(dataFolder, 'files', teaHash.slice(0, 2)));
const incoming = () => readdirSync(join(dataFolder, 'files', 'incoming'));

describe('a file that is sent', () => {
  test('comes in pieces, lies under its hash for its owner alone, and is put on record', async () => {
    assert.deepEqual(await send(tea), { offset: tea.length, hash: teaHash });
    assert.deepEqual(readFileSync(folder.pathOf(teaHash)), tea);
    if (process.platform !== 'win32') {
      assert.equal(statSync(folder.pathOf(teaHash)).mode & 0o777, 0o600);
      assert.equal(statSync(dirname(folder.pathOf(teaHash))).mode & 0o777, 0o700);
    }
    const record = { type: 'file.store', at: 0, account: 1, hash: teaHash, bytes: tea.length };
    assert.deepEqual(proposed, [record]);
    assert.deepEqual(
      [kept.count, kept.bytes, kept.countedBytes],
      [1, tea.length, leastCountedBytes],
    );
    assert.deepEqual(incoming(), []);
    // An answer that was lost is asked for again.
    assert.deepEqual(await uploads.begin(1, id, tea.length), { offset: tea.length, hash: teaHash });
  });

  test('goes on where it was, and takes no byte twice', async () => {
    await uploads.begin(1, id, tea.length);
    const first = { offset: 0, data: tea.subarray(0, 5), last: false };
    await uploads.write(1, id, first);
    for (const piece of [first, { ...first, offset: 7 }]) {
      assert.deepEqual(await uploads.write(1, id, piece), { offset: 5, hash: null });
    }
    assert.equal((await send(tea)).hash, teaHash);
  });

  test('lies there once, whoever sends it, also at the same time', async () => {
    const all = await Promise.all([send(tea, 1), send(tea, 2), send(tea, 2, otherId)]);
    assert.deepEqual(
      all.map(({ hash }) => hash),
      [teaHash, teaHash, teaHash],
    );
    assert.deepEqual([stored(), kept.count, proposed.length], [[teaHash], 1, 3]);
  });

  test('may be empty, and of a length that is not known before', async () => {
    const empty = await send(Buffer.alloc(0));
    assert.equal(empty.hash, hashOf('sha256', ''));
    await uploads.begin(1, otherId, undefined);
    await uploads.write(1, otherId, { offset: 0, data: tea, last: false });
    const { hash } = await uploads.write(1, otherId, {
      offset: tea.length,
      data: Buffer.alloc(0),
      last: true,
    });
    assert.equal(hash, teaHash);
  });

  test('is refused where it is too large, or of another length than announced', async () => {
    files = { ...defaultFileLimits, fileBytes: 10 };
    await assert.rejects(uploads.begin(1, id, 11), { code: 'file.too-large' });
    await uploads.begin(1, id, undefined);
    const piece = { offset: 0, data: tea, last: false };
    await assert.rejects(uploads.write(1, id, piece), { code: 'file.too-large' });
    await assert.rejects(uploads.write(1, id, piece), { code: 'file.interrupted' });
    for (const last of [true, false]) {
      await uploads.begin(1, id, 8);
      const data = tea.subarray(0, last ? 7 : 9);
      await assert.rejects(uploads.write(1, id, { offset: 0, data, last }), {
        code: 'message.invalid',
      });
    }
    assert.deepEqual(incoming(), []);
  });

  test('is refused where the line takes none, the disk is low, or a quota is reached', async () => {
    files = false;
    await assert.rejects(uploads.begin(1, id, 1), { code: 'files.off' });
    files = {
      ...defaultFileLimits,
      lineBytes: 3 * leastCountedBytes,
      accountBytes: 2 * leastCountedBytes,
    };
    isLow = true;
    await assert.rejects(uploads.begin(1, id, 1), { code: 'storage.full' });
    isLow = false;
    ownBytes = leastCountedBytes;
    // The bytes of those that are coming count, and count no more when they are given up.
    await uploads.begin(1, id, 1);
    await assert.rejects(uploads.begin(1, otherId, 1), { code: 'files.full' });
    await uploads.cancel(1, id);
    await uploads.begin(1, otherId, 1);
    ownBytes = 0;
    await send(tea, 2);
    await uploads.begin(3, id, 1);
    await assert.rejects(uploads.begin(4, id, 1), { code: 'files.full' });
  });

  test('gives way to another of its account when nothing is heard of it', async () => {
    const ids = ['A', 'Q', 'g', 'w'].map((last) => `${'B'.repeat(21)}${last}`);
    for (const one of ids) await uploads.begin(1, one, 5);
    await assert.rejects(uploads.begin(1, id, 5), { code: 'server.busy' });
    await uploads.begin(2, id, 5);
    now += 31_000;
    await uploads.begin(1, id, 5);
    const piece = { offset: 0, data: tea.subarray(0, 5), last: true };
    await assert.rejects(uploads.write(1, ids[0] as string, piece), { code: 'file.interrupted' });
  });

  test('is dropped when nothing is heard of it for an hour', async (t) => {
    t.mock.timers.enable({ apis: ['setInterval'] });
    uploads.start();
    await uploads.begin(1, id, 5);
    await uploads.write(1, id, { offset: 0, data: tea.subarray(0, 2), last: false });
    now += 3_600_000;
    t.mock.timers.tick(60_000);
    assert.equal(incoming().length, 1);
    now += 1;
    t.mock.timers.tick(60_000);
    assert.deepEqual(incoming(), []);
    uploads.stop();
  });

  test('leaves nothing where the store does not take it', async () => {
    refusal = 'forbidden';
    await assert.rejects(send(tea), { code: 'forbidden' });
    await kept.sweep();
    assert.deepEqual([stored(), incoming(), kept.bytes], [[], [], 0]);
  });
});

describe('the files that are kept', () => {
  test('are those that somebody needs; the others are removed, also after a crash', async () => {
    await send(tea);
    const orphan = hashOf('sha256', 'orphan');
    await send(Buffer.from('orphan'), 1, otherId);
    await uploads.begin(1, `${'C'.repeat(21)}A`, 5);
    await uploads.write(1, `${'C'.repeat(21)}A`, {
      offset: 0,
      data: Buffer.from('left'),
      last: false,
    });
    writeFileSync(join(dataFolder, 'files', 'note.txt'), 'of somebody else');
    needed.delete(orphan);
    open();
    kept.start();
    kept.stop();
    assert.ok(!existsSync(join(dataFolder, 'files', 'incoming')));
    open();
    await kept.sweep();
    assert.deepEqual([folder.has(teaHash), folder.has(orphan)], [true, false]);
    assert.deepEqual([kept.count, kept.bytes], [1, tea.length]);
    needed.clear();
    await kept.sweep();
    assert.deepEqual([kept.count, kept.bytes, kept.countedBytes], [0, 0, 0]);
    assert.ok(existsSync(join(dataFolder, 'files', 'note.txt')));
  });
});
