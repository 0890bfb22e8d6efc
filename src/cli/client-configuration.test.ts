import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { CommandError } from './exit-codes.ts';
import { joinCommand } from './join-command.ts';
import type { ProcessEnvironment } from './process-environment.ts';
import { resolveOptions } from './resolve-options.ts';

let home: string;
let path: string;
before(() => {
  home = mkdtempSync(join(tmpdir(), 'partyline-client-'));
  path = join(home, '.config', 'partyline', 'client.toml');
  mkdirSync(dirname(path), { recursive: true });
});
after(() => rmSync(home, { recursive: true, force: true }));

async function resolve(toml: string, variables: Record<string, string> = {}, given = {}) {
  writeFileSync(path, toml);
  const environment: ProcessEnvironment = {
    variables,
    platform: 'linux',
    folder: '/place',
    home: () => home,
    userName: () => 'ada',
    tell: () => {},
  };
  return (await resolveOptions(joinCommand.options, given, environment)).values;
}

async function refused(toml: string, sentence: string): Promise<void> {
  await assert.rejects(resolve(toml), (error: unknown) => {
    assert.ok(error instanceof CommandError, String(error));
    assert.equal(error.exitCode, 78);
    assert.equal(error.message, `${path}, ${sentence}`);
    return true;
  });
}

describe('the configuration file of the client', () => {
  test('gives what the command line does not', async () => {
    const toml =
      'address = "chat.example.org"\nname = "ada"\nlanguage = "ru"\n[keys]\nF1 = "none"\n';
    const values = await resolve(toml, {}, { name: 'bea' });
    const { address, name, language, keys } = values;
    assert.deepEqual([address, name, language], ['chat.example.org', 'bea', 'ru']);
    assert.deepEqual(keys, new Map([['f1', 'none']]));
  });

  test('is looked for where XDG_CONFIG_HOME says, and need not be there', async () => {
    const elsewhere = { XDG_CONFIG_HOME: '/nowhere' };
    assert.equal((await resolve('name = "ada"', elsewhere)).name, undefined);
    const named = { PARTYLINE_CLIENT_CONFIG: path, ...elsewhere };
    assert.equal((await resolve('name = "ada"', named)).name, 'ada');
  });

  test('takes keys as people write them', async () => {
    const toml =
      '[keys]\nAlt-Ctrl-x = "undo"\n"ctrl-x ctrl-u" = "undo"\n"ctrl-x  ctrl-e" = "none"\nctrl-_ = "none"\n';
    assert.deepEqual(
      (await resolve(toml)).keys,
      new Map([
        ['ctrl-alt-x', 'undo'],
        ['ctrl-x ctrl-u', 'undo'],
        ['ctrl-x ctrl-e', 'none'],
        ['ctrl-_', 'none'],
      ]),
    );
  });

  test('is refused with the line, the key, and how it should be', async () => {
    await refused(
      '\nlangage = "ru"',
      'line 2: "langage" is not a key of the configuration. Did you mean language?',
    );
    await refused(
      'language = "rv"',
      'line 1, key language: "rv" is not one of en, ru. Did you mean ru?',
    );
    await refused(
      'keys = 1',
      'line 1, key keys: 1 is not a table: write lines such as ctrl-n = "history-newer" under [keys].',
    );
    const cases: [entry: string, key: string, sentence: string][] = [
      [
        'ctrl-n = "history-never"',
        'ctrl-n',
        '"history-never" is not an action; /keys and docs/using.md list them. Did you mean history-newer?',
      ],
      ['ctrl-n = 1', 'ctrl-n', '1 is not an action; /keys and docs/using.md list them.'],
      [
        'ctrl-pageup = "send"',
        'ctrl-pageup',
        'ctrl-pageup is not a key: write one such as ctrl-a, alt-enter, page-up or f7. Did you mean ctrl-page-up?',
      ],
      ['x = "send"', 'x', 'x is typed: add ctrl- or alt- to it.'],
      [
        'ctrl-h = "undo"',
        'ctrl-h',
        'A terminal sends the same for ctrl-h and backspace: write backspace.',
      ],
      ['ctrl-c = "undo"', 'ctrl-c', 'ctrl-c cannot be bound: it clears the line or leaves.'],
      ['alt-shift-x = "undo"', 'alt-shift-x', 'alt-shift-x cannot be told from alt-x.'],
      ['"f2 f3 f4" = "undo"', 'f2 f3 f4', 'f2 f3 f4 has more than two keys.'],
      [
        'ctrl-x = "undo"',
        'ctrl-x',
        'Ctrl-X Ctrl-E begins with Ctrl-X, which has an action of its own: bind "ctrl-x ctrl-e" or ctrl-x to "none".',
      ],
    ];
    for (const [entry, key, sentence] of cases)
      await refused(
        `name = "ada"\n\n[keys]\nf2 = "undo"\n${entry}\n`,
        `line 5, key keys.${key}: ${sentence}`,
      );
    await refused(
      '[keys]\nenter = "none"',
      'line 1, key keys: no key is left that sends a line: bind one to "send".',
    );
  });
});
