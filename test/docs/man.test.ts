import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import { createCommandLine } from '../../src/cli/command-line.ts';
import { exitCodes } from '../../src/cli/exit-codes.ts';
import { processEnvironment } from '../../src/cli/process-environment.ts';

const file = fileURLToPath(new URL('../../man/partyline.1', import.meta.url));
const page = readFileSync(file, 'utf8');

/** The lines under a heading, up to the next of its rank. */
function under(macro: '.SH' | '.SS', title: string): string[] {
  const lines = page.split('\n');
  const start = lines.indexOf(`${macro} ${title}`);
  assert.ok(start >= 0, `there is no "${macro} ${title}"`);
  const rest = lines.slice(start + 1);
  const end = rest.findIndex((line) => line.startsWith('.SH') || line.startsWith(macro));
  return rest.slice(0, end < 0 ? undefined : end);
}

/** The terms that the tagged paragraphs of a section describe, as printed. */
function tags(lines: readonly string[]): string[] {
  return lines.flatMap((line, index) => (lines[index - 1] === '.TP' ? [printed(line)] : []));
}

/** `--port PORT` of `.BI \-\-port " PORT"`. */
function printed(line: string): string {
  const words = line.replace(/^\.[A-Z]+ /, '').matchAll(/"([^"]*)"|(\S+)/g);
  const text = [...words].map(([, quoted, word]) => quoted ?? word).join('');
  return text.replaceAll(/\\f./g, '').replaceAll('\\-', '-');
}

const program = createCommandLine('0', { environment: processEnvironment(), finish: () => {} });

/** Every command that does something, with its path: those that have commands, if they have options as well. */
function leaves(command: Command, path: readonly string[] = []): [string, Command][] {
  const below = command.commands.flatMap((each) => leaves(each, [...path, each.name()]));
  const acts = below.length === 0 || (path.length > 0 && command.options.length > 0);
  return acts ? [[path.join(' '), command], ...below] : below;
}

/** `--port PORT`, as the help shows it, but for help itself. */
function optionsOf(command: Command): string[] {
  return command
    .createHelp()
    .visibleOptions(command)
    .filter(({ long }) => long !== '--help')
    .map(({ flags }) => flags.replaceAll(/[<>]/g, ''));
}

describe('the manual page', () => {
  test('describes every command with its options, and no others', () => {
    const titles = page.matchAll(/^\.SS (.+)$/gm);
    const commands = leaves(program);
    assert.deepEqual(
      [...titles].map(([, title]) => title),
      commands.map(([path]) => path),
    );
    for (const [path, command] of commands) {
      assert.deepEqual(tags(under('.SS', path)).sort(), optionsOf(command).sort(), path);
    }
    assert.deepEqual(tags(under('.SH', 'OPTIONS')), ['-h, --help', '-V, --version']);
  });

  test('shows how each command is called', () => {
    const synopsis = under('.SH', 'SYNOPSIS').join('\n');
    for (const [path] of leaves(program)) assert.match(synopsis, new RegExp(`^\\.B ${path}$`, 'm'));
  });

  test('lists every exit status', () => {
    const listed = tags(under('.SH', 'EXIT STATUS')).map(Number);
    assert.deepEqual(listed, Object.values(exitCodes));
  });

  const hasMan = spawnSync('man', ['--version']).status === 0;
  test('is laid out without a warning', { skip: !hasMan && 'man is not installed' }, () => {
    const env = { ...process.env, MANWIDTH: '80', LC_ALL: 'C.UTF-8', MANROFFOPT: '-ww' };
    const options = { env, encoding: 'utf8' } as const;
    const { status, stdout, stderr } = spawnSync('man', ['--warnings=w', '-l', file], options);
    assert.deepEqual([status, stderr], [0, '']);
    for (const word of ['PARTYLINE(1)', 'partyline token create [option ...] name', 'SEE ALSO']) {
      assert.ok(stdout.includes(word), word);
    }
  });
});
