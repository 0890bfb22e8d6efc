import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, describe, test } from 'node:test';
import type { Command } from 'commander';
import { createCommandLine } from '../../src/cli/command-line.ts';
import { exitCodes } from '../../src/cli/exit-codes.ts';
import { processEnvironment } from '../../src/cli/process-environment.ts';
import { manualPages } from '../../tools/build/manual.ts';

const root = resolve(import.meta.dirname, '..', '..');
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const overview = readFileSync(join(root, 'man', 'partyline.1'), 'utf8');
const pages = manualPages(overview, '1.2.3');
const first = pages.get('partyline.1') ?? '';

const program = createCommandLine('0', { environment: processEnvironment(), finish: () => {} });

/** Every command below another, with its words. */
function commandsOf(parent: Command, path: readonly string[]): [readonly string[], Command][] {
  return parent.commands.flatMap((command) => {
    const words = [...path, command.name()];
    return [[words, command] as [readonly string[], Command], ...commandsOf(command, words)];
  });
}

/** The terms that the tagged paragraphs of a section describe, as printed. */
function tags(page: string, title: string): string[] {
  const [, section = ''] = page.split(new RegExp(`^\\.SH ${title}\\n`, 'm'));
  const lines = section.split(/^\.SH /m)[0]?.split('\n') ?? [];
  return lines.flatMap((line, index) => (lines[index - 1] === '.TP' ? [printed(line)] : []));
}

/** `--port PORT` of `\fB\-\-port\fR \fIPORT\fR`. */
function printed(line: string): string {
  return line
    .replace(/^\.[A-Z]+ /, '')
    .replaceAll(/\\f./g, '')
    .replaceAll('\\-', '-')
    .replaceAll(/["]/g, '')
    .replace(/ *, */g, ', ');
}

describe('the manual', () => {
  test('has a page for every command, with its options and arguments and no others', () => {
    const commands = commandsOf(program, ['partyline']);
    const names = commands.map(([words]) => `${words.join('-')}.1`);
    assert.deepEqual([...pages.keys()], ['partyline.1', ...names]);
    for (const [words, command] of commands) {
      const page = pages.get(`${words.join('-')}.1`) ?? '';
      const options = command.createHelp().visibleOptions(command);
      assert.deepEqual(
        tags(page, 'OPTIONS'),
        options.map(({ flags }) => flags.replaceAll(/[<>]/g, '')),
        words.join(' '),
      );
      assert.deepEqual(
        tags(page, 'ARGUMENTS'),
        command.registeredArguments.map((argument) => argument.name()),
        words.join(' '),
      );
      assert.ok(page.includes(`.B ${words.join(' ')}\n`), 'how it is called');
    }
  });

  test('says on its first page which commands there are, and what every one takes', () => {
    const listed = tags(first, 'COMMANDS');
    const names = commandsOf(program, ['partyline']).map(([words]) => `${words.join('-')} (1)`);
    assert.deepEqual(listed, names);
    assert.deepEqual(tags(first, 'OPTIONS'), ['-h, --help', '-V, --version']);
    assert.match(first, /^\.TH PARTYLINE 1 "" "Partyline 1\.2\.3"/m);
  });

  test('lists every exit status', () => {
    assert.deepEqual(tags(first, 'EXIT STATUS').map(Number), Object.values(exitCodes));
  });

  test('is named page by page in package.json, where npm looks for it', () => {
    const named = [...pages.keys()].map((name) => `./dist/man/${name}`);
    assert.deepEqual(manifest.man, named, 'the field "man" of package.json');
  });

  const hasMan = spawnSync('man', ['--version']).status === 0;
  test('is laid out without a warning', { skip: !hasMan && 'man is not installed' }, () => {
    const folder = mkdtempSync(join(tmpdir(), 'partyline-man-'));
    after(() => rmSync(folder, { recursive: true }));
    for (const [name, page] of pages) writeFileSync(join(folder, name), page);
    const env = { ...process.env, MANWIDTH: '80', LC_ALL: 'C.UTF-8', MANROFFOPT: '-ww' };
    const files = [...pages.keys()].map((name) => join(folder, name));
    const options = { env, encoding: 'utf8' } as const;
    const { status, stdout, stderr } = spawnSync('man', ['--warnings=w', '-l', ...files], options);
    assert.deepEqual([status, stderr], [0, '']);
    const words = ['PARTYLINE(1)', 'partyline token create [option ...] name', 'SEE ALSO'];
    for (const word of words) assert.ok(stdout.includes(word), word);
    assert.match(
      stdout,
      /^ +git log -5 --oneline \| partyline send @ana$/m,
      'examples as they are typed',
    );
  });
});
