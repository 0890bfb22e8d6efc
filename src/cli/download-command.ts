import { count, outputFile, room } from './kinds.ts';
import { speakerHelp, speakerOptions } from './line-options.ts';
import { declareCommand, option, required } from './options.ts';

/** `partyline download`. */
export const downloadCommand = declareCommand({
  name: 'download',
  summary: 'fetch the file of a message',
  options: {
    room: required('<room>', room, 'lobby, #ROOM, or @NAME for the conversation with a person'),
    number: required('<number>', count, 'the number of the message (`seq` of the lines of JSON)'),
    to: option('--to <FILE>', outputFile, 'where to save it; - is standard output'),
    ...speakerOptions,
  },
  help: `
Saves the file under its own name in the present folder, for you alone (0600); a
dot or dash at the beginning of the name gets an underscore in front. A file that
is there already is never written over. The bytes are compared with the hash
that the message tells; nobody has looked into them.
${speakerHelp}

Examples:
  partyline download lobby 1042
  partyline download '#ops' 17 --to report.pdf
  partyline download '#ops' 18 --to - | tar xz`,
});
