import assert from 'node:assert/strict';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, it, type TestContext } from 'node:test';
import { InputError } from '../../src/base/errors.ts';
import { startServer } from '../../src/server/server.ts';
import { FolderLostError } from '../../src/store/files-in-place.ts';
import { type Scope, scopeOf } from '../support/cleanup.ts';
import { copyRunningFolder } from '../support/copied-folder.ts';
import { RawClient } from '../support/raw-client.ts';
import { newFolder, startLine } from '../support/started-line.ts';

/* A data folder that is taken away under a running server. */

const scopeFor = (t: TestContext): Scope => scopeOf((undo) => t.after(undo));

/** A line in a folder that a test may move, in which ann has said something that was acknowledged. */
async function talkingLine(scope: Scope) {
  const parent = newFolder(scope);
  const folder = join(parent, 'data');
  const line = await startLine(scope, { dataFolder: folder, bounds: { stopTimeoutMs: 100 } });
  const { client: ann } = await line.signUp('ann');
  await ann.say('acknowledged');
  const file = (name: string) => join(folder, name);
  return { ...line, ann, file, elsewhere: join(parent, 'elsewhere') };
}

type Talking = Awaited<ReturnType<typeof talkingLine>>;

/** The texts that a database holds. */
function textsIn(file: string): string[] {
  const database = new DatabaseSync(file);
  const rows = database.prepare("SELECT content ->> 'text' AS text FROM messages").all();
  database.close();
  return rows.map(({ text }) => String(text));
}

function replaceFile(path: string): void {
  cpSync(path, `${path}.copy`);
  renameSync(`${path}.copy`, path);
}

interface Loss {
  readonly how: string;
  take(line: Talking): void;
  /** The operator's notices. */
  readonly told: RegExp;
  /** Where what was acknowledged is; undefined: nowhere. */
  readonly rest?: (line: Talking) => string;
}

const losses: readonly Loss[] = [
  {
    how: 'the folder is removed',
    take: ({ folder }) => rmSync(folder, { recursive: true }),
    told: /its data folder \S+ was removed or moved away\. .*if they were removed, lost/,
  },
  {
    how: 'the folder is moved away',
    take: ({ folder, elsewhere }) => renameSync(folder, elsewhere),
    told: /its data folder \S+ was removed or moved away\. .*if they were moved, there/,
    rest: ({ elsewhere }) => join(elsewhere, 'line.sqlite'),
  },
  {
    how: 'the folder is replaced by a copy',
    take({ folder, elsewhere }) {
      renameSync(folder, elsewhere);
      copyRunningFolder(elsewhere, folder);
    },
    told: /its data folder \S+ was replaced by another\. .*if they were moved, there/,
    rest: ({ elsewhere }) => join(elsewhere, 'line.sqlite'),
  },
  {
    how: 'the database is removed',
    take: ({ file }) => rmSync(file('line.sqlite')),
    told: /line\.sqlite in its data folder \S+ was removed\. .*if they were removed, lost/,
  },
  {
    how: 'the database is replaced',
    take: ({ file }) => replaceFile(file('line.sqlite')),
    told: /line\.sqlite in its data folder \S+ was replaced by another file\. /,
  },
  {
    how: 'the write-ahead log is removed',
    take: ({ file }) => rmSync(file('line.sqlite-wal')),
    told: /line\.sqlite-wal in .* was removed\. All acknowledged messages are stored in \S+line\.sqlite\.$/,
    rest: ({ file }) => file('line.sqlite'),
  },
  {
    how: 'the write-ahead log is removed, and a reader makes another',
    take({ file }) {
      rmSync(file('line.sqlite-wal'));
      writeFileSync(file('line.sqlite-wal'), '');
    },
    told: /line\.sqlite-wal in .* was removed\. All acknowledged messages are stored in \S+line\.sqlite\.$/,
    rest: ({ file }) => file('line.sqlite'),
  },
  {
    how: 'the lock is removed',
    take: ({ file }) => rmSync(file('lock.sqlite')),
    told: /lock\.sqlite in .* was removed\. All acknowledged messages are stored in \S+line\.sqlite\.$/,
    rest: ({ file }) => file('line.sqlite'),
  },
  {
    how: 'the index of the write-ahead log is removed',
    take: ({ file }) => rmSync(file('line.sqlite-shm')),
    /** A thread of this server that opens the database after it makes another. */
    told: /line\.sqlite-shm in .* was (removed|replaced by another file)\. All acknowledged messages are stored/,
  },
];

/** The rest is looked at now and then: until then what is acknowledged is stored nevertheless. */
const isLookedAtWithEachPost = (how: string): boolean => /folder|database/.test(how);

describe('when a running server loses its data folder', { concurrency: true }, () => {
  for (const { how, take, told, rest } of losses) {
    it(`acknowledges nothing more, says where all is, and stops: ${how}`, async (t) => {
      const line = await talkingLine(scopeFor(t));
      const heard = line.ann.rest();
      take(line);
      if (isLookedAtWithEachPost(how)) line.ann.post('too late');
      await assert.rejects(line.server.ended, (error) => {
        assert.ok(error instanceof FolderLostError, String(error));
        assert.match(error.message, told);
        return true;
      });
      const messages = (await heard).filter(({ type }) => type !== 'message');
      assert.deepEqual(
        messages.map(({ type }) => type),
        ['bye'],
      );
      assert.match(JSON.stringify(messages), /Only what it has acknowledged counts as sent/);
      await line.log.until('journal.failed');
      if (rest !== undefined) assert.ok(textsIn(rest(line)).includes('acknowledged'));
    });
  }

  it('notices it also when nobody says anything, and when it is stopped', async (t) => {
    const scope = scopeFor(t);
    const quiet = await talkingLine(scope);
    rmSync(quiet.folder, { recursive: true });
    await assert.rejects(quiet.server.ended, FolderLostError);
    const stopping = await talkingLine(scope);
    renameSync(stopping.folder, stopping.elsewhere);
    stopping.ann.cut();
    await stopping.server.stop();
    await assert.rejects(stopping.server.ended, FolderLostError);
  });

  it('leaves the server alone that runs on the folder in its place', async (t) => {
    const scope = scopeFor(t);
    const line = await talkingLine(scope);
    await line.server.listenLocally();
    renameSync(line.folder, line.elsewhere);
    mkdirSync(line.folder);
    const second = await startLine(scope, { dataFolder: line.folder });
    await second.server.listenLocally();
    await assert.rejects(line.server.ended, FolderLostError);
    const pid = readFileSync(join(line.folder, 'server.pid'), 'utf8');
    assert.equal(pid, `${process.pid}\n`);
    const operator = await RawClient.connectLocally(line.folder);
    scope.after(() => operator.cut());
    await operator.loginLocally();
  });

  it('lets no other server begin on a database that it still uses', async (t) => {
    const scope = scopeFor(t);
    const line = await talkingLine(scope);
    rmSync(join(line.folder, 'lock.sqlite'));
    const second = { dataFolder: line.folder, host: '127.0.0.1', port: 0 };
    await assert.rejects(startServer(second), (error) => {
      assert.ok(error instanceof InputError);
      assert.match(error.message, /^Another server .*is using the data folder/);
      return true;
    });
    await assert.rejects(line.server.ended, FolderLostError);
    const again = await startLine(scope, { dataFolder: line.folder });
    assert.ok(existsSync(join(again.folder, 'lock.sqlite')));
    assert.deepEqual(textsIn(join(line.folder, 'line.sqlite')), ['acknowledged']);
  });
});
