import type { Command } from 'commander';
import { didYouMean } from '../base/nearest.ts';
import { CommandError, exitCodes } from './exit-codes.ts';
import type { helpCommand } from './help-command.ts';
import type { CommandValues } from './options.ts';

/** `partyline help`: prints the help of the command that the words lead to. */
export function run({ command }: CommandValues<typeof helpCommand>, program: Command): number {
  let found = program;
  for (const word of command) found = commandBelow(found, word);
  found.outputHelp();
  return exitCodes.ok;
}

function commandBelow(parent: Command, word: string): Command {
  const below = parent.commands.find((each) => each.name() === word);
  if (below !== undefined) return below;
  const names = parent.commands.map((each) => each.name());
  const among = parent.parent === null ? '' : ` of ${parent.name()}`;
  throw new CommandError(
    exitCodes.usage,
    `There is no command ${JSON.stringify(word)}${among}.${didYouMean(word, names)}`,
  );
}
