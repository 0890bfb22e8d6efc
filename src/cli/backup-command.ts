import { outputFile, path } from './kinds.ts';
import { declareCommand, option, quietOption, required } from './options.ts';
import { serveCommand } from './serve-command.ts';

/** `partyline backup`. */
export const backupCommand = declareCommand({
  name: 'backup',
  summary: 'back up a line to one file, also while its server runs',
  options: {
    to: option(
      '--to <FILE>',
      outputFile,
      'a new file, or a folder that gets one; - is standard output (default: here, by fingerprint and time)',
    ),
    data: serveCommand.options.data,
    config: serveCommand.options.config,
    quiet: quietOption,
  },
  help: `
Run it as the user whose server it is. The file is a tar archive for its owner
alone: database, keys, certificate, and the file of --config if one is given, with
SHA-256 of each at its end. It is there once all is in it. With it anybody can
read everything and try passwords: keep it as you keep the keys.

Examples:
  partyline backup --to /var/backups/partyline/
  partyline backup --to - | age -r age1... > line.tar.age
  partyline backup verify line.tar`,
});

/** `partyline backup verify`. */
export const backupVerifyCommand = declareCommand({
  name: 'verify',
  summary: 'check that a backup is whole, to the last byte',
  options: {
    file: required('<file>', path('files'), 'a file that partyline backup has made'),
    quiet: quietOption,
  },
  help: `
Reads all of it, and compares each file in it with its checksum. Exit code 65 if
it is damaged, or was cut off.

Examples:
  partyline backup verify line.tar`,
});
