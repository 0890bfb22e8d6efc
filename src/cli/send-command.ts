import { limits } from '../words/limits.ts';
import { foldName } from '../words/name.ts';
import { duration, type Kind, path, room, text } from './kinds.ts';
import { speakerHelp, speakerOptions } from './line-options.ts';
import { declareCommand, onOff, option, repeated } from './options.ts';

const personName: Kind<string> = { read: (word) => foldName(word.replace(/^@/, '')) };

const timeoutHelp = 'give up when nothing is acknowledged for so long (default: 30s)';

/** `partyline send`. */
export const sendCommand = declareCommand({
  name: 'send',
  summary: 'send a message, and exit when it is stored',
  options: {
    to: option(
      '[to]',
      { ...text(), offer: 'rooms' },
      "lobby, '#ROOM', @NAME for a person, or @NAME,NAME for several; not with --room",
    ),
    text: repeated(
      '[text...]',
      text((word) => word),
      'the message; standard input if it is left out',
    ),
    room: option('--room <ROOM>', room, 'where to, so that all words are the message'),
    lines: onOff('--lines', 'send each line of standard input as it comes', {
      conflicts: 'split',
    }),
    split: onOff('--split', 'send a long text as several messages, cut at line ends'),
    timeout: {
      ...option('--timeout <DURATION>', duration, timeoutHelp),
      default: () => 30_000,
    },
    file: option('--file <PATH>', path('files'), 'send a file; the text is said about it', {
      conflicts: ['lines', 'split', 'urgent'],
    }),
    mid: option(
      '--mid <KEY>',
      text(),
      'store the message once, however often this is run with the same key and text',
      { conflicts: ['lines', 'split'] },
    ),
    urgent: onOff('--urgent', 'repeat it to those in the room until they acknowledge it', {
      conflicts: ['lines', 'split'],
    }),
    for: repeated(
      '--for <NAME>',
      personName,
      'with --urgent: only to NAME (repeat it for several)',
    ),
    waitAck: option(
      '--wait-ack <DURATION>',
      duration,
      'with --urgent: wait until all have acknowledged it',
    ),
    json: onOff('--json', 'print what the server acknowledged, a line of JSON each'),
    ...speakerOptions,
  },
  help: `
A shell takes #ROOM for a comment unless it stands in quotes, or in --room=#ROOM.
Without a text the whole of standard input is one message, less the line end at
its end. A message takes at most ${limits.textBytes.toLocaleString('en')} bytes of UTF-8. With --lines empty
lines are skipped, and the first that is refused ends it. Words that begin with a
dash stand behind --. With --file nothing is read from standard input, and the
file's name stands for a text that is left out. The exit code is 0 when the server
has acknowledged everything, and not otherwise. With --wait-ack it is 79 when
somebody has not acknowledged the message in time. After two seconds without a
connection or an answer it tells on standard error what it waits for, until when,
and what becomes of the message if Ctrl-C stops it.
${speakerHelp}

Examples:
  partyline send lobby The build is green
  partyline send @ana --timeout 5s Lunch?
  partyline send --room=#ops The build is red
  partyline send lobby --file report.pdf The report of October
  until partyline send lobby --mid "build-$N" "Build $N is green"; do sleep 60; done
  partyline send lobby --urgent --for ana --wait-ack 10m The disk is full
  git log -5 --oneline | partyline send lobby
  journalctl -f -u backup | partyline send @ana --lines`,
});
