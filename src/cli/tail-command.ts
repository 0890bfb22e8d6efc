import type { Command } from 'commander';
import { CommandError, exitCodes } from './exit-codes.ts';
import type { Finish } from './finish.ts';
import {
  addLineOptions,
  chooseLine,
  countOption,
  type LineFlags,
  sessionHelp,
  sinceOption,
  tokenRefusal,
} from './option-flags.ts';
import { parseRoom } from './room-names.ts';
import type { Surroundings } from './surroundings.ts';

interface TailFlags extends LineFlags {
  readonly json?: true;
  readonly since?: number | Date;
  readonly count?: number;
}

export function addTail(program: Command, surroundings: Surroundings, finish: Finish): void {
  const command = program
    .command('tail')
    .description('print messages as they come')
    .showHelpAfterError('partyline tail --help lists the options.')
    .argument('[rooms...]', 'lobby, or @NAME for the conversation with a person; all if left out')
    .option('--json', 'a line of JSON for each message')
    .addOption(sinceOption())
    .addOption(countOption('--count', 'end after so many messages'));
  addLineOptions(command)
    .addOption(tokenRefusal())
    .addHelpText('after', tailHelp)
    .action(async (names: readonly string[], flags: TailFlags) => {
      const { since, count = Number.POSITIVE_INFINITY, json = false } = flags;
      const rooms = names.map(parseRoom);
      if (typeof since === 'number' && rooms.length !== 1) throw numberWithoutRoom(since);
      const options = {
        line: chooseLine(flags, surroundings, true),
        rooms,
        ...(since === undefined ? {} : { since }),
        count,
        json,
      };
      const { run } = await import('./tail.ts');
      finish(await run(options));
    });
}

function numberWithoutRoom(since: number): CommandError {
  return new CommandError(
    exitCodes.usage,
    `--since ${since}: each room counts its messages for itself, so name one room, or give a length of time such as 10m.`,
  );
}

const tailHelp = `
Goes on through lost connections, and prints every message exactly once, in the
order of its room; with --since one room after the other at first. With --json a
line has the fields
  room  lobby, or the key of a conversation of two    with  the other person, or null
  seq   number of the message in its room: 1, 2, 3    at    when, in ISO 8601
  from  who said it                                   kind  text, action or announcement
  text  what was said
${sessionHelp}

Examples:
  partyline tail
  partyline tail lobby --since 10m
  partyline tail lobby --since 1042 --json | jq -r .text
  partyline tail @ana --count 1`;
