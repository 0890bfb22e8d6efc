import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { textsIn } from '../../src/backup/backup.fixture.ts';
import { readBackup } from '../../src/backup/read-backup.ts';
import { exitCodes } from '../../src/cli/exit-codes.ts';
import { startServer } from '../../src/server/server.ts';
import { openDatabase } from '../../src/store/database.ts';
import { scopeOf } from '../support/cleanup.ts';
import { Person, prepareServer, serve } from '../support/command.ts';
import { startLine } from '../support/started-line.ts';

const scope = scopeOf(after);

test('a running server is backed up while people talk, and restored into another folder', async () => {
  const line = await startLine(scope);
  const { client } = await line.signUp('ann');
  const said: string[] = [];
  const say = async () => {
    said.push(`text ${said.length}`);
    client.post(String(said.at(-1)));
    await client.until('posted');
  };
  while (said.length < 30) await say();
  const person = new Person(scope);
  const configuration = person.file('line.toml', `data = ${JSON.stringify(line.folder)}\n`);
  const [backups, restored] = [person.path('backups'), person.path('restored')];
  mkdirSync(backups);
  let isDone = false;
  const backup = person.run(['backup', '--to', backups, '--config', configuration]).finally(() => {
    isDone = true;
  });
  while (!isDone) await say();
  const made = await backup;
  assert.deepEqual([made.code, made.errors], [0, '']);
  const [name = '', ...others] = readdirSync(backups);
  assert.deepEqual(others, []);
  assert.ok(name.startsWith(`partyline-${line.server.fingerprint?.slice(0, 8)}-`), name);
  const file = join(backups, name);
  assert.equal(statSync(file).mode & 0o777, 0o600);
  assert.ok(made.output.startsWith(`${file}: `), made.output);

  const running = await person.run(['restore', file, '--config', configuration, '--force']);
  assert.equal(running.code, exitCodes.usage);
  assert.match(running.errors, /Another server .* is using the data folder/);
  const done = await person.run(['restore', file, '--data', restored]);
  assert.deepEqual([done.code, done.errors], [0, '']);
  const texts = textsIn(join(restored, 'line.sqlite'));
  assert.ok(texts.length >= 30, `${texts.length} messages`);
  assert.deepEqual(texts, said.slice(0, texts.length));
  assert.deepEqual(readFileSync(join(restored, 'partyline.toml')), readFileSync(configuration));

  damage(join(restored, 'line.sqlite'), 'text 3');
  const checked = await person.run(['check', '--json', '--data', restored]);
  assert.deepEqual([checked.code, checked.errors], [exitCodes.data, '']);
  const { sound, problems } = JSON.parse(checked.output);
  assert.equal(sound, false);
  assert.deepEqual(
    problems.map(({ kind, room, text }: Record<string, unknown>) => [kind, room, text]),
    [['messages', 'lobby', 'are damaged']],
  );

  const whole = readFileSync(file);
  writeFileSync(file, whole.subarray(0, -1));
  const cut = await person.run(['backup', 'verify', file]);
  assert.equal(cut.code, exitCodes.data);
  assert.match(cut.errors, /its end is missing, so it was cut off/);
  const again = await person.run(['restore', file, '--data', restored]);
  assert.equal(again.code, exitCodes.usage);
  assert.match(again.errors, /it is not empty \(line\.sqlite, /);
});

test('the store of an older version is backed up before it is taken over', async () => {
  const person = new Person(scope);
  await prepareServer(person);
  const folder = person.path('.local/share/partyline/server');
  await (await startServer({ dataFolder: folder, host: '127.0.0.1', port: 0 })).stop();
  const database = openDatabase(join(folder, 'line.sqlite'));
  for (const table of ['attachments', 'uploads', 'stream_position', 'writers', 'mid_times']) {
    database.exec(`DROP TABLE ${table}`);
  }
  database.exec('CREATE TABLE mid_runs (account INTEGER NOT NULL) STRICT');
  database.exec('ALTER TABLE blocks DROP COLUMN checksum; PRAGMA user_version = 16');
  database.close();
  // A start that was cut off left these.
  mkdirSync(join(folder, 'upgrading'));
  const { command } = await serve(person);
  const told = /schema 16\) and is taken over \(schema \d+,.*made first.*: (\S+\.tar)\n.*it took/s;
  const [, file = ''] = told.exec(command.errors) ?? [];
  command.signal('SIGTERM');
  assert.equal((await command.ended()).code, 0);
  assert.equal(readBackup(file).schema, 16);
  assert.deepEqual(
    readdirSync(folder).filter((name) => /part|upgrading/.test(name)),
    [],
  );
});

/** Changes a letter of a text, as a bad disk might. */
function damage(file: string, text: string): void {
  const database = openDatabase(file);
  const update = database.prepare('UPDATE blocks SET contents = replace(contents, ?, ?)');
  const isIn = database.prepare(
    'SELECT count(*) AS count FROM blocks WHERE instr(contents, ?) > 0',
  );
  const quoted = `"${text}"`;
  assert.equal(isIn.get(quoted)?.count, 1);
  update.run(quoted, quoted.replace('t', 'T'));
  database.close();
}
