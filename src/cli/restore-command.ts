import { path } from './kinds.ts';
import { declareCommand, onOff, quietOption, required } from './options.ts';
import { serveCommand } from './serve-command.ts';

/** `partyline restore`. */
export const restoreCommand = declareCommand({
  name: 'restore',
  summary: 'put the line of a backup into a data folder',
  options: {
    file: required('<file>', path('files'), 'a file that partyline backup has made'),
    data: serveCommand.options.data,
    force: onOff('--force', 'the folder may have a line, which is put aside in it'),
    config: serveCommand.options.config,
    quiet: quietOption,
  },
  help: `
No server may run on the folder. Everything is checked before anything is changed,
and then takes its place at once; a restore that is cut off later is completed by
the next start of the server. Clients notice, and show what they have not shown.

Examples:
  partyline restore line.tar
  partyline restore line.tar --data /srv/partyline --force`,
});
