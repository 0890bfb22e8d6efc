import assert from 'node:assert/strict';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { after, before, beforeEach, describe, test } from 'node:test';
import { scopeOf } from '../support/cleanup.ts';
import { newFolder } from '../support/started-line.ts';
import { Terminal, tmuxMissing } from './tmux.ts';

const fixture = [process.execPath, join(import.meta.dirname, 'fixture.ts')];
/** Says after the program what it left behind. */
const andThen = 'echo "status $?"; stty -a | tr " ;" "\\n\\n" | grep -x -e "-*echo" -e "-*icanon"';

interface Started {
  readonly terminal: Terminal;
  readonly incoming: Socket;
}

async function start(command: readonly string[], columns = 40, rows = 20): Promise<Started> {
  const terminal = await Terminal.start({ command, columns, rows });
  const screen = await terminal.waitFor(/port \d+\n>$/);
  const incoming = connect(Number(/port (\d+)/.exec(screen)?.[1]), '127.0.0.1');
  await once(incoming, 'connect');
  return { terminal, incoming };
}

async function finish({ terminal, incoming }: Started): Promise<void> {
  incoming.destroy();
  await terminal.close();
}

/** Sends `count` lines, one write each, and names them. */
function arrive(incoming: Socket, count: number, name = 'line'): string[] {
  const lines = Array.from({ length: count }, (_, index) => `${name} ${index + 1}`);
  for (const line of lines) incoming.write(`${line}\n`);
  return lines;
}

