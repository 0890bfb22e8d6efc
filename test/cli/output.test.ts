import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, closeSync, constants, openSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { scopeOf } from '../support/cleanup.ts';
import { partyline } from '../support/command.ts';
import { leastStretching } from '../support/light-stretching.ts';
import { bareEnvironment } from '../support/program.ts';
import { type ScriptLine, startScriptLine } from '../support/script-line.ts';

const full = '/dev/full';

function fullMissing(): string | false {
  try {
    accessSync(full, constants.W_OK);
    return false;
  } catch {
    return `there is no ${full} to write to`;
  }
}

const diskIsFull = 'Cannot write to standard output: the disk is full.\n';

describe('a command that cannot print', () => {
  const scope = scopeOf(after);
  let line: ScriptLine;

  before(async () => {
    line = await startScriptLine(scope, { stretching: leastStretching });
  });

  /** Runs a command as ann, with an output that is full, or that nobody reads. */
  async function run(args: readonly string[], output: 'full' | 'closed', input = '') {
    const file = output === 'full' ? openSync(full, 'w') : undefined;
    const [node = '', ...words] = partyline(args);
    const child = spawn(node, words, {
      stdio: ['pipe', file ?? 'pipe', 'pipe'],
      env: { ...bareEnvironment, XDG_DATA_HOME: join(line.data, '../..') },
    });
    if (file !== undefined) closeSync(file);
    child.stdout?.destroy();
    child.stdin?.on('error', () => {}).end(input);
    let errors = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      errors += text;
    });
    const [code] = await once(child, 'close');
    assert.doesNotMatch(errors, /^\s+at /m, 'no stack trace');
    return { code, errors };
  }

  /** Names of ann's app tokens that are good. */
  async function tokens(): Promise<string[]> {
    const sessions = await line.ann.account.sessions();
    return sessions
      .filter(({ grant, endedAt }) => grant !== null && endedAt === null)
      .map(({ device }) => device);
  }

  const informative = [
    ['--version'],
    ['-V'],
    ['--help'],
    ['help', 'join'],
    ['token', 'create', '--help'],
    ['completion', 'bash'],
    ['completion', 'zsh', 'se'],
    ['token', 'list'],
    ['tail', 'lobby', '--since', '0', '--count', '1', '--json'],
  ];

  for (const args of informative) {
    const words = `partyline ${args.join(' ')}`;
    test(`says so and fails: ${words}`, { skip: fullMissing() }, async () => {
      await line.ann.send('something to read');
      assert.deepEqual(await run(args, 'full'), { code: 73, errors: diskIsFull });
    });

    test(`is quiet where nobody reads: ${words}`, async () => {
      await line.ann.send('something to read');
      assert.deepEqual(await run(args, 'closed'), { code: 0, errors: '' });
    });
  }

  test('has sent what send --json cannot acknowledge', { skip: fullMissing() }, async () => {
    assert.deepEqual(await run(['send', 'lobby', '--json', 'sent all the same'], 'full'), {
      code: 73,
      errors:
        'Everything is sent and stored, but not every acknowledgement could be printed: the disk is full.\n',
    });
    assert.equal((await line.texts()).at(-1), 'sent all the same');
    const lines = await run(['send', 'lobby', '--json', '--lines'], 'full', 'one\ntwo\n');
    assert.equal(lines.code, 73);
    assert.deepEqual((await line.texts()).slice(-2), ['one', 'two']);
    const unread = await run(['send', 'lobby', '--json', 'unread'], 'closed');
    assert.deepEqual(unread, { code: 0, errors: '' });
    assert.equal((await line.texts()).at(-1), 'unread');
  });

  test('revokes the token that nobody has seen', { skip: fullMissing() }, async () => {
    assert.deepEqual(await run(['token', 'create', 'lost'], 'full'), {
      code: 73,
      errors: 'The app token lost could not be printed, and is revoked: the disk is full.\n',
    });
    assert.deepEqual(await tokens(), []);
  });

  test('revokes the token that nobody reads', async () => {
    assert.deepEqual(await run(['token', 'create', 'unread'], 'closed'), {
      code: 73,
      errors:
        'The app token unread could not be printed, and is revoked: nobody reads the output any more.\n',
    });
    assert.deepEqual(await tokens(), []);
  });

  test('leaves the talk, and revokes the token made there', { skip: fullMissing() }, async () => {
    // Another device of ann's, as the first is in use.
    const join = ['join', '--name', 'ann', '--password-file', '-'];
    const { code, errors } = await run(
      join,
      'full',
      `${line.password}\n/token create lost\nnever mind\n`,
    );
    assert.equal(code, 73, errors);
    assert.match(errors, /^The app token lost could not be printed, and is revoked\.$/m);
    assert.ok(errors.endsWith(diskIsFull));
    assert.deepEqual(await tokens(), []);
  });
});
