import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { scopeOf } from '../support/cleanup.ts';
import { Person, partyline, prepareServer, serve } from '../support/command.ts';
import { Terminal, tmuxMissing } from './tmux.ts';

const password = 'a lamp for tests 1';
/** Throws where nobody catches it, when the process is told to. */
const crash = `data:text/javascript,${encodeURIComponent(
  'process.on("SIGUSR2", () => { throw new Error("a crash"); });',
)}`;

describe('the full screen', { skip: tmuxMissing }, () => {
  const scope = scopeOf(after);

  test('goes through suspend, resize, paste, a lost line and a crash, and gives the terminal back', async (t) => {
    const keeper = new Person(scope);
    await prepareServer(keeper);
    const serving = await serve(keeper, '--operator', 'opal', '--name', 'Night shift');
    const person = new Person(scope);
    const passwordFile = person.file('pw', `${password}\n`);
    const join = partyline([
      'join',
      serving.address,
      '--name',
      'ana',
      '--password-file',
      passwordFile,
    ]);
    const terminal = await Terminal.start({
      command: ['sh', '-i'],
      columns: 80,
      rows: 24,
      env: {
        HOME: person.folder,
        XDG_DATA_HOME: '',
        PARTYLINE_UI: 'full',
        NODE_OPTIONS: `--import=${crash}`,
        PS1: '$ ',
        JOIN: join.map((word) => `'${word}'`).join(' '),
      },
    });
    t.after(() => terminal.close());
    await terminal.enter('clear; eval "$JOIN"');
    await terminal.waitFor(/^lobby .*Night shift.*\n1 lobby +│[\s\S]*\nlobby>$/);
    await terminal.enter('hello');
    await terminal.waitFor(/│\d\d:\d\d ana: hello\n/);

    await terminal.paste('one\ntwo', 'marked');
    await terminal.waitFor(/\nlobby> one\ntwo$/);
    await terminal.press('Enter');
    await terminal.waitFor(/ana: one\n +│ +two\n[\s\S]*\nlobby>$/);

    await terminal.type('half a line');
    await terminal.resize(40, 12);
    await terminal.waitFor(
      /^lobby[^\n]*\n[\s\S]*\d\d:\d\d ana: one\n +two\n[\s\S]*1 lobby\n─+[^\n]*\nlobby> half a line$/,
    );
    await terminal.resize(120, 30);
    const wide = await terminal.waitFor(/│ {2}ana\n[\s\S]*\nlobby> half a line$/);
    assert.equal(wide.split('\n').length, 30);

    await terminal.press('C-z');
    await terminal.waitFor(/(Stopped|Suspended)[\s\S]*\n\$$/);
    await terminal.enter('echo the shell; fg');
    await terminal.waitFor(/^lobby .*\n[\s\S]*ana: hello[\s\S]*\nlobby> half a line$/);
    await terminal.press('C-u');

    // A question has the line at the bottom, and shows nothing of the answer.
    await terminal.enter('/password');
    await terminal.waitFor(/\nCurrent password of ana: \(not shown\)$/);
    await terminal.type('nobody sees this');
    await terminal.press('C-c');
    const asked = await terminal.waitFor('The password stays as it is.');
    assert.doesNotMatch(asked, /nobody/);

    await terminal.enter('/quit');
    const left = await terminal.waitFor(/-- Goodbye\.\n\$$/);
    assert.match(left, /the shell\n/);
    assert.doesNotMatch(left, /│/);
    await assertRestored(terminal);

    await terminal.enter('clear; eval "$JOIN"');
    await terminal.waitFor(/│\d\d:\d\d ana: hello[\s\S]*\nlobby>$/);
    await terminal.press('C-z');
    await terminal.waitFor(/(Stopped|Suspended)[\s\S]*\n\$$/);
    await terminal.enter('kill -USR2 %1; fg');
    const crashed = await terminal.waitFor(/had to stop: a crash[\s\S]*\n\$$/);
    assert.doesNotMatch(crashed, /│/);
    await assertRestored(terminal);
  });
});

/** Text is echoed, and a line that is too long runs over. */
async function assertRestored(terminal: Terminal): Promise<void> {
  await terminal.enter(`clear; printf '${'x'.repeat(130)}y\\n'`);
  await terminal.waitFor(/x{10}y\n\$$/);
}
