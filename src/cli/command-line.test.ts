import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Command } from 'commander';
import { createCommandLine } from './command-line.ts';
import { CommandError } from './exit-codes.ts';
import type { ProcessEnvironment } from './process-environment.ts';
import { type Given, resolveOptions } from './resolve-options.ts';
import { sendCommand } from './send-command.ts';
import { tokenListCommand } from './token-commands.ts';
import { findWayIn } from './way-in.ts';

function environment(variables: ProcessEnvironment['variables'] = {}): ProcessEnvironment {
  return {
    variables,
    platform: 'linux',
    folder: '/place',
    home: () => '/home/ann',
    userName: () => 'ann',
    tell: () => {},
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
  const program = createCommandLine('0', { environment: environment(), finish: () => {} });
  for (const [path, command] of everyCommand(program, 'partyline').slice(1)) {
    const help = helpOf(command);
    const [, examples] = help.split('\nExamples:\n');
    assert.ok(examples?.includes(`  ${path}`) || examples?.includes(`| ${path}`), path);
    for (const [flag] of (examples ?? '').matchAll(/(?<=partyline (?!.* -- ).*)--[a-z-]+/g)) {
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

/** Which line `send` works on, and as whom. */
async function lineOf(given: Given, variables: ProcessEnvironment['variables'] = {}) {
  const { values } = await resolveOptions(
    sendCommand.options,
    { to: 'lobby', ...given },
    environment(variables),
  );
  const { server, data, token } = values;
  return { server, data, token };
}

test('the line is the one that is named, else that of the environment, else the last', async () => {
  const data = '/home/ann/.local/share/partyline/client';
  const set = { PARTYLINE_SERVER: 'env', PARTYLINE_TOKEN: 'plt_x' };
  assert.deepEqual(await lineOf({}), { data, server: undefined, token: undefined });
  assert.deepEqual(await lineOf({}, { PARTYLINE_SERVER: 'env' }), {
    data,
    server: 'env',
    token: undefined,
  });
  const { server, token } = await lineOf({}, set);
  assert.deepEqual({ server, token }, { server: 'env', token: 'plt_x' });
  assert.deepEqual(await lineOf({ server: 'flag', data: 'here' }, set), {
    data: '/place/here',
    server: 'flag',
    token: 'plt_x',
  });
});

test('an app token is left alone where it may do nothing, and a variable without text is none', async () => {
  const data = '/home/ann/.local/share/partyline/client';
  const { options } = tokenListCommand;
  const { values } = await resolveOptions(options, {}, environment({ PARTYLINE_TOKEN: 'plt_x' }));
  assert.deepEqual(values, { json: false, server: undefined, data, quiet: false });
  const empty = { PARTYLINE_SERVER: '', PARTYLINE_TOKEN: '' };
  assert.deepEqual(await lineOf({}, empty), { data, server: undefined, token: undefined });
});

test('an app token without a server is refused: it does not say where that is', async () => {
  const line = await lineOf({}, { PARTYLINE_TOKEN: 'plt_x' });
  assert.throws(
    () => findWayIn(line),
    (error) => error instanceof CommandError && error.exitCode === 64,
  );
});