describe('a line screen in a real terminal', { skip: tmuxMissing }, () => {
  let started: Started;
  before(async () => {
    started = await start(fixture);
  });
  after(() => finish(started));
  beforeEach(async () => {
    await started.terminal.resize(40, 20);
    await started.terminal.press('C-u', 'C-k', 'C-l');
    await started.terminal.waitFor(/^>$/);
  });

  test('keeps the line being typed whole while lines arrive between its letters', async () => {
    const { terminal, incoming } = started;
    const text = 'what I say is whole';
    const lines: string[] = [];
    for (const [index, letter] of [...text].entries()) {
      lines.push(...arrive(incoming, 1, `at ${index}`));
      await terminal.type(letter);
    }
    const wanted = [...lines, `> ${text}`].slice(-20).join('\n');
    await terminal.waitFor((screen) => screen === wanted);
  });

  test('keeps a line of several rows whole while lines arrive', async () => {
    const { terminal, incoming } = started;
    const text = 'a line that is longer than the terminal is wide, and then longer than twice that';
    await terminal.type(text);
    const rows = [`> ${text}`.slice(0, 40), `> ${text}`.slice(40, 80), `> ${text}`.slice(80)];
    await terminal.waitFor(rows.join('\n'));
    const lines = arrive(incoming, 5);
    const wanted = [...lines, ...rows].join('\n');
    await terminal.waitFor((screen) => screen === wanted);
  });

  test('takes a line of several rows off the screen when it is entered', async () => {
    const { terminal } = started;
    await terminal.enter('x'.repeat(100));
    const entered = `entered: ${'x'.repeat(100)}`;
    const wanted = [entered.slice(0, 40), entered.slice(40, 80), entered.slice(80), '>'].join('\n');
    await terminal.waitFor((screen) => screen === wanted);
  });

  test('keeps a line that ends exactly at the edge whole', async () => {
    const { terminal, incoming } = started;
    await terminal.type('e'.repeat(38));
    await terminal.waitFor('e'.repeat(38));
    const lines = arrive(incoming, 2);
    await terminal.waitFor((screen) => screen === [...lines, `> ${'e'.repeat(38)}`].join('\n'));
    await terminal.type('f');
    const wanted = [...lines, `> ${'e'.repeat(38)}`, 'f'].join('\n');
    await terminal.waitFor((screen) => screen === wanted);
  });

  test('counts wide characters and emoji as two columns, also where they wrap', async () => {
    const { terminal, incoming } = started;
    await terminal.type('你好世界🎉'.repeat(6));
    await terminal.waitFor(/🎉$/);
    const lines = arrive(incoming, 3);
    const row = '> 你好世界🎉你好世界🎉你好世界🎉你好世界';
    const wanted = [...lines, row, '🎉你好世界🎉你好世界🎉'].join('\n');
    await terminal.waitFor((screen) => screen === wanted);
    await terminal.press('Left', 'Left');
    await terminal.type('|');
    await terminal.waitFor((screen) => screen.endsWith('\n🎉你好世界🎉你好世|界🎉'));
  });

  for (const [what, grapheme] of [
    ['a flag', '🇩🇪'],
    ['a joined emoji', '👩‍👩‍👧‍👦'],
    ['an emoji with a skin tone', '👍🏽'],
    ['a letter with a mark that takes room', 'नि'],
  ] as const) {
    test(`erases no message when a row ends with ${what}`, async () => {
      const { terminal, incoming } = started;
      for (const letters of [30, 34, 36, 37]) {
        await terminal.press('C-u', 'C-l');
        await terminal.waitFor(/^>$/);
        await terminal.type(`${'x'.repeat(letters)}${grapheme}`);
        await terminal.waitFor('x'.repeat(letters));
        const lines = arrive(incoming, 2, `after ${letters}`);
        const wanted = [...lines, `> ${'x'.repeat(letters)}`].join('\n');
        await terminal.waitFor((screen) => screen.startsWith(wanted));
      }
    });
  }

  test('keeps the cursor where it was in the line when lines arrive', async () => {
    const { terminal, incoming } = started;
    await terminal.type('hello word');
    await terminal.press('Left');
    await terminal.waitFor('> hello word');
    const lines = arrive(incoming, 3);
    await terminal.waitFor(`${lines.at(-1)}\n> hello word`);
    await terminal.waitForCursor(11, 3);
    await terminal.type('l');
    await terminal.waitFor(`${lines.at(-1)}\n> hello world`);
  });

  test('keeps the line whole when the terminal becomes narrower and wider', async () => {
    const { terminal, incoming } = started;
    const text = 'a line that fills more than a row of the terminal';
    await terminal.type(text);
    await terminal.waitFor('terminal');
    await terminal.resize(20, 20);
    const rows = ['> a line that fills', 'more than a row of t', 'he terminal'];
    await terminal.waitFor((screen) => screen === rows.join('\n'));
    const first = arrive(incoming, 1, 'narrow');
    const wanted = [...first, ...rows];
    await terminal.waitFor((screen) => screen === wanted.join('\n'));
    await terminal.resize(70, 20);
    const second = arrive(incoming, 1, 'wide');
    // tmux may pull rows of its history down into the room that is free now.
    await terminal.waitFor([...first, ...second, `> ${text}`].join('\n'));
  });

  test('takes a paste into the middle of a line', async () => {
    const { terminal, incoming } = started;
    await terminal.type('[]');
    await terminal.press('Left');
    await terminal.paste('pasted '.repeat(10).trim());
    const rows = ['> [pasted pasted pasted pasted pasted pa', 'sted pasted pasted pasted pasted]'];
    await terminal.waitFor((screen) => screen === rows.join('\n'));
    const lines = arrive(incoming, 2);
    await terminal.waitFor((screen) => screen === [...lines, ...rows].join('\n'));
  });

  test('shows control characters of a paste and does not obey them', async () => {
    const { terminal } = started;
    await terminal.paste('a\u{9b}2Jb');
    await terminal.waitFor('> a\u{fffd}2Jb');
  });

  test('brings entered lines back with arrow up', async () => {
    const { terminal } = started;
    await terminal.enter('first thing');
    await terminal.enter('second thing');
    await terminal.waitFor('entered: second thing');
    await terminal.press('Up', 'Up');
    await terminal.waitFor(/> first thing$/);
    await terminal.press('Down');
    await terminal.waitFor(/> second thing$/);
  });

  test('completes with Tab and shows the candidates above the line', async () => {
    const { terminal } = started;
    await terminal.type('/w');
    await terminal.press('Tab');
    await terminal.waitFor('/who  /wall\n> /w');
    await terminal.type('h');
    await terminal.press('Tab');
    await terminal.waitFor(/> \/who$/);
  });

  test('hides a password, returns the typed line after it, and loses no line meanwhile', async () => {
    const { terminal, incoming } = started;
    await terminal.enter('password');
    await terminal.waitFor('Password:');
    await terminal.type('correct horse');
    const lines = arrive(incoming, 3, 'meanwhile');
    await terminal.press('Enter');
    const shown = [...lines, 'a password of 13 characters'];
    await terminal.waitFor((screen) => shown.every((line) => screen.includes(line)));
    await terminal.waitFor(/\n>$/);
    assert.doesNotMatch(await terminal.everything(), /correct|horse|\*/);
    await terminal.press('Up');
    await terminal.waitFor(/> password$/);
  });

  test('gives what is typed ahead of a question to the question, unseen, and the rest to the line', async () => {
    const { terminal } = started;
    await terminal.paste('password\ncorrect horse\nand on\n');
    const told = ['a password of 13 characters\n', 'entered: and on\n'];
    await terminal.waitFor((screen) => told.every((line) => screen.includes(line)));
    assert.doesNotMatch(await terminal.everything(), /horse/);
  });

  test('takes a marked paste of several lines as one, which waits for Enter', async () => {
    const { terminal } = started;
    await terminal.paste('first line\npassword\nthird', 'marked');
    await terminal.waitFor(/^> first line↵password↵third$/);
    await terminal.press('Enter');
    await terminal.waitFor(/entered: first line.password.third\n>$/);
  });

  test('goes on with the conversation when a question is left with Ctrl-C or Ctrl-D', async () => {
    const { terminal } = started;
    for (const key of ['C-c', 'C-d']) {
      await terminal.press('C-l');
      await terminal.waitFor(/^>$/);
      await terminal.enter('password');
      await terminal.waitFor('Password:');
      await terminal.press(key);
      await terminal.waitFor(/no password\n>$/);
    }
    await terminal.enter('still here');
    await terminal.waitFor(/entered: still here\n>$/);
  });

  test('shows a burst of 10,000 lines once each, in order, above the line being typed', async () => {
    const { terminal, incoming } = started;
    await terminal.type('typed before');
    await terminal.waitFor('> typed before');
    const lines = arrive(incoming, 10_000, 'burst');
    await terminal.waitFor('burst 10000\n> typed before', 30_000);
    const everything = (await terminal.everything()).split('\n');
    assert.deepEqual(
      everything.filter((line) => line.startsWith('burst ')),
      lines,
    );
    assert.equal(everything.filter((line) => line.includes('typed before')).length, 1);
  });
});

