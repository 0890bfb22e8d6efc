import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { rememberTokens, rememberWords } from '../../src/cli/known-words.ts';
import { FileProfile } from '../../src/client/node/file-profile.ts';
import { type Address, formatAddress, parseAddress } from '../../src/wire/address.ts';
import { scopeOf } from '../support/cleanup.ts';
import { partyline, runCommand } from '../support/command.ts';
import { bareEnvironment } from '../support/program.ts';
import { newFolder } from '../support/started-line.ts';
import { Terminal, tmuxMissing } from '../terminal/tmux.ts';

/** The typed line, and the offers for its last word. */
const cases: readonly (readonly [string, readonly string[]])[] = [
  ['partyline se', ['serve', 'send', 'search']],
  ['partyline token ', ['create', 'list', 'revoke']],
  ['partyline help to', ['token']],
  ['partyline completion ', ['bash', 'zsh', 'fish']],
  ['partyline send ', ['lobby', '#ops', '@ana', '@ben']],
  ['partyline send --server other.example.org ', ['lobby', '@eva']],
  ['partyline join ', ['chat.example.org:7300', 'other.example.org:7278']],
  ['partyline token revoke ', ['ci', 'cron']],
  ['partyline help token ', ['create', 'list', 'revoke']],
  ['partyline send lobby ', []],
  ['partyline send lobby join --li', ['--lines']],
  ['partyline send --timeout 5s lo', ['lobby']],
  ['partyline send --timeout ', []],
  ['partyline tail lobby @a', ['@ana']],
  ['partyline serve --log-l', ['--log-level']],
  ['partyline serve --log-level ', ['debug', 'info', 'warn', 'error']],
  ['partyline token create ci --scope ', ['read', 'write']],
  ['partyline token create ci --exp', ['--expires']],
  ['partyline console --data fol', ['folder/']],
  ['partyline serve --config my', ['my options.toml']],
];

/** The state of a client that was on two servers, on the one with a port last. */
function rememberServers(client: string): void {
  const [chat, other] = ['chat.example.org:7300', 'other.example.org'].map((text) =>
    parseAddress(text),
  ) as [Address, Address];
  const profile = new FileProfile(client);
  for (const address of [other, chat]) {
    const entry = profile.open(formatAddress(address));
    entry.save({ name: 'eva' });
    entry.release();
  }
  rememberWords(client, chat, { people: ['ben', 'ana'], rooms: ['lobby', '#ops'] });
  rememberWords(client, other, { people: ['eva'], rooms: [] });
  rememberTokens(client, chat, () => ['cron', 'ci']);
}

const shellMissing = (shell: string): string | false =>
  spawnSync(shell, ['--version']).status === 0 ? false : `${shell} is not installed`;

