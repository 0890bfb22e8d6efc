import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { after, before, describe, test } from 'node:test';
import { suggestName } from '../../src/words/name.ts';
import { scopeOf } from '../support/cleanup.ts';
import { loopback, Person, type Serving, serve, untilFileHas } from '../support/command.ts';
import { type Terminal, tmuxMissing } from '../terminal/tmux.ts';

const password = 'a lamp for tests 1';
/** What `terminalWithStatus` shows when the terminal is as it was. */
const restored = 'icanon\necho';

describe('join on a terminal', { skip: tmuxMissing, concurrency: true }, () => {
  const scope = scopeOf(after);
  const keeper = new Person(scope);
  let serving: Serving;
  before(async () => {
    serving = await serve(keeper, '--operator', 'opal', '--name', 'Night shift');
  });

  /** The words to join as somebody who has a password file, whether new or not. */
  function joining(person: Person, name: string, address = serving.address): string[] {
    return ['join', address, '--name', name, '--password-file', person.file('pw', `${password}\n`)];
  }

  /** Makes an account without a terminal. */
  async function signUp(name: string): Promise<Person> {
    const person = new Person(scope);
    const { code, errors } = await person.run(joining(person, name));
    assert.equal(code, 0, errors);
    return person;
  }

  test('asks a newcomer for everything, shows no password, and asks nothing on return', async () => {
    const person = new Person(scope);
    const terminal = await person.terminalWithStatus(['join']);
    await terminal.waitFor('Server: (localhost)');
    await terminal.enter('127.0.0.1');
    await terminal.waitFor('Port: (7278)');
    await terminal.enter('abc');
    await terminal.waitFor('abc is not a port: a port is a number from 1 to 65535.');
    await terminal.press('C-u');
    await terminal.enter(String(serving.port));
    await terminal.waitFor('Your name: (');
    await terminal.enter('a b');
    await terminal.waitFor('"a b" cannot be a name');
    await terminal.press('C-u');
    await terminal.enter('Ana');
    await terminal.waitFor('You are new here, ana. Choose a password: (not shown)');
    await refuse('shrt', 'The password has 4 characters: it needs at least 8.');
    await refuse('password1', 'This password is one of the 10,000 most common');
    await refuse('anaanaana', 'The password is your name');
    await terminal.enter(password);
    await terminal.waitFor('The same password again: (not shown)');
    await terminal.enter('a lamp for tests 2');
    await terminal.waitFor(/The two passwords differ; choose it again\.\n.*\(not shown\)$/);
    await terminal.enter(password);
    await terminal.waitFor(/again: \(not shown\)$/);
    await terminal.enter(password);
    await terminal.waitFor(/^Welcome, ana\.\n-- This is Night shift\..*\n(.*\n)*lobby>$/m);
    await terminal.enter('exit');
    await terminal.waitFor(`-- Goodbye.\nstatus 0\n${restored}`);
    assert.doesNotMatch(await terminal.everything(), /lamp|shrt|password1|anaana/);

    const again = await person.terminal(['join']);
    await again.waitFor(`Server: (127.0.0.1:${serving.port})`);
    await again.press('Enter');
    const back = /^Welcome back, ana\. You were last here today at \d\d:\d\d from 127\.0\.0\.1\.$/m;
    await again.waitFor(back);
    await again.waitFor(/lobby>$/);
    assert.doesNotMatch(await again.everything(), /assword/);
    const log = readFileSync(keeper.path('.local/state/partyline/server.log'), 'utf8');
    assert.doesNotMatch(log, /lamp/);

    async function refuse(secret: string, sentence: string): Promise<void> {
      await terminal.enter(secret);
      await terminal.waitFor((screen) => screen.includes(sentence) && screen.endsWith('shown)'));
    }
  });

  test("offers the person's own line on this machine, whatever its port, and not the operator's name", async () => {
    const person = new Person(scope);
    const operator = suggestName(userInfo().username);
    const own = await serve(person, '--name', 'Early shift', '--operator', operator);
    const terminal = await person.terminal(['join']);
    await terminal.waitFor(`Server: (127.0.0.1:${own.port})`);
    await terminal.press('Enter');
    await terminal.waitFor(/Your name:$/);
    await terminal.press('C-c');
    const data = ['--data', person.path('other'), '--log', person.path('other.log')];
    const other = await serve(person, '--name', 'Late shift', '--operator', operator, ...data);
    const again = await person.terminal(['join']);
    await again.waitFor(
      `1  127.0.0.1:${own.port}  Early shift, on this machine\n` +
        `  2  127.0.0.1:${other.port}  Late shift, on this machine\n` +
        '? Server, by number or address: (1)',
    );
    await again.enter('2');
    await again.waitFor(/Your name:$/);
    await again.press('C-c');
    for (const { command } of [own, other]) {
      command.signal('SIGTERM');
      await command.ended();
    }
    const last = await person.terminal(['join']);
    await last.waitFor('Server: (localhost)');
  });

  test('leaves a sane terminal when a question is answered with Ctrl-C', async () => {
    await signUp('bea');
    const questions: [words: string[], question: string][] = [
      [[], 'Server:'],
      [[serving.address], 'Your name:'],
      [[serving.address, '--name', 'new-here'], 'Choose a password:'],
      [[serving.address, '--name', 'bea'], 'Password for bea:'],
    ];
    await Promise.all(
      questions.map(async ([words, question]) => {
        const terminal = await new Person(scope).terminalWithStatus(['join', ...words]);
        await terminal.waitFor(question);
        await terminal.press('C-c');
        await terminal.waitFor(`status 130\n${restored}`);
      }),
    );
  });

  test("asks for another name when it is the operator's", async () => {
    const terminal = await new Person(scope).terminal(['join', serving.address]);
    await terminal.waitFor('Your name:');
    await terminal.enter('opal');
    await terminal.waitFor('Somebody else is opal. Your name:');
    await terminal.enter('carl');
    await terminal.waitFor('You are new here, carl.');
  });

  test('asks three times for a password that is wrong, then ends with 77', async () => {
    await signUp('dora');
    const words = ['join', serving.address, '--name', 'dora'];
    const terminal = await new Person(scope).terminalWithStatus(words);
    await terminal.waitFor('Password for dora: (not shown)');
    for (const attempt of [1, 2]) {
      await terminal.enter(`wrong lamp ${attempt}`);
      const wrong = '? The name or the password is wrong. Password for dora:';
      await terminal.waitFor((screen) => {
        return screen.endsWith('(not shown)') && screen.split(wrong).length === attempt + 1;
      });
    }
    await terminal.enter('wrong lamp 3');
    await terminal.waitFor(`\nThe name or the password is wrong.\nstatus 77\n${restored}`);
    assert.doesNotMatch(await terminal.everything(), /wrong lamp/);
  });

  test('changes the password and logs out, after which the password is asked for', async () => {
    const person = await signUp('elly');
    const terminal = await person.terminalWithStatus(['join', serving.address]);
    await terminal.waitFor(/lobby>$/);
    await enterAll(terminal, [
      ['/password', 'Current password of elly: (not shown)'],
      ['not my lamp', 'Choose a password for elly: (not shown)'],
      ['a new lamp for tests', 'again: (not shown)'],
      ['a new lamp for tests', 'The old password is wrong.'],
      ['/password', /Current password of elly: \(not shown\)$/],
      [password, /Choose a password for elly: \(not shown\)$/],
      ['a new lamp for tests', /again: \(not shown\)$/],
      ['a new lamp for tests', 'The password is changed.'],
      ['/logout no-such', 'None of your sessions has an id that begins with no-such;'],
      ['/logout', `-- This device is logged out. Goodbye.\nstatus 0\n${restored}`],
    ]);
    assert.doesNotMatch(await terminal.everything(), /lamp/);
    const again = await person.terminal(['join', serving.address]);
    await again.waitFor('Password for elly:');
    await again.enter('a new lamp for tests');
    await again.waitFor(/^Welcome back, elly\. You were last here today at/m);
  });

  test('tells a person who is kicked why, and gives the terminal back', async () => {
    const person = new Person(scope);
    const terminal = await person.terminalWithStatus(joining(person, 'finn'));
    await terminal.waitFor(/lobby>$/);
    await terminal.type('half a line');
    await keeper.run(['console'], '/kick finn mind the tone\n');
    const words = 'The operator has ended your connection: mind the tone';
    await terminal.waitFor(`${words}\nstatus 77\n${restored}`);
    assert.doesNotMatch(await terminal.everything(), /half a line/);
  });

  for (const [way, leave] of [
    ['exit', (terminal: Terminal) => terminal.enter('exit')],
    ['/exit', (terminal: Terminal) => terminal.enter('/exit')],
    ['/quit', (terminal: Terminal) => terminal.enter('/quit')],
    ['Ctrl-D', (terminal: Terminal) => terminal.press('C-d')],
  ] as const) {
    test(`takes leave at ${way}, with exit code 0, and the server is told`, async () => {
      const name = `leaver${way.replace(/\W/g, '').toLowerCase()}${way.length}`;
      const person = new Person(scope);
      const terminal = await person.terminalWithStatus(joining(person, name));
      await terminal.waitFor(/lobby>$/);
      await leave(terminal);
      await terminal.waitFor(`-- Goodbye.\nstatus 0\n${restored}`);
      const told = new RegExp(`connection\\.closed".*"name":"${name}","reason":"left"`);
      await untilFileHas(keeper.path('.local/state/partyline/server.log'), told);
    });
  }

  test('shows plain lines on a terminal with --plain, and no colour with NO_COLOR', async () => {
    const person = new Person(scope);
    const plain = await person.terminal([...joining(person, 'gus'), '--plain']);
    await plain.waitFor('An account was made for gus.');
    await plain.enter('plainly');
    await plain.waitFor(/^\d\d:\d\d gus: plainly$/m);
    assert.ok(!(await plain.painted()).includes('\u{1b}'));
    assert.doesNotMatch(await plain.screen(), /lobby>/);
    const other = new Person(scope);
    const grey = await other.terminal(joining(other, 'hugo'), { env: { NO_COLOR: '1' } });
    await grey.waitFor(/lobby>$/);
    assert.ok(!(await grey.painted()).includes('\u{1b}'));
  });
});