describe('a line screen gives the terminal back', { skip: tmuxMissing }, () => {
  const shell = ['sh', '-c', `${fixture.join(' ')}; ${andThen}`];

  test('after Ctrl-C, with the line being typed taken away', async (t) => {
    const started = await start(shell);
    t.after(() => finish(started));
    const { terminal } = started;
    await terminal.type('half a line');
    await terminal.waitFor('half a line');
    await terminal.press('C-c', 'C-c', 'C-c');
    await terminal.waitFor(/port \d+\ninterrupted\nstatus 0\nicanon\necho/);
  });

  test('after Ctrl-D on an empty line, and not on another', async (t) => {
    const started = await start(shell);
    t.after(() => finish(started));
    const { terminal } = started;
    await terminal.type('x');
    await terminal.press('C-d');
    await terminal.press('BSpace');
    await terminal.waitFor(/port \d+\n>$/);
    await terminal.press('C-d');
    await terminal.waitFor(/port \d+\nended\nstatus 0\nicanon\necho/);
  });

  describe('while it is stopped with Ctrl-Z, and shows the line again after fg,', () => {
    const folder = newFolder(scopeOf(after));
    const bootstrap = join(import.meta.dirname, '..', '..', 'tools', 'bootstrap.mjs');
    const start = `node '${bootstrap}' '${fixture[1]}'`;
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ scripts: { start } }));

    test('also at a hidden question in the talk', async (t) => {
      const env = { PS1: '$ ' };
      const terminal = await Terminal.start({ command: ['sh', '-i'], columns: 200, env });
      t.after(() => terminal.close());
      await terminal.enter(fixture.join(' '));
      await terminal.waitFor(/port \d+\n>$/);
      await terminal.enter('password');
      await terminal.waitFor(/\? Password: \(not shown\)$/);
      await terminal.type('correct ');
      await terminal.press('C-z');
      await terminal.waitFor(/(Stopped|Suspended).*\n\$$/);
      await terminal.enter('clear; fg');
      await terminal.waitFor(/\? Password: \(not shown\)$/);
      await terminal.enter('horse');
      await terminal.waitFor(/a password of 13 characters\n>$/);
      assert.doesNotMatch(await terminal.everything(), /correct|horse/);
      await terminal.press('C-c', 'C-c');
      await terminal.waitFor('interrupted');
    });

    for (const [how, command] of [
      ['alone', fixture.join(' ')],
      ['run by npm', 'npm -s start'],
    ] as const) {
      test(how, async (t) => {
        const terminal = await Terminal.start({
          command: ['sh', '-i'],
          columns: 200,
          cwd: folder,
          env: { PS1: '$ ' },
        });
        t.after(() => terminal.close());
        await terminal.enter(command);
        await terminal.waitFor(/port \d+\n>$/);
        await terminal.type('half a line');
        await terminal.waitFor('> half a line');
        for (const time of ['first', 'second']) {
          await terminal.press('C-z');
          await terminal.waitFor(/(Stopped|Suspended).*\n\$$/);
          await terminal.enter(`clear; echo the ${time} time`);
          await terminal.waitFor(new RegExp(`^the ${time} time\n\\$$`));
          await terminal.enter('fg');
          await terminal.waitFor(/> half a line$/);
        }
        await terminal.type('!');
        await terminal.press('Enter');
        await terminal.waitFor(/entered: half a line!\n>$/);
        await terminal.press('C-c', 'C-c');
        await terminal.waitFor('interrupted');
      });
    }
  });
});
