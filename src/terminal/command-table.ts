import type { AtLine } from './at-line.ts';
import { attentionCommands } from './attention-commands.ts';
import type { Command } from './commands.ts';
import { editCommands } from './edit-commands.ts';
import { historyCommands } from './history-commands.ts';
import { inviteCommand } from './invite-command.ts';
import { moderationCommands } from './moderation-commands.ts';
import { operatorCommands } from './operator-commands.ts';
import { roomCommands } from './room-commands.ts';
import { searchCommands } from './search-commands.ts';
import { talkCommands } from './talk-commands.ts';

/** Everything that can be typed after a slash, in the order of the help. */
export const commandTable: readonly Command<AtLine>[] = [
  ...talkCommands,
  ...historyCommands,
  ...attentionCommands,
  ...roomCommands,
  inviteCommand,
  ...moderationCommands,
  ...editCommands,
  ...searchCommands,
  ...operatorCommands,
];

/** The commands of a console at the server itself, which has no password and cannot be logged out. */
export const consoleTable: readonly Command<AtLine>[] = commandTable.filter(
  ({ notAtServer }) => notAtServer !== true,
);
