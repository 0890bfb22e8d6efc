import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import fs, { chmodSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it, mock } from 'node:test';
import { fileURLToPath } from 'node:url';
import { MemoryProfile, type Profile, type ServerMemory } from '../core/profile.ts';
import { FileProfile } from './file-profile.ts';
import { takeLease } from './lease.ts';

const root = mkdtempSync(join(tmpdir(), 'partyline-profile-'));
after(() => rmSync(root, { recursive: true, force: true }));
let folders = 0;

function newFolder(): string {
  folders += 1;
  return join(root, String(folders));
}

const server = 'partyline://line.example:7278';
const session = { id: 'S'.repeat(22), deviceToken: 'T'.repeat(43) };
const memory: ServerMemory = {
  name: 'ann',
  pin: 'P'.repeat(43),
  session,
  epoch: 'E'.repeat(22),
  cursors: { lobby: 7, '@1.2': 3 },
};

for (const [kind, create] of [
  ['memory', () => new MemoryProfile()],
  ['file', () => new FileProfile(newFolder())],
] as [string, () => Profile][]) {
  describe(`a ${kind} profile`, () => {
    it('gives back what was saved, also after it was let go', async () => {
      const profile = create();
      const entry = await profile.open(server);
      assert.deepEqual(entry.memory, {});
      await entry.save(memory);
      await entry.release();
      const again = await profile.open(server);
      assert.deepEqual(again.memory, memory);
      await again.release();
    });

    it('keeps servers apart', async () => {
      const profile = create();
      const entry = await profile.open(server);
      await entry.save(memory);
      const other = await profile.open('partyline+clear://line.example:7278');
      assert.deepEqual(other.memory, {});
      await Promise.all([entry.release(), other.release()]);
    });

    it('gives a second client the pin and the name, but no session', async () => {
      const profile = create();
      const first = await profile.open(server);
      await first.save(memory);
      const second = await profile.open(server);
      assert.deepEqual(second.memory, { name: 'ann', pin: memory.pin });
      const own = { ...memory, session: { ...session, id: 'Z'.repeat(22) } };
      await second.save(own);
      await Promise.all([first.release(), second.release()]);
      const back = [await profile.open(server), await profile.open(server)];
      assert.deepEqual(
        back.map((entry) => entry.memory.session?.id),
        [session.id, own.session.id],
        'and each session is found again',
      );
      for (const entry of back) await entry.release();
    });

    it('prefers the session of the name that is asked for', async () => {
      const profile = create();
      const first = await profile.open(server);
      await first.save(memory);
      const second = await profile.open(server);
      await second.save({ ...memory, name: 'bob' });
      await Promise.all([first.release(), second.release()]);
      const bob = await profile.open(server, 'bob');
      assert.equal(bob.memory.name, 'bob');
      await bob.release();
    });

    it('knows the server and the name that were used last', async () => {
      const profile = create();
      assert.equal(await profile.lastUsed(), undefined);
      const entry = await profile.open(server);
      await entry.save(memory);
      assert.deepEqual(await profile.lastUsed(), { server, name: 'ann' });
      await entry.release();
    });
  });
}

describe('the files of a profile', () => {
  it('are for their owner alone, and leave nothing half written', () => {
    const folder = newFolder();
    const umask = process.umask(0);
    const entry = new FileProfile(folder).open(server);
    entry.save(memory);
    entry.release();
    process.umask(umask);
    const found = readdirSync(folder, { recursive: true }) as string[];
    assert.deepEqual(
      found.filter((name) => name.endsWith('.tmp')),
      [],
    );
    assert.ok(found.some((name) => name.endsWith('1.json')));
    if (process.platform === 'win32') return;
    for (const name of found) {
      const state = statSync(join(folder, name));
      assert.equal(state.mode & 0o077, 0, name);
    }
  });

  it('are refused with a sentence when they are broken, or others can read them', () => {
    const folder = newFolder();
    const entry = new FileProfile(folder).open(server);
    entry.save(memory);
    entry.release();
    const file = (readdirSync(folder, { recursive: true }) as string[]).find((name) =>
      name.endsWith('1.json'),
    );
    const path = join(folder, file ?? '');
    const open = () => new FileProfile(folder).open(server);
    for (const text of ['', 'null', '{"session":{}}', '{"cursors":{"lobby":"x"}}', '{"name":1}']) {
      writeFileSync(path, text);
      assert.throws(open, { name: 'InputError', message: /Cannot use .*1\.json.*Delete it/ });
    }
    writeFileSync(path, '{}');
    if (process.platform === 'win32') return;
    chmodSync(path, 0o644);
    assert.throws(open, { name: 'InputError', message: /chmod 600/ });
  });
});

describe('a profile on a full disk', () => {
  /** Runs `action` while nothing that is opened for writing finds room. */
  function onFullDisk<Result>(action: () => Result): Result {
    const { openSync } = fs;
    const full = mock.method(fs, 'openSync', (path: string, flags: string, mode?: number) => {
      if (flags === 'r') return openSync(path, flags, mode);
      throw Object.assign(new Error('ENOSPC'), { code: 'ENOSPC' });
    });
    syncBuiltinESMExports();
    try {
      return action();
    } finally {
      full.mock.restore();
      syncBuiltinESMExports();
    }
  }

  it('is used from memory, and each attempt to save it names the file', () => {
    const folder = newFolder();
    const entry = onFullDisk(() => new FileProfile(folder).open(server));
    assert.deepEqual(entry.memory, {});
    const named = { name: 'InputError', message: /Cannot open .*1\.lock.*: the disk is full\./ };
    assert.throws(() => entry.save(memory), named);
    entry.release();
  });

  it('keeps what it had, and names the file that it cannot write', () => {
    const folder = newFolder();
    const profile = new FileProfile(folder);
    const first = profile.open(server);
    first.save(memory);
    const named = { name: 'InputError', message: /Cannot write .*1\.json: the disk is full\./ };
    assert.throws(() => onFullDisk(() => first.save({ ...memory, name: 'bob' })), named);
    first.release();
    const again = profile.open(server);
    assert.deepEqual(again.memory, memory);
    again.release();
  });
});

describe('a lease', () => {
  it('is held by one at a time, and can be taken again', () => {
    const file = join(root, 'one.lock');
    const lease = takeLease(file);
    assert.ok(lease);
    assert.equal(takeLease(file), undefined);
    lease.release();
    const next = takeLease(file);
    assert.ok(next);
    next.release();
  });

  it('ends with the process that has it, however that dies', async () => {
    const file = join(root, 'other.lock');
    const fixture = fileURLToPath(new URL('./lease.fixture.ts', import.meta.url));
    const holder = fork(fixture, [file]);
    const [answer] = await once(holder, 'message');
    assert.equal(answer, 'taken');
    assert.equal(takeLease(file), undefined);
    holder.kill('SIGKILL');
    await once(holder, 'exit');
    const lease = takeLease(file);
    assert.ok(lease);
    lease.release();
  });
});
