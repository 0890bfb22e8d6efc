import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { rmSync, statSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import process from 'node:process';
import { DatabaseSync } from 'node:sqlite';
import { describe, it, type TestContext } from 'node:test';
import { promisify } from 'node:util';
import { scopeOf } from '../support/cleanup.ts';
import { startLine } from '../support/started-line.ts';
import { Page } from './page.ts';

/* The ways to back up a running server, as they are described. */

const run = promisify(execFile);
const path = `${dirname(process.execPath)}${delimiter}${process.env.PATH ?? ''}`;
const section = /^### Backup$(.*?)^To restore/ms.exec(new Page('operating.md').text)?.[1] ?? '';
const commands = Array.from(section.matchAll(/^```sh\n(.+)\n```$/gm), ([, command]) =>
  String(command),
);

const isMissing = (program: string): boolean =>
  spawnSync(program, ['--version']).error !== undefined;

/** Makes a copy by the command while somebody talks; returns its path. */
async function copyWhileTalking(t: TestContext, command: string) {
  const scope = scopeOf((undo) => t.after(undo));
  const line = await startLine(scope);
  const { client } = await line.signUp('ann');
  const say = async (text: string) => {
    client.post(text);
    await client.until('posted');
  };
  for (let number = 0; number < 100; number += 1) await say(`before ${number}`);
  let isCopied = false;
  const copying = run('sh', ['-c', command], { cwd: line.folder, env: { PATH: path } }).finally(
    () => {
      isCopied = true;
    },
  );
  while (!isCopied) await say('meanwhile');
  await copying;
  return join(line.folder, 'copy.sqlite');
}

describe('the commands for a backup of a running server', () => {
  it('are two', () => assert.equal(commands.length, 2));

  for (const command of commands) {
    const [, program = ''] = /&& (\S+) /.exec(command) ?? [];
    const skip = process.platform === 'win32' || isMissing(program);
    it(`copy all that was acknowledged before, while people talk: ${program}`, {
      skip,
    }, async (t) => {
      const copy = await copyWhileTalking(t, command);
      assert.equal(statSync(copy).mode & 0o777, 0o600);
      const database = new DatabaseSync(copy, { readOnly: true });
      const check = database.prepare('PRAGMA integrity_check').get()?.integrity_check;
      const count = database.prepare('SELECT count(*) AS count FROM messages').get()?.count;
      database.close();
      assert.equal(check, 'ok');
      assert.ok(Number(count) >= 100, `${count} of at least 100 messages`);
      rmSync(copy);
    });
  }
});
