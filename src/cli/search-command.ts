import { InputError } from '../base/errors.ts';
import type { MessagePlace } from '../client/core/line-parameters.ts';
import { formatRoomReference, parseRoomReference } from '../words/room-reference.ts';
import { count, type Kind, text } from './kinds.ts';
import { speakerHelp, speakerOptions } from './line-options.ts';
import { declareCommand, onOff, option, repeated } from './options.ts';

/** Messages that are printed if it is not said how many. */
const usualLimit = 20;

/** A message by its room and its number there: `lobby:1042`. */
const place: Kind<MessagePlace> = {
  read(typed) {
    const [, room, seq] = /^(.+):([1-9]\d{0,14})$/.exec(typed) ?? [];
    if (room !== undefined) {
      return { room: formatRoomReference(parseRoomReference(room)), seq: Number(seq) };
    }
    throw new InputError(
      `${JSON.stringify(typed.slice(0, 40))} is no message: write its room and number, such as lobby:1042.`,
    );
  },
};

/** `partyline search`. */
export const searchCommand = declareCommand({
  name: 'search',
  summary: 'find messages, newest first, and exit',
  options: {
    query: repeated('<query...>', text(), 'words, "phrases" and filters'),
    limit: {
      ...option('--limit <N>', count, `how many at the most (default: ${usualLimit})`),
      default: () => usualLimit,
    },
    before: option('--before <ROOM:N>', place, 'only messages older than this one'),
    json: onOff('--json', 'a line of JSON for each message'),
    ...speakerOptions,
  },
  help: `
Finds the messages of all rooms you may read that have all of the words, in any
case, also within other words; words of one or two letters are found as they are.
A phrase has quotation marks of its own, which the shell has to leave. Filters:
  from:NAME     who said it              in:ROOM      lobby, #NAME or @NAME
  after:TIME    since then               before:TIME  earlier than that
  has:link      it has a link
TIME is a day (2026-11-01), a time (2026-11-01T09:30) or how long ago (10d). Each
message is printed with the one before it and the one after it; lines of JSON have
the fields of 'partyline tail --json', and these two as 'before' and 'after'. Older
messages follow with --before and the last one: its room, a colon, its number.
${speakerHelp}

Examples:
  partyline search timeout from:ana after:10d
  partyline search '"connection reset"' in:lobby --limit 100
  partyline search has:link --before lobby:1042
  partyline search /usr/lib --json | jq -r .text`,
});
