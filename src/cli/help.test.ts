import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Command } from 'commander';
import { createCommandLine } from './command-line.ts';
import { CommandError, exitCodes } from './exit-codes.ts';
import { run } from './help.ts';
import { processEnvironment } from './process-environment.ts';

/** The help that some words lead to. */
function helpFor(...command: string[]): string {
  const program = createCommandLine('0', { environment: processEnvironment(), finish: () => {} });
  let help = '';
  const capture = (each: Command) => {
    each.configureOutput({ writeOut: (text) => (help += text) });
    each.commands.forEach(capture);
  };
  capture(program);
  assert.equal(run({ command }, program), exitCodes.ok);
  return help;
}

test('words lead to a command, and to one of its own', () => {
  assert.match(helpFor(), /^Usage: partyline \[options\]/);
  assert.match(helpFor('send'), /^Usage: partyline send /);
  assert.match(helpFor('token'), /^Usage: partyline token /);
  assert.match(helpFor('token', 'create'), /^Usage: partyline token create /);
});

test('a word that leads to none is refused with the nearest', () => {
  const refused = (message: string) => (error: unknown) =>
    error instanceof CommandError && error.exitCode === 64 && error.message === message;
  const unknown = 'There is no command "tokn". Did you mean token?';
  assert.throws(() => helpFor('tokn'), refused(unknown));
  const unknownBelow = 'There is no command "crate" of token. Did you mean create?';
  assert.throws(() => helpFor('token', 'crate'), refused(unknownBelow));
  assert.throws(() => helpFor('send', 'x'), refused('There is no command "x" of send.'));
});
