import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Command } from 'commander';
import { createCommandLine } from './command-line.ts';
import { CommandError } from './exit-codes.ts';
import { chooseLine } from './option-flags.ts';
import type { Surroundings } from './surroundings.ts';

function surroundings(environment: Surroundings['environment'] = {}): Surroundings {
  return {
    environment,
    platform: 'linux',
    folder: '/place',
    home: () => '/home/ann',
    userName: () => 'ann',
  };
}

function everyCommand(command: Command, path: string): [string, Command][] {
  const below = command.commands.flatMap((each) => everyCommand(each, `${path} ${each.name()}`));
  return [[path, command], ...below];
}

function helpOf(command: Command): string {
  let help = '';
  command.configureOutput({ writeOut: (text) => (help += text) });
  command.outputHelp();
  return help;
}

test('the help of every command ends with examples of it that name options it has', () => {
  const program = createCommandLine('0', surroundings(), () => {});
  for (const [path, command] of everyCommand(program, 'partyline').slice(1)) {
    const help = helpOf(command);
    const [, examples] = help.split('\nExamples:\n');
    assert.ok(examples?.includes(`  ${path}`) || examples?.includes(`| ${path}`), path);
    for (const [flag] of (examples ?? '').matchAll(/(?<=partyline .*)--[a-z-]+/g)) {
      const known = everyCommand(command, path).some(([, { options }]) =>
        options.some(({ long }) => long === flag),
      );
      assert.ok(known, `${path} ${flag}`);
    }
    assert.ok(
      help.split('\n').every((line) => line.length <= 90),
      path,
    );
  }
});

test('the line is the one that is named, else that of the environment, else the last', () => {
  const data = '/home/ann/.local/share/partyline/client';
  const set = { PARTYLINE_SERVER: 'env', PARTYLINE_TOKEN: 'plt_x' };
  assert.deepEqual(chooseLine({}, surroundings(), true), { data });
  assert.deepEqual(chooseLine({}, surroundings(set), true), {
    data,
    server: 'env',
    token: 'plt_x',
  });
  assert.deepEqual(chooseLine({ server: 'flag', data: 'here' }, surroundings(set), true), {
    data: '/place/here',
    server: 'flag',
    token: 'plt_x',
  });
});

test('an app token is left alone where it may do nothing, and a variable without text is none', () => {
  const data = '/home/ann/.local/share/partyline/client';
  const { PARTYLINE_TOKEN } = { PARTYLINE_TOKEN: 'plt_x' };
  assert.deepEqual(chooseLine({}, surroundings({ PARTYLINE_TOKEN }), false), { data });
  const empty = { PARTYLINE_SERVER: '', PARTYLINE_TOKEN: '' };
  assert.deepEqual(chooseLine({}, surroundings(empty), true), { data });
});

test('an app token without a server is refused: it does not say where that is', () => {
  assert.throws(
    () => chooseLine({}, surroundings({ PARTYLINE_TOKEN: 'plt_x' }), true),
    (error) => error instanceof CommandError && error.exitCode === 64,
  );
});
