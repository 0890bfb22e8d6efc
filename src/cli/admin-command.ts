import { text } from './kinds.ts';
import { declareCommand, onOff, repeated, required } from './options.ts';
import { serveCommand } from './serve-command.ts';

/** `partyline admin`. */
export const adminCommand = declareCommand({
  name: 'admin',
  summary: 'do one command of the console, for scripts',
  options: {
    command: required('<command>', text(), 'a command of the console, without its slash', {
      calledBy: 'command',
    }),
    words: repeated('[words...]', text(), 'what stands behind it there'),
    json: onOff('--json', 'what it answers as one object of JSON'),
    data: serveCommand.options.data,
    config: serveCommand.options.config,
  },
  help: `
Examples:
  partyline admin help
  partyline admin accounts --json
  partyline admin ban ana 1h too loud
  partyline admin invite bob
  partyline admin -- lockdown on 1h --slow

It does what the console does, as the operator at the server's machine whom
nobody sees, and ends with the exit code of the console. With --json accounts,
sessions, bans, audit, rooms, invite, reset and status tell what they know; all
others answer {"done":true}.`,
});
