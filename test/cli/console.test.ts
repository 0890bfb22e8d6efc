import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { scopeOf } from '../support/cleanup.ts';
import { Person, type Serving, serve } from '../support/command.ts';
import type { Program } from '../support/program.ts';
import { tmuxMissing } from '../terminal/tmux.ts';

const password = 'a lamp for tests 1';

/** Somebody who has joined on pipes. */
async function member(person: Person, address: string, name: string): Promise<Program> {
  const file = person.file('password', `${password}\n`);
  const command = person.start(['join', address, '--name', name, '--password-file', file]);
  await command.untilErrors(new RegExp(`^Welcome( back)?, ${name}\\.`, 'm'));
  return command;
}

describe('the console on pipes', () => {
  const scope = scopeOf(after);
  const keeper = new Person(scope);
  const [ana, ben] = [new Person(scope), new Person(scope)];
  let serving: Serving;

  before(async () => {
    serving = await serve(keeper, '--operator', 'opal', '--name', 'Night shift');
  });

  /** Runs commands, which all have to be done, on a console of their own; what it answered. */
  async function typed(...lines: string[]): Promise<string> {
    const { code, output, errors } = await keeper.run(['console'], `${lines.join('\n')}\n`);
    assert.equal(code, 0, errors);
    assert.match(errors, /^Detached; the server goes on\.\n$/m);
    return output;
  }

  test('introduces itself, and its socket is for its owner alone', async () => {
    const { output, errors } = await keeper.run(['console'], '\n');
    assert.equal(output, '');
    assert.ok(errors.includes(`-- Console of Night shift, whose address is ${serving.address}\n`));
    assert.match(
      errors,
      /^-- You are opal\. Type to talk; \/help lists the commands, exit detaches/m,
    );
    const socket = keeper.path('.local/share/partyline/server/console.sock');
    assert.equal(statSync(socket).mode & 0o777, 0o600);
  });

  test('shows what was said while nobody was at a terminal, once, whatever scripts ran', async (t) => {
    if (tmuxMissing) return t.skip(tmuxMissing);
    const guest = await member(ana, serving.address, 'ana');
    guest.write('is nobody there?\n');
    await guest.until(/ana: is nobody there\?/);
    guest.endInput();
    await guest.ended();
    assert.doesNotMatch(await typed('/who', '/accounts'), /is nobody there/);
    const first = await keeper.terminalWithStatus(['console']);
    await first.waitFor(/^\d\d:\d\d ana: is nobody there\?$/m);
    await first.enter('exit');
    await first.waitFor('Detached; the server goes on.\nstatus 0');
    const second = await keeper.terminal(['console']);
    await second.waitFor(/Nobody else is here yet\.\nlobby>$/);
    assert.doesNotMatch(await second.everything(), /is nobody there/);
    await second.press('C-d');
  });

  test('talks to the lobby, to one person, and announces', async () => {
    const guest = await member(ana, serving.address, 'ana');
    const said = await typed(
      'hello ana',
      '/me looks around',
      '//slash',
      '/msg ana psst',
      '/query ana',
      'between us',
      '/query',
      'back again',
      '/wall lunch is ready',
    );
    await guest.until(/opal announces: lunch is ready/);
    const heard = guest.output.replaceAll(/^\d\d:\d\d /gm, '').split('\n');
    const fromOpal = heard.filter((line) => line.includes('opal') && !/ (came|left)$/.test(line));
    assert.deepEqual(
      fromOpal.filter((line) => !line.includes(' → you: ')),
      [
        'opal: hello ana',
        '* opal looks around',
        'opal: /slash',
        'opal: back again',
        'opal announces: lunch is ready',
      ],
    );
    assert.deepEqual(
      fromOpal.filter((line) => line.includes(' → you: ')),
      ['opal → you: psst', 'opal → you: between us'],
    );
    assert.equal(said, '');
    guest.endInput();
    await guest.ended();
    const { errors } = await keeper.run(['console'], '/msg ana later\n');
    assert.match(errors, /^-- ana is not here; the message is stored and waits for them\.$/m);
  });

  test('lists people, accounts and sessions', async () => {
    const guest = await member(ana, serving.address, 'ana');
    const said = await typed('/who', '/accounts', '/sessions ana', '/sessions');
    assert.match(said, /^1 person is here:\n {2}ana for /m);
    assert.match(said, /^ {2}ana here, since \d\d:\d\d$/m);
    assert.match(said, /^ {2}opal operator, since \d\d:\d\d$/m);
    assert.match(said, /^ {2}[\w-]{8} {2}ana: .* \(online now from 127\.0\.0\.1\)$/m);
    assert.match(said, /^ {2}[\w-]{8} {2}opal: console \(online now from console, this one\)$/m);
    guest.endInput();
    await guest.ended();
  });

  test('kicks with a reason: the person is told and ends with 77, and may come back', async () => {
    const guest = await member(ana, serving.address, 'ana');
    assert.match(await typed('/kick ana too loud'), /^ana was kicked from the line\.$/m);
    assert.equal((await guest.ended()).code, 77);
    assert.match(guest.errors, /^The operator has ended your connection: too loud$/m);
    assert.match(await typed('/kick ana'), /^ana is not here\.$/m);
    const again = await member(ana, serving.address, 'ana');
    again.endInput();
    assert.equal((await again.ended()).code, 0);
  });

  test('bans for a time: who is here is told and ends, and is kept out until unbanned', async () => {
    const guest = await member(ana, serving.address, 'ana');
    const sentence =
      /^The account is banned from this line until \d{4}-\d\d-\d\d \d\d:\d\d UTC: rude$/m;
    assert.match(
      await typed('/ban ana 1h rude'),
      /^ana is banned from the line until .*\d\d:\d\d\.$/m,
    );
    assert.equal((await guest.ended()).code, 77);
    assert.match(guest.errors, sentence);
    const refused = await ana.run(['join']);
    assert.equal(refused.code, 77);
    assert.match(refused.errors, sentence);
    assert.match(await typed('/accounts'), /^ {2}ana banned until .* \(rude\), since/m);
    assert.match(await typed('/unban ana'), /^ana may come back\.$/m);
    assert.equal((await ana.run(['join'])).code, 0);
    assert.match(
      await typed('/ban ana', '/unban ana'),
      /^ana is banned from the line until you \/unban them\.$/m,
    );
  });

  test('revokes sessions: the device is told, ends with 77, and needs the password', async () => {
    const guest = await member(ana, serving.address, 'ana');
    assert.match(await typed('/revoke ana'), /^1 session was ended\.$/m);
    assert.equal((await guest.ended()).code, 77);
    assert.match(guest.errors, /^This session was ended; log in again with the password\.$/m);
    const without = await ana.run(['join']);
    assert.equal(without.code, 64);
    assert.match(without.errors, /Give --password-file FILE\.$/m);
    const again = await member(ana, serving.address, 'ana');
    await again.untilErrors(/^Welcome back, ana\. You were last here today at .* from 127/m);
    again.endInput();
    await again.ended();
  });

  test('admits newcomers who wait', { skip: tmuxMissing }, async () => {
    assert.match(await typed('/sign-up approve'), /^Sign-up is approve: newcomers wait until/m);
    const newcomer = await ben.terminalWithStatus(['join', serving.address, '--name', 'ben']);
    await newcomer.waitFor('Are you new here');
    await newcomer.enter('y');
    await newcomer.waitFor('Choose a password');
    await newcomer.enter(password);
    await newcomer.waitFor('again');
    await newcomer.enter(password);
    await newcomer.waitFor('-- Your account waits for the operator to admit it');
    const file = ben.file('password', `${password}\n`);
    const words = ['join', serving.address, '--name', 'ben', '--password-file', file];
    const early = await new Person(scope).run(words);
    assert.equal(early.code, 77, early.errors);
    assert.match(early.errors, /wrong, or the account still waits for the operator to admit it\./);
    const stranger = await new Person(scope).run([
      ...words.slice(0, 3),
      'new',
      '--password-file',
      file,
    ]);
    assert.deepEqual([stranger.code, stranger.errors], [early.code, early.errors]);
    assert.match(stranger.errors, /Newcomers to this line sign up on a terminal, and then/);
    assert.match(await typed('/accounts'), /^ {2}ben waits for \/admit ben, since/m);
    // It would come in by itself, and be the one who is new.
    await newcomer.press('C-c');
    await newcomer.waitFor('status 130');
    assert.match(await typed('/admit ben'), /^ben is admitted\.$/m);
    const admitted = await ben.run(words);
    assert.equal(admitted.code, 0, admitted.errors);
    assert.match(admitted.errors, /^Welcome, ben\.$/m);
    assert.match(await typed('/sign-up'), /^Sign-up is approve:/m);
  });

  test('invites by an address that works once, and resets a password', async () => {
    await typed('/sign-up invite');
    const guest = new Person(scope);
    const file = guest.file('password', `${password}\n`);
    const [invitation] = /partyline:\S+invite=\S+/.exec(await typed('/invite cat')) ?? [];
    assert.ok(invitation);
    const joining = ['--password-file', file];
    const other = await guest.run(['join', invitation, '--name', 'dog', ...joining]);
    assert.equal(other.code, 77, other.errors);
    const first = await guest.run(['join', invitation, '--name', 'cat', ...joining]);
    assert.deepEqual([first.code, first.errors.includes('Welcome, cat.')], [0, true], first.errors);
    const again = await new Person(scope).run(['join', invitation, '--name', 'cat', ...joining]);
    assert.notEqual(again.errors.includes('Welcome, cat.'), true);

    const [reset] = /partyline:\S+reset=\S+/.exec(await typed('/reset cat')) ?? [];
    assert.ok(reset);
    const elsewhere = new Person(scope);
    const fresh = elsewhere.file('fresh', 'a lamp of another kind 2\n');
    const words = ['--name', 'cat', '--password-file'];
    const back = await elsewhere.run(['join', reset, ...words, fresh]);
    assert.equal(back.code, 0, back.errors);
    const old = await new Person(scope).run(['join', serving.address, ...words, file]);
    assert.equal(old.code, 77);
    await typed('/sign-up open');
  });

  test('pauses and resumes taking connections', async () => {
    assert.match(await typed('/pause'), /^New connections are turned away until \/resume\.$/m);
    const file = ana.file('password', `${password}\n`);
    const words = ['join', serving.address, '--name', 'ana', '--password-file', file];
    const waiting = ana.start(words);
    await waiting.untilErrors(/paused/);
    assert.match(await typed('/resume'), /^New connections are accepted\.$/m);
    await waiting.untilErrors(/^Welcome back, ana\./m);
    waiting.endInput();
    assert.equal((await waiting.ended()).code, 0);
  });

  test('shows the log and the help in words', async () => {
    const said = await typed('/log 3', '/help', '/help ban');
    for (const line of [
      /^\d\d:\d\d (info|warn) [a-z.-]+ /m,
      /^ {2}\/stop \[REASON\] +stop the server$/m,
      /^\/ban NAME \[1h\] \[REASON\] /m,
      /^ {2}In the lobby, for operators of the line: \/ban NAME\|NETWORK \[1h\] \[REASON\]$/m,
    ]) {
      assert.match(said, line);
    }
    assert.doesNotMatch(said, /\/logout|\/password/);
  });

  const mistakes: [line: string, code: number, sentence: RegExp][] = [
    ['/log x', 64, /^\/log takes a number of lines from 1 to 1,000: x\.$/m],
    ['/kic ana', 64, /^There is no command \/kic: did you mean \/kick\?$/m],
    ['/xyzzy', 64, /^There is no command \/xyzzy: \/help lists the commands\.$/m],
    ['/kick', 64, /^A name is missing: \/kick NAME \[REASON\]\.$/m],
    ['/kick nobody-here', 65, /^There is nobody called nobody-here on this line\.$/m],
    ['/kick opal', 77, /^You cannot kick yourself\.$/m],
    ['/ban opal', 77, /^An operator cannot be banned\.$/m],
    ['/deop opal', 77, /^You cannot make yourself a member: another operator has to\.$/m],
    ['/ban ana 1x', 64, /^1x is not a length of time: write a number and s, m, h, d or w/m],
    ['/sign-up opne', 64, /^opne is not a sign-up mode: .* Did you mean open\?$/m],
    ['/who is here', 64, /^\/who takes nothing after it: is here\.$/m],
    ['/wall', 64, /^The text is missing: \/wall TEXT\.$/m],
    ['/msg nobody-here hi', 65, /^There is nobody called nobody-here on this line\.$/m],
  ];
  for (const [code, made] of Map.groupBy(mistakes, ([, each]) => each)) {
    test(`says on standard error why it cannot do what was typed, goes on, and ends with ${code}`, async () => {
      const input = made.map(([line]) => `${line}\n/address\n`).join('');
      const finished = await keeper.run(['console'], input);
      const addresses = `${serving.address}\n`.repeat(made.length);
      assert.deepEqual([finished.code, finished.output], [code, addresses]);
      const said = finished.errors
        .trimEnd()
        .split('\n')
        .slice(-made.length - 1, -1);
      for (const [index, [line, , sentence]] of made.entries()) {
        assert.match(said[index] ?? '', sentence, `${line}:${finished.errors}`);
      }
    });
  }

  test('makes operators and members, who have their commands wherever they are', async () => {
    const guest = await member(ana, serving.address, 'ana');
    guest.write('/kick opal\n');
    await guest.untilErrors(/^Only an operator of the line can use \/kick in the lobby\./m);
    assert.equal(await typed('/op ana'), 'ana is an operator of this line now.\n');
    await guest.untilErrors(/^-- You are an operator of this line now/m);
    guest.write('/sign-up\n/kick opal\n/deop opal\n/wall from elsewhere\n');
    await guest.until(/^Sign-up is open: .*\.\nopal is not here\.$/m);
    await guest.untilErrors(
      /^opal is the operator at the server itself, and stays an operator\.$/m,
    );
    await guest.until(/ana announces: from elsewhere$/m);
    assert.match(await typed('/accounts'), /^ {2}ana operator, here, since/m);
    assert.equal(await typed('/deop ana'), 'ana is a member now.\n');
    await guest.untilErrors(/^-- You are no operator of this line any more\.$/m);
    guest.write('/stop\n');
    await guest.untilErrors(/^Only an operator can use \/stop\.$/m);
    guest.endInput();
    await guest.ended();
  });

  test('does nothing after exit, nor what it cannot read', async () => {
    assert.equal(await typed('/address', 'exit', '/address'), `${serving.address}\n`);
    const broken = await keeper.run(
      ['console'],
      Buffer.from('/address\n/kick na\xefve\n', 'latin1'),
    );
    assert.deepEqual([broken.code, broken.output], [65, `${serving.address}\n`]);
    assert.match(broken.errors, /^Cannot read line 2 of standard input/m);
  });

  test('attaches several times: all see everything, and the server outlives them', async (t) => {
    if (tmuxMissing) return t.skip(tmuxMissing);
    const [first, second] = await Promise.all([
      keeper.terminalWithStatus(['console']),
      keeper.terminalWithStatus(['console']),
    ]);
    for (const console of [first, second]) await console.waitFor(/You are opal(.*\n)*lobby>$/);
    await first.enter('from the first');
    await second.enter('from the second');
    for (const console of [first, second]) {
      await console.waitFor(/opal: from the first/);
      await console.waitFor(/opal: from the second/);
    }
    await first.enter('exit');
    await first.waitFor('Detached; the server goes on.\nstatus 0');
    await second.enter('alone now');
    await second.waitFor(/opal: alone now/);
    assert.match(await typed('/who'), /^ {2}opal \(operator\) for /m);
    await second.press('C-d');
    await second.waitFor('Detached; the server goes on.\nstatus 0');
  });

  test('stops the server, which tells everyone; another console has nothing to attach to', async () => {
    const guest = await member(ana, serving.address, 'ana');
    const other = keeper.start(['console']);
    await other.untilErrors(/You are opal/);
    const { code, errors } = await keeper.run(['console'], '/stop going home\n');
    assert.equal(code, 0, errors);
    assert.match(errors, /^The server has stopped\.\n$/m);
    assert.equal((await serving.command.ended()).code, 0);
    await guest.untilErrors(/The server is stopping \(going home\)\./);
    assert.equal((await other.ended()).code, 0);
    assert.match(other.errors, /^The server has stopped\.$/m);
    const nothing = await keeper.run(['console']);
    assert.equal(nothing.code, 69);
    assert.match(nothing.errors, /no server runs on this data folder/);
  });
});

test('a console whose server was killed says so and ends with 69', async (t) => {
  const scope = scopeOf((undo) => t.after(undo));
  const keeper = new Person(scope);
  const { command } = await serve(keeper);
  const console = keeper.start(['console']);
  await console.untilErrors(/Type to talk/);
  await command.kill();
  assert.equal((await console.ended()).code, 69);
  assert.match(console.errors, /^The server is gone: the connection to it was cut\.$/m);
});
