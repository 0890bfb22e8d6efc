import type { Ago } from '../client/core/since.ts';
import { parseDuration } from '../talk/times.ts';
import { count, duration, type Kind, room } from './kinds.ts';
import { speakerHelp, speakerOptions } from './line-options.ts';
import { declareCommand, onOff, option, repeated } from './options.ts';

/** Where messages begin: behind a sequence number, or so long ago by the server's clock. */
const since: Kind<number | Ago> = {
  read(text) {
    const seq = Number(text);
    if (/^\d+$/.test(text) && Number.isSafeInteger(seq)) return seq;
    return { agoMs: parseDuration(text) };
  },
};

/** `partyline tail`. */
export const tailCommand = declareCommand({
  name: 'tail',
  summary: 'print messages as they come',
  options: {
    rooms: repeated(
      '[rooms...]',
      room,
      "lobby, '#ROOM', or @NAME for the conversation with a person; all if left out",
    ),
    room: repeated('--room <ROOM>', room, 'the same as an argument; can be repeated'),
    json: onOff('--json', 'a line of JSON for each message'),
    since: option(
      '--since <SEQ|DURATION>',
      since,
      'begin after the message of this number (with one room), or so long ago: 10m',
    ),
    timeout: option(
      '--timeout <DURATION>',
      duration,
      'give up after so long without a connection (default: never)',
    ),
    count: option(
      '--count <N>',
      count,
      'end after so many messages; what happens to rooms does not count',
    ),
    ...speakerOptions,
  },
  help: `
Waits for a server that is not there, and says on standard error why and until
when. Goes on through lost connections, and prints every message exactly once, in
the order of its room; with --since one room after the other at first. With --json
a line has the fields
  room  lobby, #ROOM, @NAME or @NAME,NAME             at    when, in ISO 8601
  seq   number of the message in its room: 1, 2, 3    from  who said or did it
  kind  text, action, announcement, or deleted; for a change of the message "of"
        edit, deletion, reaction or unreaction; for what happens to a room joined,
        left, topic and others                        text  what was said
  names the people whom it is about                   of    the message that it answers
${speakerHelp}

Examples:
  partyline tail
  partyline tail lobby --since 10m
  partyline tail lobby --since 1042 --json | jq -r .text
  partyline tail @ana --count 1
  partyline tail --room=#ops`,
});