describe('completion', () => {
  const scope = scopeOf(after);
  let folder: string;
  let env: Record<string, string>;

  before(async () => {
    folder = newFolder(scope);
    mkdirSync(join(folder, 'bin'));
    const command = join(folder, 'bin', 'partyline');
    const quoted = partyline([])
      .map((word) => `'${word}'`)
      .join(' ');
    writeFileSync(command, `#!/bin/sh\nexec ${quoted} "$@"\n`);
    chmodSync(command, 0o755);
    const path = `${join(folder, 'bin')}${delimiter}${process.env.PATH}`;
    env = { ...bareEnvironment, PATH: path, HOME: folder };
    mkdirSync(join(folder, 'folder'));
    rememberServers(join(folder, '.local', 'share', 'partyline', 'client'));
    writeFileSync(join(folder, 'my options.toml'), '');
    for (const shell of ['bash', 'zsh', 'fish']) {
      const { code, output, errors } = await runCommand(['completion', shell]);
      assert.deepEqual([code, errors], [0, '']);
      writeFileSync(join(folder, `${shell}.script`), output);
    }
  });

  test('in bash offers commands, options and values', { skip: shellMissing('bash') }, () => {
    const script = `
      set -u
      source bash.script
      while IFS= read -r line; do
        read -r -a COMP_WORDS <<< "$line"
        [[ "$line" == *' ' ]] && COMP_WORDS+=('')
        COMP_CWORD=$((\${#COMP_WORDS[@]} - 1)) COMP_LINE="$line" COMP_POINT=\${#line}
        _partyline
        printf '%s\\n' "\${COMPREPLY[@]+"\${COMPREPLY[@]}"}" '--'
      done`;
    const input = cases.map(([typed]) => `${typed}\n`).join('');
    const options = { cwd: folder, env, input, encoding: 'utf8' } as const;
    const { stdout, stderr } = spawnSync('bash', ['--norc', '-c', script], options);
    assert.equal(stderr, '');
    const offered = stdout.split('--\n').slice(0, -1);
    assert.deepEqual(
      offered.map((words) => words.split('\n').filter((word) => word !== '')),
      // The slash behind a folder is added by bash itself; a # would begin a comment.
      cases.map(([, words]) => words.map((word) => word.replace(/\/$/, '').replace(/^#/, '\\#'))),
    );
  });

  test('in bash knows words that are cut at =, @ and :, and quotes a room', {
    skip: shellMissing('bash'),
  }, () => {
    const script = `
      source bash.script
      complete_line() {
        COMP_LINE=$1; shift; COMP_POINT=\${#COMP_LINE} COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
        _partyline; echo "\${COMPREPLY[*]}"
      }
      complete_line 'partyline serve --sign-up=inv' partyline serve --sign-up = inv
      complete_line 'partyline serve --sign-up=' partyline serve --sign-up =
      complete_line 'partyline send @a' partyline send @ a
      complete_line 'partyline send @' partyline send @
      complete_line 'partyline tail lobby \\#o' partyline tail lobby '\\#o'
      complete_line 'partyline join chat.example.org:7' partyline join chat.example.org : 7`;
    const options = { cwd: folder, env, encoding: 'utf8' } as const;
    const { stdout } = spawnSync('bash', ['--norc', '-c', script], options);
    assert.equal(stdout, 'invite\nopen approve invite closed\nana\nana ben\n\\#ops\n7300\n');
  });

  test('in fish offers commands, options and values', { skip: shellMissing('fish') }, () => {
    const script = 'source fish.script; for line in $argv; complete -C $line; echo =; end';
    const words = ['--no-config', '-c', script, ...cases.map(([typed]) => typed)];
    const options = { cwd: folder, env, encoding: 'utf8' } as const;
    const { stdout, stderr } = spawnSync('fish', words, options);
    assert.equal(stderr, '');
    const offered = stdout.split('=\n').slice(0, -1);
    assert.deepEqual(
      offered.map((lines) => {
        const names = lines.split('\n').map((line) => line.split('\t')[0] ?? '');
        return names.filter((name) => name !== '').sort();
      }),
      cases.map(([, words]) => [...words].sort()),
    );
  });

  test('in zsh offers commands, options and values', {
    skip: shellMissing('zsh') || tmuxMissing,
  }, async (t) => {
    const terminal = await Terminal.start({
      command: ['zsh', '-f'],
      cwd: folder,
      env: { ...env, PS1: '> ' },
    });
    t.after(() => terminal.close());
    await terminal.enter(
      'path=($HOME/bin $path); autoload -Uz compinit && compinit -D; source zsh.script; setopt no_beep',
    );
    await terminal.enter("bindkey '^I' complete-word; print ready");
    await terminal.waitFor(/^ready$/m);
    const completed = [
      ['partyline tok', 'partyline token '],
      ['partyline token rev', 'partyline token revoke '],
      ['partyline send lo', 'partyline send lobby '],
      ['partyline send lobby join --li', 'partyline send lobby join --lines '],
      ['partyline serve --log-level de', 'partyline serve --log-level debug '],
      ['partyline token create ci --scope wr', 'partyline token create ci --scope write '],
      ['partyline console --data fol', 'partyline console --data folder'],
      ['partyline serve --config my', 'partyline serve --config my\\ options.toml '],
      ['partyline help comp', 'partyline help completion '],
      ['partyline send @a', 'partyline send @ana '],
      ['partyline join ch', 'partyline join chat.example.org:7300 '],
    ] as const;
    for (const [typed, expected] of completed) {
      await terminal.type(typed);
      await terminal.press('Tab');
      // The next character shows where the word ends.
      await terminal.type('|');
      await terminal.waitFor(`> ${expected.trimEnd()}`);
      await terminal.press('C-u', 'C-l');
    }
    await terminal.type('partyline se');
    await terminal.press('Tab');
    await terminal.waitFor(/^send +-- send a message, and exit when it is stored$/m);
    assert.match(await terminal.screen(), /^serve +-- start a line and be its operator$/m);
  });

  test('asks for a shell it knows', async () => {
    const { code, errors } = await runCommand(['completion', 'bsh']);
    assert.equal(code, 64);
    assert.equal(errors, 'completion: "bsh" is not one of bash, zsh, fish. Did you mean bash?\n');
  });
});
