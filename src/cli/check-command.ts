import { declareCommand, onOff } from './options.ts';
import { serveCommand } from './serve-command.ts';

/** `partyline check`. */
export const checkCommand = declareCommand({
  name: 'check',
  summary: 'check the store of a line, also while its server runs',
  options: {
    data: serveCommand.options.data,
    json: onOff('--json', 'one line of JSON with all that is wrong'),
    repair: onOff(
      '--repair',
      'compute anew what follows from the messages; needs a stopped server',
    ),
    config: serveCommand.options.config,
  },
  help: `
Reads everything: the file of the database and its schema, indexes, all messages by
their checksums, and the tables that follow from them. Damaged messages are named by
room and number. Exit code 65 if anything is wrong, and is not repaired. Messages
are never changed: what is damaged has to come from a backup.

Examples:
  partyline check
  partyline check --json --data /srv/partyline | jq .problems
  partyline check --repair`,
});
