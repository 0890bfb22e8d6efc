import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { scopeOf } from '../support/cleanup.ts';
import { Person, type Serving, serve } from '../support/command.ts';
import type { Ended } from '../support/program.ts';

const password = 'a lamp for tests 1';

describe('join on pipes', { concurrency: true }, () => {
  const scope = scopeOf(after);
  const keeper = new Person(scope);
  let serving: Serving;
  before(async () => {
    serving = await serve(keeper, '--operator', 'opal', '--name', 'Night shift');
  });

  /** Joins with name and password from a file, says this, and leaves at the end of the input. */
  function join(person: Person, name: string, input: string, ...words: string[]) {
    return joinAt(serving.address, person, name, input, words);
  }

  function joinAt(
    address: string,
    person: Person,
    name: string,
    input: string,
    words: readonly string[] = [],
  ) {
    const file = person.file('password', `${password}\n`);
    const named = ['join', address, '--name', name, '--password-file', file];
    return person.run([...named, ...words], input);
  }

  function assertRefused(finished: Ended, code: number, sentence: RegExp): void {
    assert.deepEqual([finished.code, finished.output], [code, ''], finished.errors);
    assert.match(finished.errors, sentence);
    assert.doesNotMatch(finished.errors, /^\s+at /m);
  }

  test('signs up and says so, talks in plain lines, and resumes without a password', async () => {
    const person = new Person(scope);
    const alone = await serve(new Person(scope), '--name', 'Night shift');
    const first = await joinAt(alone.address, person, 'ana', 'hello\n/me waves\n//not a command\n');
    assert.equal(first.code, 0);
    assert.match(
      first.output,
      /^\d\d:\d\d ana: hello\n\d\d:\d\d \* ana waves\n\d\d:\d\d ana: \/not a command\n$/,
    );
    assert.equal(
      first.errors,
      'Welcome, ana.\n-- This is Night shift. An account was made for ana.\n-- Goodbye.\n',
    );
    const second = await person.run(['join'], 'again\nexit\nnot said\n');
    assert.equal(second.code, 0);
    assert.match(second.output, /^\d\d:\d\d ana: again\n$/);
    assert.match(
      second.errors,
      /^Welcome back, ana\. You were last here today at \d\d:\d\d from 127\.0\.0\.1\.\n-- This is Night shift\. You are logged in as ana\.\n-- Goodbye\.\n$/,
    );
  });

  test('takes the password from the first line of its input, and the rest as talk', async () => {
    const person = new Person(scope);
    const words = ['join', serving.address, '--name', 'ben', '--password-file', '-'];
    const { code, output } = await person.run(words, `${password}\nsecond line\n`);
    assert.equal(code, 0);
    assert.match(output, /^\d\d:\d\d ben: second line$/m);
    assert.doesNotMatch(output, /lamp/);
  });

  test('answers commands, and tells mistakes on standard error', async () => {
    const person = new Person(scope);
    await join(new Person(scope), 'cat', '');
    const lines = ['/who', '/msg cat psst', '/sessions', '/wo', '/msg nobody-here hi', '/msg cat'];
    const { code, output, errors } = await join(person, 'cal', `${lines.join('\n')}\n/password\n`);
    assert.equal(code, 0);
    assert.match(output, /^\d\d:\d\d you → cat: psst$/m);
    assert.match(output, /^ {2}cal for 0 seconds$/m);
    assert.match(errors, /^-- cat is not here; the message is stored and waits for them\.$/m);
    assert.match(output, /^ {2}[\w-]{8} {2}.+ \(online now from 127\.0\.0\.1, this one\)$/m);
    assert.match(errors, /^There is no command \/wo: did you mean \/who\?$/m);
    assert.match(errors, /^There is nobody called nobody-here on this line\. Not sent:\n {2}hi$/m);
    assert.match(errors, /^The text is missing: \/msg cat TEXT\.$/m);
    assert.match(errors, /^\/password asks for passwords: it needs a terminal\.$/m);
  });

  test('says what it is not given, and by which option', async () => {
    const person = new Person(scope);
    const noServer = await person.run(['join']);
    assertRefused(noServer, 64, /^Cannot join: no server was named .*partyline join HOST:PORT\.$/m);
    const noName = await person.run(['join', serving.address]);
    assertRefused(noName, 64, /^Cannot log in: give your name with --name NAME\.$/m);
    const noPassword = await person.run(['join', serving.address, '--name', 'dan']);
    assertRefused(noPassword, 64, /^Cannot log in as dan: .*Give --password-file FILE\.$/m);
  });

  test('makes no account with --no-sign-up', async () => {
    const finished = await join(new Person(scope), 'eve', '', '--no-sign-up');
    assertRefused(finished, 77, /^Cannot log in: there is no account eve on this server, and --no/);
  });

  test('refuses a wrong password once, and the log alone explains it', async () => {
    await join(new Person(scope), 'fay', '');
    const other = new Person(scope);
    const file = other.file('wrong', 'another lamp 2\n');
    const words = ['join', serving.address, '--name', 'fay', '--password-file', file];
    assertRefused(await other.run(words), 77, /^The name or the password is wrong\.$/m);
    const log = readFileSync(keeper.path('.local/state/partyline/server.log'), 'utf8');
    const failure = log.split('\n').find((line) => line.includes('login.failed'));
    assert.match(failure ?? '', /"code":"auth\.failed","name":"fay".*"reason":"wrong password"/);
  });

  test('writes neither passwords nor texts into the log', async () => {
    const { code } = await join(new Person(scope), 'gil', 'a-text-nobody-logs\n');
    assert.equal(code, 0);
    const log = readFileSync(keeper.path('.local/state/partyline/server.log'), 'utf8');
    assert.match(log, /"event":"login".*"name":"gil"/);
    assert.doesNotMatch(log, /lamp|a-text-nobody-logs/);
  });

  test("refuses the operator's name with a sentence", async () => {
    const finished = await join(new Person(scope), 'opal', '');
    assertRefused(finished, 77, /^Cannot log in as opal: somebody else has this name\./);
  });

  test('refuses a server of another key before anything is sent', async () => {
    const person = new Person(scope);
    const address = serving.address.replace(/#.*/, `#${'A'.repeat(43)}`);
    const file = person.file('password', password);
    const words = ['join', address, '--name', 'hal', '--password-file', file];
    assertRefused(await person.run(words), 76, /should have the key A+, but it shows/);
  });

  const wrong: [words: string[], code: number, sentence: RegExp][] = [
    [['127.0.0.1:99999'], 64, /^99999 is not a port/],
    [['http://127.0.0.1'], 64, /^http:\/\/ is not how an address of a line begins/],
    [['127.0.0.1:1', '--name', 'x'], 69, /^Nothing listens on 127\.0\.0\.1:1: is the server/],
    [['nosuch.invalid', '--name', 'x'], 69, /^There is no host named nosuch\.invalid/],
    [['--password', 'secret'], 64, /^A password does not belong on the command line/],
    [['--nam', 'x'], 64, /^Unknown option '--nam'\.\n\(Did you mean --name\?\)/],
    [['--name', 'a b', '127.0.0.1:1'], 64, /^"a b" cannot be a name/],
    [['127.0.0.1:1', '--password-file', '/nonexistent', '--name', 'x'], 69, /^Nothing listens/],
    [['127.0.0.1:1', '--password-file', '-', '--name', 'x'], 65, /standard input must be the/],
  ];
  for (const [words, code, sentence] of wrong) {
    test(`refuses ${words.join(' ')} with a sentence and exit code ${code}`, async () =>
      assertRefused(await new Person(scope).run(['join', ...words]), code, sentence));
  }

  test('says that a password will not do', async () => {
    const person = new Person(scope);
    const words = ['join', serving.address, '--name', 'ivy', '--password-file'];
    const short = await person.run([...words, person.file('short', 'short\n')]);
    assertRefused(short, 64, /^The password has 5 characters: it needs at least 8\.$/m);
    const own = await person.run([...words, person.file('own', 'ivyivyivy\n')]);
    assertRefused(own, 64, /^The password is your name: choose something/m);
    const common = await person.run([...words, person.file('common', 'password1\n')]);
    assertRefused(common, 64, /^This password is one of the 10,000 most common/m);
    const missing = await person.run([...words, person.path('missing')]);
    assertRefused(missing, 66, /^Cannot read the password from .*missing: no such file/);
  });
});

describe('help', { concurrency: true }, () => {
  const scope = scopeOf(after);
  const person = new Person(scope);

  for (const command of ['serve', 'join', 'console']) {
    test(`of ${command} shows usage and options and exits with 0`, async () => {
      const { code, output, errors } = await person.run([command, '--help']);
      assert.deepEqual([code, errors], [0, '']);
      assert.match(output, new RegExp(`^Usage: partyline ${command} `));
      assert.match(output, /^Options:$/m);
      assert.ok(output.split('\n').every((line) => line.length <= 80));
    });
  }

  test('alone lists the commands and the exit codes', async () => {
    const { code, output } = await person.run(['--help']);
    assert.equal(code, 0);
    for (const part of [/serve \[options\]/, /join \[options\]/, /console \[options\]/, /^Exit/m]) {
      assert.match(output, part);
    }
  });
});
