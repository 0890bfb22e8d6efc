import type { AtLine } from './at-line.ts';
import { attentionCommands } from './attention-commands.ts';
import type { Command } from './commands.ts';
import { historyCommands } from './history-commands.ts';
import { moderationCommands } from './moderation-commands.ts';
import { operatorCommands } from './operator-commands.ts';
import { talkCommands } from './talk-commands.ts';

/** Everything that can be typed after a slash, in the order of the help. */
export const commandTable: readonly Command<AtLine>[] = [
  ...talkCommands,
  ...historyCommands,
  ...attentionCommands,
  ...moderationCommands,
  ...operatorCommands,
];

/** The commands of a console at the server itself, which has no password and cannot be logged out. */
export const consoleTable: readonly Command<AtLine>[] = commandTable.filter(
  ({ notAtServer }) => notAtServer !== true,
);
