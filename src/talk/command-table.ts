import type { AtLine } from './at-line.ts';
import { attentionCommands } from './attention-commands.ts';
import type { Command } from './commands.ts';
import { editCommands } from './edit-commands.ts';
import { fileCommands } from './file-commands.ts';
import { historyCommands } from './history-commands.ts';
import { inviteCommand } from './invite-command.ts';
import { moderationCommands } from './moderation-commands.ts';
import { operatorCommands } from './operator-commands.ts';
import { roomCommands } from './room-commands.ts';
import { inRoomOrLine } from './room-or-line.ts';
import { roomPowers } from './room-powers.ts';
import { searchCommands } from './search-commands.ts';
import { talkCommands } from './talk-commands.ts';

/** The commands of operators about the line as a whole. */
const lineCommands = [...moderationCommands, ...operatorCommands];
const powers = new Set(roomPowers.map(({ name }) => name));

/** Everything that can be typed after a slash, in the order of the help. */
export const commandTable: readonly Command<AtLine>[] = [
  ...talkCommands,
  ...historyCommands,
  ...editCommands,
  ...fileCommands,
  ...searchCommands,
  ...attentionCommands,
  ...roomCommands,
  inviteCommand,
  ...roomPowers.map((power) =>
    inRoomOrLine(
      power,
      lineCommands.find(({ name }) => name === power.name),
    ),
  ),
  ...lineCommands.filter(({ name }) => !powers.has(name)),
];

/** The commands of a console at the server itself, which has no password and cannot be logged out. */
export const consoleTable: readonly Command<AtLine>[] = commandTable.filter(
  ({ notAtServer }) => notAtServer !== true,
);
