import { inputFile, outputFile, path } from './kinds.ts';
import { declareCommand, option, quietOption, required } from './options.ts';
import { serveCommand } from './serve-command.ts';

const shared = {
  data: serveCommand.options.data,
  config: serveCommand.options.config,
  quiet: quietOption,
};

const passphraseFile = option(
  '--passphrase-file <FILE>',
  path('files'),
  'file with the passphrase on its first line (default: you are asked)',
);

/** `partyline cluster`, which only leads to its commands. */
export const clusterCommand = {
  name: 'cluster',
  summary: 'carry the keys of a line to other machines, or take one out of its cluster',
  help: `
A line can run on several machines, with nats-servers between them: see
'partyline serve --cluster'. All of its nodes have the same keys.

Examples:
  partyline cluster init line.keys
  partyline cluster join line.keys`,
};

/** `partyline cluster init`. */
export const clusterInitCommand = declareCommand({
  name: 'init',
  summary: 'write the keys of a line into one file, for its other nodes',
  options: {
    file: required('<file>', outputFile, 'a new file; - is standard output'),
    passphraseFile,
    ...shared,
  },
  help: `
Run it where the line has been started once. The file is for its owner alone, and
its content under a passphrase of at least 12 characters: whoever has both can
pose as the line. Delete it when the other nodes have joined.

Examples:
  partyline cluster init line.keys
  partyline cluster init - --passphrase-file pass > line.keys`,
});

/** `partyline cluster join`. */
export const clusterJoinCommand = declareCommand({
  name: 'join',
  summary: 'put the keys of a line into a new data folder',
  options: {
    file: required('<file>', inputFile, 'a file of partyline cluster init; - is standard input'),
    passphraseFile,
    ...shared,
  },
  help: `
The folder must be empty. The first start there, with the same --cluster as that
of the other nodes, brings accounts and messages.

Examples:
  partyline cluster join line.keys
  partyline cluster join line.keys --data /srv/partyline`,
});

/** `partyline cluster leave`. */
export const clusterLeaveCommand = declareCommand({
  name: 'leave',
  summary: 'let the line in a data folder run on this machine alone',
  options: shared,
  help: `
No server may run on the folder. It keeps all that it has, and gets nothing more
from the other nodes; it can begin another cluster, of which it is the first.
For the day on which the nats-servers have lost what the line has said.

Examples:
  partyline cluster leave --data /srv/partyline`,
});
