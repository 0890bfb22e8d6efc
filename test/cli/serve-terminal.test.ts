import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { after, describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { scopeOf } from '../support/cleanup.ts';
import { loopback, Person, prepareServer } from '../support/command.ts';
import { signUpOn } from '../support/joined-lines.ts';
import { tmuxMissing } from '../terminal/tmux.ts';

const password = 'a lamp for tests 1';
/** What `terminalWithStatus` shows when the terminal is as it was. */
const restored = 'icanon\necho';

/** Whether a process runs; one that has ended and that its parent has not asked for does not. */
function isAlive(pid: number): boolean {
  try {
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

describe('serve on a terminal', { skip: tmuxMissing, concurrency: true }, () => {
  const scope = scopeOf(after);

  test('asks for address and port, mends nonsense, and says where it listens', async () => {
    const terminal = await new Person(scope).terminalWithStatus(['serve']);
    await terminal.waitFor('Listen on address: (0.0.0.0)');
    await terminal.enter('nosuch.invalid');
    await terminal.waitFor('nosuch.invalid is no address, and no host of this name can be found.');
    await terminal.press('C-u');
    await terminal.enter('127.0.0.1');
    await terminal.waitFor('Port: (7278)');
    for (const wrong of ['70000', 'abc']) {
      await terminal.enter(wrong);
      await terminal.waitFor(`${wrong} is not a port: a port is a number from 0 to 65535.`);
      await terminal.press('C-u');
    }
    await terminal.enter('0');
    const screen = await terminal.waitFor(/lobby>$/);
    assert.match(screen, /^Partyline listens on 127\.0\.0\.1 port \d+\.$/m);
    assert.match(screen, /^Join with: partyline join 'partyline:\/\/127\.0\.0\.1:\d+#/m);
    assert.match(screen, /^You are [a-z0-9._-]+\. Type to talk; \/help lists the commands\.$/m);
    assert.doesNotMatch(screen, /^ready /m);
    await terminal.press('C-c', 'C-c');
    await terminal.waitFor(`Partyline has stopped.\nstatus 0\n${restored}`);
  });

  for (const question of ['Listen on address:', 'Port:']) {
    test(`leaves nothing behind when "${question}" is answered with Ctrl-C`, async () => {
      const person = new Person(scope);
      const terminal = await person.terminalWithStatus(['serve']);
      await terminal.waitFor('Listen on address:');
      if (question === 'Port:') {
        await terminal.enter('127.0.0.1');
        await terminal.waitFor('Port:');
      }
      await terminal.press('C-c');
      await terminal.waitFor(`status 130\n${restored}`);
      assert.equal(existsSync(person.path('.local')), false);
    });
  }

  test('asks nothing when host or port is given, and stops at Ctrl-D', async () => {
    const terminal = await new Person(scope).terminalWithStatus(['serve', ...loopback]);
    const screen = await terminal.waitFor(/lobby>$/);
    assert.doesNotMatch(screen, /\?/);
    await terminal.press('C-d');
    await terminal.waitFor(`Partyline has stopped.\nstatus 0\n${restored}`);
  });

  test('keeps the line being typed whole while others talk, come and go', async () => {
    const person = new Person(scope);
    const operator = await person.terminal(['serve', ...loopback, '--operator', 'opal']);
    await operator.waitFor(/lobby>$/);
    const [, address = ''] = /'(partyline:[^']+)'/.exec(await operator.everything()) ?? [];
    const guest = new Person(scope);
    const file = guest.file('password', `${password}\n`);
    await operator.type('half a thought');
    await operator.waitFor(/lobby> half a thought$/);
    const words = ['join', address, '--name', 'ana', '--password-file', file];
    const client = guest.start(words);
    await client.untilErrors(/^Welcome, ana/m);
    await operator.waitFor(/ana came\nlobby> half a thought$/);
    for (let line = 1; line <= 20; line += 1) client.write(`remark ${line}\n`);
    await operator.waitFor(/remark 20\nlobby> half a thought$/);
    await operator.type(', and the rest');
    await operator.press('Enter');
    await client.until(/opal: half a thought, and the rest/);
    client.endInput();
    await operator.waitFor(/ana left\nlobby>$/);
    const lines = (await operator.everything()).split('\n');
    const remarks = lines.filter((line) => /^\d\d:\d\d ana: remark \d+$/.test(line));
    assert.equal(remarks.length, 20);
    assert.equal(lines.filter((line) => line.includes('half a thought')).length, 1);
  });

  test('serves on while its terminal is frozen, and shows everything afterwards', async () => {
    const person = new Person(scope);
    await prepareServer(person);
    const operator = await person.terminal(['serve', ...loopback]);
    await operator.waitFor(/lobby>$/);
    const [, address = ''] = /'(partyline:[^']+)'/.exec(await operator.everything()) ?? [];
    const ana = await signUpOn(scope, address, 'ana');
    await operator.waitFor(/ana came/);
    const thaw = await operator.freeze();
    try {
      // Far more than the system keeps for a terminal that takes nothing.
      for (let post = 1; post <= 12; post += 1)
        await ana.send(`${'x'.repeat(12_000)} post ${post}`);
    } finally {
      thaw();
    }
    await operator.waitFor(/post 12\nlobby>$/);
    const everything = await operator.everything();
    for (let post = 1; post <= 12; post += 1) assert.ok(everything.includes(` post ${post}\n`));
  });

  test('stops in order while its terminal is frozen', async () => {
    const person = new Person(scope);
    await prepareServer(person);
    const operator = await person.terminal(['serve', ...loopback]);
    await operator.waitFor(/lobby>$/);
    const [, address = ''] = /'(partyline:[^']+)'/.exec(await operator.everything()) ?? [];
    const ana = await signUpOn(scope, address, 'ana', { reconnect: false });
    const pid = Number(await operator.pid());
    const thaw = await operator.freeze();
    try {
      for (let post = 1; post <= 12; post += 1)
        await ana.send(`${'x'.repeat(12_000)} post ${post}`);
      process.kill(pid, 'SIGTERM');
      assert.equal((await ana.whenClosed()).reason, 'server.stopping');
      // A frozen terminal does not keep the process, whose folder another may use now.
      while (isAlive(pid)) await delay(20);
    } finally {
      thaw();
    }
  });

  test('colours names and times, and nothing where NO_COLOR is set', async () => {
    const words = ['serve', ...loopback];
    const painted = await new Person(scope).terminal(words);
    await painted.waitFor(/lobby>$/);
    assert.ok((await painted.painted()).includes('\u{1b}['));
    const plain = await new Person(scope).terminal(words, { env: { NO_COLOR: '1' } });
    await plain.waitFor(/lobby>$/);
    assert.ok(!(await plain.painted()).includes('\u{1b}'));
  });

  test('attaches consoles to a server without one, in terminals', async () => {
    const person = new Person(scope);
    const server = person.start(['serve', '--no-console', ...loopback, '--operator', 'opal']);
    await server.until(/^ready /m);
    const [first, second] = await Promise.all([
      person.terminalWithStatus(['console']),
      person.terminalWithStatus(['console']),
    ]);
    for (const terminal of [first, second]) await terminal.waitFor(/You are opal(.*\n)*lobby>$/);
    await first.type('not sent yet');
    await second.enter('a word from the second');
    await first.waitFor(/opal: a word from the second\nlobby> not sent yet$/);
    await first.press('C-u');
    await first.enter('exit');
    await first.waitFor(`Detached; the server goes on.\nstatus 0\n${restored}`);
    await second.press('C-c', 'C-c');
    await second.waitFor(`Detached; the server goes on.\nstatus 0\n${restored}`);
    const third = await person.terminalWithStatus(['console']);
    await third.waitFor(/lobby>$/);
    await third.enter('/stop');
    await third.waitFor(`The server has stopped.\nstatus 0\n${restored}`);
    assert.equal((await server.ended()).code, 0);
  });
});
