import { limits } from '../words/limits.ts';
import { historyPlace } from './history-place.ts';
import { count, room } from './kinds.ts';
import { speakerHelp, speakerOptions } from './line-options.ts';
import { declareCommand, onOff, option, required } from './options.ts';

/** Messages that are printed if it is not said how many. */
const usualLimit = 100;

/** `partyline history`. */
export const historyCommand = declareCommand({
  name: 'history',
  summary: 'print what was said in a room, and exit',
  options: {
    room: required('<room>', room, 'lobby, #ROOM, or @NAME for the conversation with a person'),
    before: option('--before <PLACE>', historyPlace, 'only messages before this one, or this time'),
    after: option('--after <PLACE>', historyPlace, 'only messages after this one, or this time'),
    around: option('--around <PLACE>', historyPlace, 'the message there, and those beside it', {
      conflicts: ['before', 'after'],
    }),
    limit: {
      ...option(
        '--limit <N>',
        count,
        `how many at the most (default: ${usualLimit}; ${limits.replayMessages.toLocaleString('en')} at the most)`,
      ),
      default: () => usualLimit,
    },
    json: onOff('--json', 'a line of JSON for each message'),
    ...speakerOptions,
  },
  help: `
Prints the last messages, or those nearest before, after or around a place: the
number of a message, how long ago (10m, 3d), or a day or time in ISO 8601
(2026-11-01, 2026-11-01T09:30). Edited messages are printed as they are now.
Lines of JSON have the fields of 'partyline tail --json'. A whole room is for
'partyline export'.
${speakerHelp}

Examples:
  partyline history lobby
  partyline history lobby --after 2026-11-01 --before 2026-11-02 --limit 1000
  partyline history @ana --around 1042 --limit 11
  partyline history lobby --after 1d --json | jq -r .text`,
});