/** Enters lines one after the other, each when what the one before shows is there. */
async function enterAll(
  terminal: Terminal,
  steps: readonly (readonly [line: string, shown: string | RegExp])[],
): Promise<void> {
  for (const [line, shown] of steps) {
    await terminal.enter(line);
    await terminal.waitFor(shown);
  }
}

/** The messages on a screen, without times, comings and goings, and the line being typed. */
async function conversation(terminal: Terminal): Promise<string[]> {
  const lines = (await terminal.everything()).split('\n');
  return lines
    .filter((line) => /^\d\d:\d\d /.test(line) && !/ (came|left)$/.test(line))
    .map((line) => line.slice(6));
}

describe('a conversation of an operator and two clients', { skip: tmuxMissing }, () => {
  const scope = scopeOf(after);
  const people = { opal: new Person(scope), ana: new Person(scope), ben: new Person(scope) };
  let [opal, ana, ben]: Terminal[] = [];
  let address = '';

  const words = (person: Person, name: string) => {
    return ['join', address, '--name', name, '--password-file', person.file('pw', `${password}\n`)];
  };
  const serveWords = (port: string) => {
    return ['serve', '--host', '127.0.0.1', '--port', port, '--operator', 'opal'];
  };
  const screens = (): { opal: Terminal; ana: Terminal; ben: Terminal } => {
    assert.ok(opal && ana && ben);
    return { opal, ana, ben };
  };

  before(async () => {
    opal = await people.opal.terminalWithStatus(serveWords(loopback[3]));
    await opal.waitFor(/lobby>$/);
    address = /'(partyline:[^']+)'/.exec(await opal.everything())?.[1] ?? '';
    [ana, ben] = await Promise.all([
      people.ana.terminalWithStatus(words(people.ana, 'ana')),
      people.ben.terminalWithStatus(words(people.ben, 'ben')),
    ]);
    for (const terminal of [ana, ben]) await terminal.waitFor(/^-- Here: .*\n(.*\n)*lobby>$/m);
  });

  test('shows all the same lines in the same order, with names and times', async () => {
    const { opal, ana, ben } = screens();
    const said: [Terminal, string, string][] = [
      [ana, 'good evening', 'ana: good evening'],
      [opal, 'welcome, both', 'opal: welcome, both'],
      [ben, '/me takes a seat', '* ben takes a seat'],
      [ana, '//who is not a command', 'ana: /who is not a command'],
      [ben, '你好 👩‍👩‍👧', 'ben: 你好 👩‍👩‍👧'],
      [opal, '/wall the bar closes at three', 'opal announces: the bar closes at three'],
    ];
    for (const [terminal, line, shown] of said) {
      await terminal.enter(line);
      for (const screen of [opal, ana, ben]) await screen.waitFor(shown);
    }
    const all = said.map(([, , shown]) => shown);
    for (const terminal of [opal, ana, ben]) assert.deepEqual(await conversation(terminal), all);
  });

  test('keeps what two say to each other from the third', async () => {
    const { opal, ana, ben } = screens();
    await ana.enter('/msg ben a word in private');
    await ben.waitFor('ana → you: a word in private');
    await ana.waitFor('you → ben: a word in private');
    await ben.enter('/query ana');
    await ben.waitFor(/→ ana> *$/);
    await ben.enter('and one back');
    await ana.waitFor('ben → you: and one back');
    await ben.enter('/me whispers');
    await ana.waitFor('* ben → you whispers');
    await ben.enter('/query');
    await ben.waitFor(/lobby>$/);
    await ben.enter('for all again');
    await opal.waitFor('ben: for all again');
    assert.doesNotMatch(await opal.everything(), /private|one back|whispers/);
  });

  test('lists people and sessions, and mends slips of the finger', async () => {
    const { ana } = screens();
    await enterAll(ana, [
      ['/who', /^3 people are here:\n {2}ana for .*\n {2}ben for .*\n {2}opal \(operator\) for/m],
      ['/sessions', /^ {2}[\w-]{8} {2}.* \(online now from 127\.0\.0\.1, this one\)$/m],
      ['/wo', 'There is no command /wo: did you mean /who?'],
      [
        '/msg nobody-here x',
        /^There is nobody called nobody-here on this line\. Not sent:\n {2}x$/m,
      ],
      ['/msg ana me', 'You cannot write to yourself.'],
    ]);
  });

  test('shows on return what was said meanwhile, and tells who wrote that it waits', async () => {
    const { opal, ana, ben: leaving } = screens();
    await leaving.enter('exit');
    await leaving.waitFor('-- Goodbye.\nstatus 0');
    await ana.waitFor('ben left');
    await ana.enter('one for ben');
    await opal.waitFor('ana: one for ben');
    await opal.enter('two for ben');
    await ana.enter('/msg ben for your eyes');
    await ana.waitFor('-- ben is not here; the message is stored and waits for them.');
    await opal.waitFor('opal: two for ben');
    ben = await people.ben.terminal(['join', address]);
    await ben.waitFor(/two for ben\n-- that was all/);
    await ben.waitFor(/for your eyes\n-- that was all/);
    const text = await ben.everything();
    assert.match(
      text,
      /^--- 2 messages in the lobby while you were away ---\n\d\d:\d\d ana: one for ben\n\d\d:\d\d opal: two for ben\n-- that was all$/m,
    );
    assert.match(
      text,
      /^--- 1 message with ana while you were away ---\n\d\d:\d\d ana → you: for your eyes\n-- that was all$/m,
    );
    assert.equal(text.match(/for your eyes/g)?.length, 1);
  });

  test('keeps what is typed while the server is away, and sends it once, in order', async () => {
    const { opal: first, ana, ben } = screens();
    const port = /:(\d+)#/.exec(address)?.[1] ?? '';
    await first.enter('/stop back soon');
    await first.waitFor('Partyline has stopped.\nstatus 0');
    for (const terminal of [ana, ben]) {
      await terminal.waitFor('-- The server is stopping (back soon). Trying again');
    }
    await ana.enter('typed while down');
    await ana.waitFor('pending: typed while down');
    await ana.enter('/me waits');
    await ana.enter('/msg ben are you there too');
    await ana.waitFor('pending → ben: are you there too');
    await ana.enter('/who');
    await ana.waitFor('The line is down at the moment.');
    await ana.type('half a lin');
    const second = await people.opal.terminal([...serveWords(port), '--strict-port']);
    await second.waitFor(/lobby>$/);
    for (const terminal of [ana, ben]) await terminal.waitFor('-- Connected again.', 30_000);
    await second.waitFor('ana: typed while down');
    await second.waitFor('* ana waits');
    await ben.waitFor('ana → you: are you there too');
    await ana.waitFor(/lobby> half a lin$/);
    await ana.type('e');
    await ana.press('Enter');
    for (const terminal of [second, ben]) {
      await terminal.waitFor('ana: half a line');
      const lines = await conversation(terminal);
      const own = lines.filter((line) => /typed while down|waits$|half a line/.test(line));
      assert.deepEqual(own, ['ana: typed while down', '* ana waits', 'ana: half a line']);
    }
    const heard = await conversation(ben);
    assert.equal(heard.filter((line) => line.includes('are you there too')).length, 1);
  });
});
