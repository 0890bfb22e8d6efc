import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { scopeOf } from '../support/cleanup.ts';
import { Person, partyline, type Serving, serve, untilFileHas } from '../support/command.ts';
import { Terminal, tmuxMissing } from './tmux.ts';

const password = 'a lamp for tests 1';
/** Throws where nobody catches it, when the process is told to. */
const crash = `data:text/javascript,${encodeURIComponent(
  'process.on("SIGUSR2", () => { throw new Error("a crash"); });',
)}`;

describe('the full screen', { skip: tmuxMissing }, () => {
  const scope = scopeOf(after);
  let serving: Serving;
  before(async () => {
    serving = await serve(new Person(scope), '--operator', 'opal', '--name', 'Night shift');
  });

  /** A shell in a terminal, of which `eval "$JOIN"` joins. */
  async function shellOf(
    person: Person,
    name: string,
    env: Readonly<Record<string, string>>,
  ): Promise<Terminal> {
    const passwordFile = person.file('pw', `${password}\n`);
    const join = ['join', serving.address, '--name', name, '--password-file', passwordFile];
    const terminal = await Terminal.start({
      command: ['sh', '-i'],
      columns: 80,
      rows: 24,
      env: {
        HOME: person.folder,
        XDG_DATA_HOME: '',
        PARTYLINE_UI: 'full',
        PS1: '$ ',
        JOIN: partyline(join)
          .map((word) => `'${word}'`)
          .join(' '),
        ...env,
      },
    });
    scope.after(() => terminal.close());
    return terminal;
  }

  test('goes through suspend, resize, paste and a crash, and gives the terminal back', async () => {
    const person = new Person(scope);
    const terminal = await shellOf(person, 'ana', { NODE_OPTIONS: `--import=${crash}` });
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

  test('is whole when it is attached again with another size, and ends with SIGTERM and with its terminal', async () => {
    const person = new Person(scope);
    person.file('tmux.conf', 'set -g status off\nset -s escape-time 0\n');
    person.file(
      'join.sh',
      `trap : TERM HUP; sh -c 'echo $$ > pid; eval exec "$JOIN"'; echo "status $?" >> ended\n`,
    );
    person.file('ended', '');
    const terminal = await shellOf(person, 'bob', {
      // Without it tmux does not run within tmux.
      TMUX: '',
      INNER: `tmux -u -S '${person.path('socket')}' -f '${person.path('tmux.conf')}'`,
    });
    await terminal.enter(`clear; cd '${person.folder}'; eval "$INNER new-session 'sh -i'"`);
    await terminal.waitFor(/^[#$]$/);
    await terminal.enter('clear; sh join.sh');
    await terminal.waitFor(/^lobby .*Night shift.*\n1 lobby +│[\s\S]*\nlobby>$/);
    await terminal.enter('hello');
    await terminal.waitFor(/│\d\d:\d\d bob: hello\n/);
    await terminal.type('half a line');
    await terminal.waitFor(/\nlobby> half a line$/);
    await terminal.press('C-b', 'd');
    await terminal.waitFor(/\[detached [^\n]*\n\$$/);
    await terminal.resize(60, 14);
    await terminal.enter('clear; eval "$INNER attach"');
    const attached = await terminal.waitFor(
      /^lobby [^\n]*\n[\s\S]*\n\d\d:\d\d bob: hello\n[\s\S]*1 lobby\n─+[^\n]*\nlobby> half a line$/,
    );
    assert.equal(attached.split('\n').length, 14);

    await promisify(execFile)('tmux', ['-S', person.path('socket'), 'kill-server']);
    // It meets the end of its input, that of its output, or the signal first.
    await untilFileHas(person.path('ended'), /^status (0|73|130)\n$/);
    await terminal.waitFor(/\[server exited\]\n\$$/);

    await terminal.enter('clear; sh join.sh');
    await terminal.waitFor(/^lobby [^\n]*\n[\s\S]*bob: hello[\s\S]*\nlobby>$/);
    await serving.command.kill();
    await terminal.waitFor(/the line is down, trying again/);
    await terminal.enter('never sent');
    await terminal.waitFor(/\npending: never sent\n/);
    process.kill(Number(readFileSync(person.path('pid'), 'utf8')), 'SIGTERM');
    const left = await terminal.waitFor(/One message was not sent:\n[^\n]*never sent\n\$$/);
    assert.doesNotMatch(left, /─/);
    await assertRestored(terminal);
    await untilFileHas(person.path('ended'), /^status \d+\nstatus 130\n$/);
  });
});

/** Text is echoed, and a line that is too long runs over. */
async function assertRestored(terminal: Terminal): Promise<void> {
  await terminal.enter(`clear; printf '${'x'.repeat(130)}y\\n'`);
  await terminal.waitFor(/x{10}y\n\$$/);
}
