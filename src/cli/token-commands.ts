import type { Command } from 'commander';
import type { RoomReference } from '../words/room-reference.ts';
import type { Finish } from './finish.ts';
import {
  addLineOptions,
  chooseLine,
  durationOption,
  type LineFlags,
  roomsOption,
  wordsOption,
} from './option-flags.ts';
import type { Surroundings } from './surroundings.ts';

export function addToken(program: Command, surroundings: Surroundings, finish: Finish): void {
  const token = program
    .command('token')
    .description('make, list and revoke app tokens, for programs that speak for you')
    .showHelpAfterError('partyline token --help lists the commands.')
    .helpCommand(false)
    .addHelpText('after', tokenHelp);
  addTokenCreate(token, surroundings, finish);
  addTokenList(token, surroundings, finish);
  addTokenRevoke(token, surroundings, finish);
}

const tokenHelp = `
An app token lets a program take part in your name, with no more rights than it
needs, until you revoke it. These commands use the session that 'partyline join'
has saved.

Examples:
  partyline token create ci --scope write --room lobby --expires 90d
  partyline token list
  partyline token revoke ci`;

const scopes = ['read', 'write'] as const;

interface TokenCreateFlags extends LineFlags {
  readonly scope?: readonly (typeof scopes)[number][];
  readonly room?: readonly RoomReference[];
  readonly expires?: number;
}

function addTokenCreate(token: Command, surroundings: Surroundings, finish: Finish): void {
  const command = token
    .command('create')
    .description('make an app token and print it')
    .showHelpAfterError('partyline token create --help lists the options.')
    .argument('<name>', 'what it is called in your lists')
    .addOption(wordsOption('--scope', scopes, 'what it may do; can be repeated (default: both)'))
    .addOption(
      roomsOption('--room', 'the only room it is for; can be repeated (default: all of yours)'),
    )
    .addOption(
      durationOption('--expires', 'how long it is good for, such as 90d (default: for good)'),
    );
  addLineOptions(command)
    .addHelpText('after', tokenCreateHelp)
    .action(async (name: string, flags: TokenCreateFlags) => {
      const { scope = scopes, room = [], expires } = flags;
      const options = {
        line: chooseLine(flags, surroundings, false),
        name,
        read: scope.includes('read'),
        write: scope.includes('write'),
        rooms: room,
        ...(expires === undefined ? {} : { lifetimeMs: expires }),
      };
      const { create } = await import('./token.ts');
      finish(await create(options));
    });
}

const tokenCreateHelp = `
The token alone goes to standard output, this once: the server keeps no copy of
it. It carries the fingerprint of the server, and is shown to no other.

Examples:
  partyline token create ci --scope write --room lobby
  partyline token create bridge --room lobby --room @ana --expires 90d
  partyline token create cron --scope write > ~/.config/cron.token`;

interface TokenListFlags extends LineFlags {
  readonly json?: true;
}

function addTokenList(token: Command, surroundings: Surroundings, finish: Finish): void {
  const command = token
    .command('list')
    .description('list your app tokens')
    .showHelpAfterError('partyline token list --help lists the options.')
    .option('--json', 'a line of JSON for each token');
  addLineOptions(command)
    .addHelpText('after', tokenListHelp)
    .action(async (flags: TokenListFlags) => {
      const { list } = await import('./token.ts');
      const { json = false } = flags;
      finish(await list({ line: chooseLine(flags, surroundings, false), json }));
    });
}

const tokenListHelp = `
Tells of each what it may do, where, when it was made and last used, and when it
expires.

Examples:
  partyline token list
  partyline token list --json | jq -r 'select(.lastUsedAt == null).name'`;

function addTokenRevoke(token: Command, surroundings: Surroundings, finish: Finish): void {
  const command = token
    .command('revoke')
    .description('end an app token, and what is connected with it')
    .showHelpAfterError('partyline token revoke --help lists the options.')
    .argument('<name>', 'what it was called when it was made');
  addLineOptions(command)
    .addHelpText('after', tokenRevokeHelp)
    .action(async (name: string, flags: LineFlags) => {
      const { revoke } = await import('./token.ts');
      finish(await revoke({ line: chooseLine(flags, surroundings, false), name }));
    });
}

const tokenRevokeHelp = `
Examples:
  partyline token revoke ci`;
