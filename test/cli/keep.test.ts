import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { connect } from '../../src/index.ts';
import { scopeOf } from '../support/cleanup.ts';
import { runCommand } from '../support/command.ts';
import { signUpOn } from '../support/joined-lines.ts';
import { newFolder, type StartedLine, startLine } from '../support/started-line.ts';
import { password } from '../support/test-client.ts';

/*
 * A line whose operator bounds what is kept: what is dropped is gone from the disk, from the search and from exports,
 * and whoever would have been shown it is told.
 */

const hourMs = 3_600_000;

const scope = scopeOf(after);
const home = newFolder(scope);
const profile = join(home, 'partyline', 'client');
let line: StartedLine;

/** Ann reads the first message and goes; two more in the lobby and one to her grow old as well, the last does not. */
before(async () => {
  line = await startLine(scope);
  line.clock.advance(-4 * hourMs);
  const address = line.server.address();
  const ann = await connect({ address, name: 'ann', password, signUp: true, profile });
  const messages = ann.messages();
  await ann.send('ancient walrus');
  await messages.next();
  await ann.close();
  const ben = await signUpOn(scope, address, 'ben');
  await ben.send('ancient otter');
  await ben.send('ancient heron');
  await ben.send('ancient secret', { to: 'ann' });
  line.clock.advance(2 * hourMs);
  await ben.send('young swift');
  assert.equal((await ben.search({ terms: ['ancient'] })).results.length, 4);
  await ben.close();
  await startAgain({ keepMs: 3 * hourMs });
});

/** The same server at the same address, with bounds, once it has dropped what they do not allow. */
async function startAgain(keep: { readonly keepMs?: number; readonly keepBytes?: number }) {
  const { folder: dataFolder, server } = line;
  const { port } = server;
  await server.stop();
  line = await startLine(scope, { dataFolder, port, ...keep });
  await line.log.until('history.dropped');
}

/** What a command of ann's prints, without times and days: on standard output, and on standard error. */
async function printed(...args: readonly string[]): Promise<[output: string, errors: string]> {
  const { code, output, errors } = await runCommand(args, {
    env: { XDG_DATA_HOME: home },
    input: '',
  });
  assert.equal(code, 0, errors);
  return [output.replaceAll(/^(?:\d+ \w{3} (?:\d{4} )?)?\d\d:\d\d/gm, 'HH:MM'), errors];
}

test('a client is told what it missed and will not see, and shown the rest', async () => {
  const [output, errors] = await printed('join');
  assert.equal(
    output,
    '--- 1 message in the lobby while you were away ---\nHH:MM ben: young swift\n-- that was all\n',
  );
  assert.deepEqual(errors.split('\n').slice(2, -1), [
    '-- Messages 2 to 3 of lobby were dropped: the line keeps 3 hours.',
    '-- Message 1 of @ben was dropped: the line keeps 3 hours.',
    '-- Goodbye.',
  ]);
});

test('nothing of it is printed any more, and whoever asks for it is told so', async () => {
  const gone = '-- Older messages of lobby were dropped: the line keeps 3 hours.\n';
  const young = 'HH:MM ben: young swift\n';
  assert.deepEqual(await printed('history', 'lobby'), [young, gone]);
  assert.deepEqual(await printed('history', 'lobby', '--limit', '1', '--after', '5h'), [
    young,
    gone,
  ]);
  assert.deepEqual(await printed('history', 'lobby', '--around', '2'), [young, gone]);
  assert.deepEqual(await printed('history', 'lobby', '--after', '4'), ['', '']);
  const since0 = '-- Messages 1 to 3 of lobby were dropped: the line keeps 3 hours.\n';
  for (const [since, told] of [
    ['0', since0],
    ['5h', gone],
  ] as const) {
    const tail = ['tail', 'lobby', '--since', since, '--count', '1'];
    assert.deepEqual(await printed(...tail), [young, told]);
  }
  const [exported, told] = await printed('export', '--format', 'txt');
  assert.match(exported, /^\S+ lobby 4 ben: young swift\n$/);
  assert.equal(told, gone + gone.replace('lobby', '@ben'));
  assert.deepEqual(await printed('search', 'ancient'), ['', '']);
});

test('nothing of it is left on the disk, whichever bound it was', async () => {
  await line.server.stop();
  assert.deepEqual(foundOnDisk(), ['swift']);
  line = await startLine(scope, { dataFolder: line.folder });
  await startAgain({ keepBytes: 1 });
  await line.server.stop();
  assert.deepEqual(foundOnDisk(), []);
});

/** The words of the messages that any file of the server has. */
function foundOnDisk(): string[] {
  const files = readdirSync(line.folder, { recursive: true, withFileTypes: true });
  const bytes = files
    .filter((file) => file.isFile())
    .map((file) => readFileSync(join(file.parentPath, file.name), 'latin1'))
    .join('');
  return ['walrus', 'otter', 'heron', 'secret', 'swift'].filter((word) => bytes.includes(word));
}
