import assert from 'node:assert/strict';
import { join } from 'node:path';
import process from 'node:process';
import { after, before, describe, it } from 'node:test';
import type { Line } from '../../src/index.ts';
import { formatAddress } from '../../src/wire/address.ts';
import { type Scope, scopeOf } from '../support/cleanup.ts';
import { signUpOn, take } from '../support/joined-lines.ts';
import { type Program, type ProgramOptions, startProgram } from '../support/program.ts';
import { startLine } from '../support/started-line.ts';

/** Prints a few lines, an empty one among them, and ends as a failed command does. */
const printing = 'console.log("one\\n\\ntwo"); process.exitCode = 3;';

/** Runs an example as a user of the package does, with the package resolved to its source. */
function runExample(
  scope: Scope,
  file: string,
  args: readonly string[],
  env: ProgramOptions['env'],
): Program {
  const node = [process.execPath, '--conditions=partyline:source'];
  return startProgram(scope, [...node, join('examples', file), ...args], { cwd: root, env });
}

const root = join(import.meta.dirname, '../..');

describe('an example of the SDK', () => {
  const suite = scopeOf(after);
  let server: string;
  let ann: Line;
  let bot: Line;

  before(async () => {
    const { address } = await startLine(suite);
    const { host, port, clear } = address;
    server = formatAddress({ host, port, clear });
    ann = await signUpOn(suite, address, 'ann');
    bot = await signUpOn(suite, address, 'bot');
  });

  async function environment(name: string, read: boolean): Promise<Record<string, string>> {
    const { token } = await bot.account.createToken({ name, read, write: true });
    return { PARTYLINE_SERVER: server, PARTYLINE_TOKEN: token };
  }

  it('echoes what it is told', async (t) => {
    const scope = scopeOf((undo) => t.after(undo));
    const echo = runExample(scope, 'echo-bot.js', [], await environment('echo', true));
    await echo.until(/^Here as bot\.\n/);
    const direct = ann.messages({ rooms: ['@bot'] });
    const lobby = ann.messages({ rooms: ['lobby'] });
    await ann.send('are you there?', { to: 'bot' });
    await ann.send('nobody is meant');
    await ann.send('!echo all of you');
    const shown = async (messages: typeof lobby, count: number) =>
      (await take(messages, count)).map(({ from, text }) => `${from}: ${text}`);
    assert.deepEqual(await shown(direct, 2), ['ann: are you there?', 'bot: are you there?']);
    assert.deepEqual(await shown(lobby, 3), [
      'ann: nobody is meant',
      'ann: !echo all of you',
      'bot: all of you',
    ]);
    await Promise.all([direct.return?.(), lobby.return?.()]);
    if (process.platform === 'win32') return;
    echo.signal('SIGTERM');
    const { code, errors } = await echo.ended();
    assert.deepEqual([code, errors], [0, '']);
  });

  it('tells how a build went, and whom it concerns', async (t) => {
    const scope = scopeOf((undo) => t.after(undo));
    const env = await environment('ci', false);
    const messages = ann.messages();
    const args = ['failed', 'main 4f2c1d', 'https://ci.example/42', 'ann'];
    const notifier = runExample(scope, 'ci-notifier.js', args, env);
    const text = '✘ main 4f2c1d failed https://ci.example/42';
    const told = (await take(messages, 2)).map((message) => [message.roomName, message.text]);
    assert.deepEqual(
      told.sort(),
      [
        ['@bot', text],
        ['lobby', text],
      ].sort(),
    );
    const { code, errors } = await notifier.ended();
    assert.deepEqual([code, errors], [0, '']);
    const wrong = { ...env, PARTYLINE_SERVER: server.replace(/[0-9]+$/, '1') };
    const failed = await runExample(scope, 'ci-notifier.js', args, wrong).ended();
    assert.equal(failed.code, 1);
    assert.match(failed.errors, /^The line was not told: Nothing listens on .*\n$/);
    await messages.return?.();
  });

  it('brings the output of a command, and how it ended', async (t) => {
    const scope = scopeOf((undo) => t.after(undo));
    const env = await environment('bridge', false);
    const messages = ann.messages();
    const run = (command: string, ...args: string[]) =>
      runExample(scope, 'command-bridge.js', ['@ann', command, ...args], env);
    const bridge = run(process.execPath, '-e', printing);
    assert.deepEqual(
      (await take(messages, 3)).map(({ text }) => text),
      ['one', 'two', `${process.execPath} has ended (3).`],
    );
    assert.equal((await bridge.ended()).code, 3);
    const missing = run('no-such-command-here');
    const [message] = await take(messages, 1);
    assert.match(message?.text ?? '', /^no-such-command-here could not be run: /);
    assert.equal((await missing.ended()).code, 1);
    await messages.return?.();
  });
});
