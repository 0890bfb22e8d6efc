import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { newToken, randomId } from '../../src/base/ids.ts';
import { FileProfile } from '../../src/client/node/file-profile.ts';
import { formatAddress } from '../../src/wire/address.ts';
import { scopeOf } from '../support/cleanup.ts';
import { runCommand, startCommandProcess } from '../support/command.ts';
import { connectTo, signUpOn, take } from '../support/joined-lines.ts';
import { type ScriptLine, startScriptLine } from '../support/script-line.ts';
import { startScriptedServer, turnAway } from '../support/scripted-server.ts';
import { newFolder } from '../support/started-line.ts';

const dayMs = 86_400_000;

describe('partyline token', () => {
  const scope = scopeOf(after);
  let line: ScriptLine;

  before(async () => {
    line = await startScriptLine(scope);
    await line.ann.send('hello', { to: 'ben' });
  });

  /** The list's row of one token. */
  async function listed(name: string): Promise<Record<string, unknown>> {
    const { output } = await line.run(['token', 'list', '--json']);
    const tokens = output
      .trim()
      .split('\n')
      .map((each) => JSON.parse(each));
    return tokens.find((token) => token.name === name);
  }

  test('create prints the token alone, and it lets a program in', async () => {
    const made = await line.run(['token', 'create', 'ci']);
    assert.equal(made.code, 0);
    assert.match(made.output, /^plt_[\w-]{107}\n$/);
    assert.match(made.errors, /^The app token ci may read and write\. It is not shown again\.\n/);
    const address = /PARTYLINE_SERVER=(\S+)\n/.exec(made.errors)?.[1] ?? '';
    const env = { PARTYLINE_TOKEN: made.output, PARTYLINE_SERVER: address };
    assert.equal((await runCommand(['send', 'lobby', 'by ci'], { env })).code, 0);
    assert.deepEqual(await line.texts(), ['by ci']);
  });

  test('list tells what each may do, where, and when', async () => {
    const began = Date.now();
    const grant = ['--scope', 'write', '--room', '@Ben', '--room', 'lobby', '--expires', '90d'];
    await line.run(['token', 'create', 'ci-notifier', ...grant]);
    const { createdAt, expiresAt, ...rest } = await listed('ci-notifier');
    assert.deepEqual(rest, {
      name: 'ci-notifier',
      scopes: ['write'],
      rooms: ['@ben', 'lobby'],
      lastUsedAt: null,
      lastUsedFrom: null,
    });
    for (const [time, at] of [
      [createdAt, began],
      [expiresAt, began + 90 * dayMs],
    ]) {
      const passed = Date.parse(String(time)) - Number(at);
      assert.ok(Math.abs(passed) < 60_000, String(time));
    }
    const { output } = await line.run(['token', 'list']);
    assert.match(output, /^NAME +MAY +ROOMS +CREATED +LAST USED +EXPIRES\n/);
    assert.match(output, /^ci-notifier +write +@ben lobby +.+ never +\d+ [A-Z][a-z]{2} .+$/m);
  });

  test('list tells when a token was used, and revoke ends it', async () => {
    const env = await line.tokenOf('used');
    assert.equal((await listed('used')).lastUsedAt, null);
    assert.equal((await runCommand(['send', 'lobby', 'one'], { env })).code, 0);
    const { lastUsedAt, lastUsedFrom } = await listed('used');
    assert.ok(Date.now() - Date.parse(String(lastUsedAt)) < 60_000);
    assert.equal(lastUsedFrom, '127.0.0.1');
    const wrong = await line.run(['token', 'revoke', 'sued']);
    assert.deepEqual(
      [wrong.code, wrong.errors],
      [65, 'You have no app token sued. Did you mean used?\n'],
    );
    const revoked = await line.run(['token', 'revoke', 'used']);
    assert.deepEqual(revoked, {
      code: 0,
      signal: null,
      output: '',
      errors: 'The app token used is revoked.\n',
    });
    assert.equal(await listed('used'), undefined);
    const refused = await runCommand(['send', 'lobby', 'two'], { env });
    assert.deepEqual([refused.code, refused.output], [77, '']);
    assert.match(refused.errors, /^The app token is not valid: /);
  });

  test('works with the saved session, whatever token the environment holds', async () => {
    const env = await line.tokenOf('present');
    const { code, output } = await line.run(['token', 'list', '--json'], { env });
    assert.equal(code, 0);
    assert.ok(output.includes('"present"'));
  });

  test('says what is wrong', async () => {
    const quiet = await line.run(['token', 'create', 'twice', '--quiet']);
    assert.deepEqual([quiet.code, quiet.errors], [0, ''], 'no notes');
    const cases: [string[], number, RegExp][] = [
      [['create', 'twice'], 65, /^You have an app token called twice already: /],
      [['create', 'two words'], 64, /^"two words" cannot be the name of an app token: /],
      [
        ['create', 'x', '--scope', 'wirte'],
        64,
        /^--scope: "wirte" is not one of read, write\. Did you mean write\?$/m,
      ],
      [['create', 'x', '--room', 'ben'], 64, /^--room: There is no room "ben": /],
      [['create', 'x', '--room', '@nobody'], 65, /^There is nobody called nobody on this line\.$/m],
      [['create', 'x', '--expires', 'soon'], 64, /^--expires: soon is not a length of time: /],
    ];
    for (const [args, expected, sentence] of cases) {
      const { code, output, errors } = await line.run(['token', ...args]);
      assert.deepEqual([code, output], [expected, ''], errors);
      assert.match(errors, sentence);
    }
    const alone = await line.run(['token']);
    assert.deepEqual([alone.code, alone.output], [64, '']);
    assert.match(alone.errors, /^Usage: partyline token /);
  });

  test('nobody sees them come by a saved session that no client uses, and nothing counts as read', async (t) => {
    const scope = scopeOf((undo) => t.after(undo));
    const home = newFolder(scope);
    const profile = join(home, 'partyline', 'client');
    const address = line.started.server.address();
    await (await signUpOn(scope, address, 'cleo', { profile })).close();
    await line.ben.send('while cleo is away');
    const seen: string[] = [];
    line.ben.on('presence', (changes) => seen.push(...changes.map(({ name }) => name)));
    const env = { XDG_DATA_HOME: home };
    for (const name of ['one', 'two']) {
      assert.equal((await runCommand(['token', 'create', name], { env })).code, 0);
    }
    const { output } = await runCommand(['token', 'list'], { env });
    assert.match(output, /^one .*\n(.*\n)*two /m);
    const { people } = await line.ben.who();
    assert.ok(!seen.includes('cleo') && !people.some(({ name }) => name === 'cleo'));
    const cleo = await connectTo(scope, { address, profile, catchUp: 'recent' });
    const notices: string[] = [];
    cleo.on('notice', ({ text }) => notices.push(text));
    assert.deepEqual(
      (await take(cleo.messages(), 1)).map(({ text }) => text),
      ['while cleo is away'],
    );
    assert.ok(notices.some((text) => /app token one acts for your account/.test(text)));
  });

  test('the client does the same with /token', async (t) => {
    // Another device of ann's, as the first is in use.
    const client = line.start(t, ['join', '--name', 'ann', '--password-file', '-']);
    const type = (text: string) => client.write(`${text}\n`);
    type(line.password);
    type('/token create bot write lobby 90d');
    await client.until(/^plt_[\w-]{107}$/m);
    await client.untilErrors(/^The app token bot may write in lobby until /m);
    assert.deepEqual((await listed('bot')).scopes, ['write']);
    type('/token list');
    await client.until(/^bot +write +lobby /m);
    type('/sessions');
    await client.until(/^ {2}[\w-]{8} {2}bot \(app token, never used\)$/m);
    type('/token revoke bit');
    await client.untilErrors(/You have no app token bit\. Did you mean bot\?/);
    type('/token constructor');
    await client.untilErrors(/Type \/token create NAME, \/token list, or /);
    type('/token revoke bot');
    await client.until(/The app token bot is revoked\./);
    assert.equal(await listed('bot'), undefined);
    client.endInput('exit\n');
    assert.equal((await client.ended()).code, 0);
  });

  test('say why they wait for a server that is busy', async (t) => {
    const busy = await startScriptedServer(turnAway, { clear: true });
    t.after(() => busy.close());
    const { host, port, clear } = busy.address;
    const data = newFolder(scope);
    const entry = new FileProfile(data).open(formatAddress({ host, port, clear }));
    entry.save({ name: 'ann', session: { id: randomId(16), deviceToken: newToken() } });
    entry.release();
    const own = scopeOf((undo) => t.after(undo));
    const list = startCommandProcess(own, ['token', 'list', '--data', data]);
    await list.untilErrors(
      /^-- The line is down: Full\. Trying \S+ again until it works\. Ctrl-C stops that\.\n/,
    );
  });
});
