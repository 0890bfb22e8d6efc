import { choice, outputFile, room } from './kinds.ts';
import { speakerHelp, speakerOptions } from './line-options.ts';
import { declareCommand, option } from './options.ts';

/** The forms that messages are exported in. */
export const exportFormats = ['jsonl', 'txt', 'csv'] as const;
/** The form that messages are exported in. */
export type ExportFormat = (typeof exportFormats)[number];

/** `partyline export`. */
export const exportCommand = declareCommand({
  name: 'export',
  summary: 'print everything that was said in a room, or in all that you may read',
  options: {
    room: option('[room]', room, 'lobby, #ROOM or @NAME; all that you may read if it is left out'),
    format: {
      ...option<ExportFormat>(
        '--format <FORMAT>',
        choice(exportFormats),
        'jsonl (a line of JSON for each message), txt or csv (default: jsonl)',
      ),
      default: (): ExportFormat => 'jsonl',
    },
    to: option('--to <FILE>', outputFile, 'a new file instead of standard output'),
    ...speakerOptions,
  },
  help: `
Reads one room after the other from its beginning, as its messages are now: the
text of a deleted message is not among them. Rooms that you have left end where you
left them. The file is made once everything is in it, for you alone; an exit code
other than 0 says that standard output is only a part. Beyond two seconds standard
error says on a terminal how far it is.

Texts of others are made harmless: in JSON control characters are escaped, in txt
and csv they are replaced, and a csv field that a spreadsheet would take for a
formula has an apostrophe in front.
${speakerHelp}

Examples:
  partyline export lobby > lobby.jsonl
  partyline export --format csv --to line.csv
  partyline export @ana --format txt | less`,
});
