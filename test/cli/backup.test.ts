import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { textsIn } from '../../src/backup/backup.fixture.ts';
import { exitCodes } from '../../src/cli/exit-codes.ts';
import { scopeOf } from '../support/cleanup.ts';
import { Person } from '../support/command.ts';
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

  const whole = readFileSync(file);
  writeFileSync(file, whole.subarray(0, -1));
  const cut = await person.run(['backup', 'verify', file]);
  assert.equal(cut.code, exitCodes.data);
  assert.match(cut.errors, /its end is missing, so it was cut off/);
  const again = await person.run(['restore', file, '--data', restored]);
  assert.equal(again.code, exitCodes.usage);
  assert.match(again.errors, /it is not empty \(line\.sqlite, /);
});
