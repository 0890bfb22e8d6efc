import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { Terminal, tmuxMissing } from './tmux.ts';

const program = `${process.execPath} ${join(import.meta.dirname, 'questions.ts')}`;
/** Says after the program what it left behind. */
const andThen = 'echo "status $?"; stty -a | tr " ;" "\\n\\n" | grep -x -e "-*echo" -e "-*icanon"';
const restored = 'status 0\nicanon\necho';

async function ask(t: TestContext, ...questions: string[]): Promise<Terminal> {
  const command = ['sh', '-c', `${program} ${questions.join(' ')}; ${andThen}`];
  const terminal = await Terminal.start({ command, columns: 100 });
  t.after(() => terminal.close());
  await terminal.waitFor(/^\? /);
  return terminal;
}

describe('questions in a real terminal', { skip: tmuxMissing, concurrency: 2 }, () => {
  test('take the default with Enter', async (t) => {
    const terminal = await ask(t, 'host', 'port');
    await terminal.waitFor('? Host: (localhost)');
    await terminal.press('Enter');
    await terminal.waitFor('given: "localhost"\n? Port: (7278)');
    await terminal.press('Enter');
    await terminal.waitFor('given: 7278');
    await terminal.waitFor(restored);
  });

  test('refuse nonsense with a sentence and let it be mended', async (t) => {
    const terminal = await ask(t, 'port');
    await terminal.enter('70000');
    await terminal.waitFor('70000 is not a port: a port is a number from 1 to 65535.');
    await terminal.press('BSpace');
    await terminal.press('Enter');
    await terminal.waitFor('given: 7000');
  });

  test('are answered by Enter alone, whatever is pasted', async (t) => {
    const terminal = await ask(t, 'host');
    await terminal.paste('one\u2028two\u2029three');
    await terminal.press('Enter');
    await terminal.waitFor(/"one.*two.*three" is not the name or address of a host/s);
  });

  test('refuse a host that is not one, or does not pass the check', async (t) => {
    const terminal = await ask(t, 'host');
    await terminal.enter('two words');
    await terminal.waitFor('"two words" is not the name or address of a host');
    await terminal.press('C-u');
    await terminal.enter('nowhere');
    await terminal.waitFor('nowhere does not resolve: name another host.');
    await terminal.press('C-u');
    await terminal.enter('::1');
    await terminal.waitFor('given: "::1"');
  });

  test('fold a name', async (t) => {
    const terminal = await ask(t, 'name');
    await terminal.enter('Bob');
    await terminal.waitFor('given: "bob"');
  });

  test('never show a password', async (t) => {
    const terminal = await ask(t, 'password');
    await terminal.type('correct horse');
    await terminal.press('Left', 'BSpace', 'Enter');
    await terminal.waitFor('given: "correct hore"');
    const everything = await terminal.everything();
    assert.doesNotMatch(everything.replace('given: "correct hore"', ''), /correct|hors|\*/);
    await terminal.waitFor(restored);
  });

  test('ask for a new password until it will do and is repeated alike', async (t) => {
    const terminal = await ask(t, 'new-password');
    await terminal.enter('short');
    await terminal.waitFor('The password has 5 characters: it needs at least 8.');
    await terminal.waitFor(/\? Choose a password for alice: \(not shown\)$/);
    await terminal.enter('long enough 1');
    await terminal.waitFor('The same password again:');
    await terminal.enter('long enough 2');
    await terminal.waitFor(
      /The two passwords differ; choose it again\.\n\? Choose .*\(not shown\)$/,
    );
    await terminal.enter('long enough 3');
    await terminal.waitFor(/The same password again: \(not shown\)$/);
    await terminal.enter('long enough 3');
    const screen = await terminal.waitFor('given: "long enough 3"');
    assert.doesNotMatch(screen.replace('given: "long enough 3"', ''), /long enough|short/);
  });

  test('do not show what is typed while a new password is checked', async (t) => {
    const terminal = await ask(t, 'slow-password');
    await terminal.enter('long enough');
    const screen = await terminal.waitFor(/checking in \d+/);
    assert.ok((await terminal.modes()).includes('-echo'));
    process.kill(Number(/checking in (\d+)/.exec(screen)?.[1]), 'SIGUSR2');
    await terminal.waitFor('The same password again:');
    await terminal.press('C-c');
    await terminal.waitFor(restored);
  });

  test('give each of the answers that are pasted together to its question, and show no password', async (t) => {
    const terminal = await ask(t, 'host', 'port', 'password', 'yes-or-no', 'name');
    await terminal.paste('example.org\n7000\ncorrect horse\nn\nbob\n');
    const screen = await terminal.waitFor(restored);
    for (const given of ['"example.org"', '7000', '"correct horse"', 'false', '"bob"'])
      assert.ok(screen.includes(`given: ${given}`), screen);
    assert.doesNotMatch(screen.replace('given: "correct horse"', ''), /horse/);
  });

  test('drop what was typed behind an answer that is refused', async (t) => {
    const terminal = await ask(t, 'port', 'password');
    await terminal.paste('70000\ncorrect horse\n');
    await terminal.waitFor(/70000 is not a port.*\n\? Port: \(7278\) 70000$/);
    await terminal.press('BSpace', 'Enter');
    await terminal.waitFor(/\? Password: \(not shown\)$/);
    assert.doesNotMatch(await terminal.everything(), /horse/);
  });

  for (const [what, question, typed, shown, given] of [
    [
      'an open question',
      'host',
      'example',
      /\? Host: \(localhost\) example$/,
      'given: "example.org"',
    ],
    [
      'a hidden one',
      'password',
      'correct ',
      /\? Password: \(not shown\)$/,
      'given: "correct .org"',
    ],
  ] as const) {
    test(`go on after Ctrl-Z and fg with what was typed: ${what}`, async (t) => {
      const env = { PS1: '$ ' };
      const terminal = await Terminal.start({ command: ['sh', '-i'], columns: 200, env });
      t.after(() => terminal.close());
      await terminal.waitFor(/^\$$/m);
      await terminal.enter(`${program} ${question}`);
      await terminal.waitFor(/^\? .*$/m);
      await terminal.type(typed);
      await terminal.waitFor(shown);
      await terminal.press('C-z');
      await terminal.waitFor(/(Stopped|Suspended).*\n\$$/);
      assert.ok((await terminal.modes()).includes('echo'));
      await terminal.enter('clear; fg');
      await terminal.waitFor(shown);
      assert.ok((await terminal.modes()).includes('-echo'));
      await terminal.enter('.org');
      const screen = await terminal.waitFor(given);
      if (question === 'password') assert.doesNotMatch(screen.replace(given, ''), /correct|org/);
    });
  }

  test('take yes, no, and Enter for the default', async (t) => {
    const terminal = await ask(t, 'yes-or-no', 'yes-or-no', 'yes-or-no');
    await terminal.enter('n');
    await terminal.waitFor(/given: false\n\? Sign up\? \(Y\/n\)$/);
    await terminal.press('Enter');
    await terminal.waitFor(/given: true\n\? Sign up\? \(Y\/n\)$/);
    await terminal.enter('perhaps');
    await terminal.waitFor('Answer yes or no');
  });

  for (const question of ['port', 'password', 'new-password', 'yes-or-no']) {
    for (const key of ['C-c', 'C-d']) {
      test(`restore the terminal when ${question} is left with ${key}`, async (t) => {
        const terminal = await ask(t, question);
        await terminal.press(key);
        await terminal.waitFor(`cancelled\n${restored}`);
      });
    }
  }
});
