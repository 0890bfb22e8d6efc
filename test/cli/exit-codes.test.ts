import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import net from 'node:net';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { exitCodes } from '../../src/cli/exit-codes.ts';
import { scopeOf } from '../support/cleanup.ts';
import { Person } from '../support/command.ts';
import { signUpOn } from '../support/joined-lines.ts';
import { startLine } from '../support/started-line.ts';
import { password } from '../support/test-client.ts';

const using = readFileSync(join(import.meta.dirname, '../../docs/using.md'), 'utf8');

/** A port that nothing listens on. */
async function freePort(): Promise<number> {
  const server = net.createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as net.AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

describe('exit codes', () => {
  const scope = scopeOf(after);

  test('are those that the page lists', () => {
    const [, section = ''] = using.split('### Exit codes');
    const listed = [...section.matchAll(/^\| (\d+) \|/gm)].map(([, code]) => Number(code));
    assert.deepEqual(listed, Object.values(exitCodes));
  });

  test('say how a command ended, each as the page says', async () => {
    const { server } = await startLine(scope);
    const address = server.address();
    const ana = await signUpOn(scope, address, 'ana');
    const { token } = await ana.account.createToken({ name: 't', read: false, write: true });
    const program = { PARTYLINE_TOKEN: token, PARTYLINE_SERVER: address };
    const person = new Person(scope);
    const right = person.file('right', `${password}\n`);
    const wrong = person.file('wrong', 'not the password\n');
    const empty = person.file('empty', '');
    const settings = person.file('settings.toml', 'port = "x"\n');
    const nobody = `127.0.0.1:${await freePort()}`;
    const stranger = `partyline://127.0.0.1:${server.port}#${'A'.repeat(43)}`;
    const as = (file: string) => ['--name', 'ana', '--password-file', file];
    const cases: [code: number, words: string[], env?: Record<string, string>][] = [
      [0, ['join', address, ...as(right)]],
      [0, ['send', 'lobby', 'hello'], program],
      [64, ['join', address, '--name', 'ben']],
      [64, ['send', 'lobby', '--nope'], program],
      [64, ['token', 'list', '--data', person.path('none')]],
      [65, ['join', address, ...as(empty), '--data', person.path('second')]],
      [65, ['send', '@nobody', 'hello'], program],
      [66, ['join', address, ...as(person.path('missing')), '--data', person.path('second')]],
      [69, ['join', nobody, ...as(right)]],
      [75, ['send', 'lobby', 'hello', '--timeout', '1s'], { ...program, PARTYLINE_SERVER: nobody }],
      [76, ['join', stranger, ...as(right), '--data', person.path('other')]],
      [77, ['join', address, ...as(wrong), '--data', person.path('third')]],
      [77, ['tail'], program],
      [78, ['serve', '--no-console', '--config', settings, '--data', person.path('server')]],
    ];
    for (const [code, words, env] of cases) {
      const ended = await person.run(words, '', env);
      assert.equal(ended.code, code, `${words.join(' ')}\n${ended.errors}`);
      assert.equal(ended.errors === '', words[0] === 'send' && code === 0, words.join(' '));
    }
  });
});
