import { type Command, Option } from 'commander';
import { InputError } from '../base/errors.ts';
import { nearest } from '../terminal/nearest.ts';
import { parseDuration } from '../terminal/times.ts';
import type { RoomReference } from '../words/room-reference.ts';
import { CommandError, exitCodes } from './exit-codes.ts';
import { absolutePath, defaultClientFolder } from './paths.ts';
import { parseRoom } from './room-names.ts';
import type { LineChoice } from './script-options.ts';
import type { Surroundings } from './surroundings.ts';

/** What the options that say which line is meant were given as. */
export interface LineFlags {
  readonly server?: string;
  readonly data?: string;
}

/** Adds the options that say which line is meant. */
export function addLineOptions(command: Command): Command {
  return command
    .option('--server <ADDRESS>', 'server (default: PARTYLINE_SERVER, else the one last joined)')
    .option('--data <DIR>', 'folder of saved sessions (default: ~/.local/share/partyline/client)');
}

/**
 * Which line is meant, and as whom: flags win over the environment.
 *
 * @param mayUseToken whether what is to be done is left to app tokens; else PARTYLINE_TOKEN is not looked at
 */
export function chooseLine(
  flags: LineFlags,
  surroundings: Surroundings,
  mayUseToken: boolean,
): LineChoice {
  const { environment, folder } = surroundings;
  const server = flags.server ?? notEmpty(environment.PARTYLINE_SERVER);
  const token = mayUseToken ? notEmpty(environment.PARTYLINE_TOKEN) : undefined;
  if (token !== undefined && server === undefined) {
    throw new CommandError(
      exitCodes.usage,
      'PARTYLINE_TOKEN does not say where the server is: give --server ADDRESS, or set PARTYLINE_SERVER.',
    );
  }
  const data =
    flags.data === undefined
      ? defaultClientFolder(surroundings)
      : absolutePath(flags.data, folder, surroundings);
  return {
    data,
    ...(server === undefined ? {} : { server }),
    ...(token === undefined ? {} : { token }),
  };
}

/** Looks as if it could be given, and says how it is: what stands on a command line is seen by all. */
export function tokenRefusal(): Option {
  return new Option('--token [TOKEN]').hideHelp().argParser((): never => {
    throw usage(
      'An app token does not belong on the command line, where others can read it: set PARTYLINE_TOKEN.',
    );
  });
}

function notEmpty(value: string | undefined): string | undefined {
  return value === '' ? undefined : value;
}

/** Whom a command speaks as, for its help. */
export const sessionHelp = `
Who speaks: with PARTYLINE_TOKEN and PARTYLINE_SERVER set, the app token; else the
person whose session 'partyline join' has saved for the server. A client that
runs at the same time is not disturbed.`;

/** An option that takes a length of time, `30s`; its value is in milliseconds. */
export function durationOption(flag: string, description: string): Option {
  return readOption(`${flag} <DURATION>`, description, (text) =>
    named(flag, () => parseDuration(text)),
  );
}

/** An option that takes a number from 1 on. */
export function countOption(flag: string, description: string): Option {
  return readOption(`${flag} <N>`, description, (text) => {
    const count = Number(text);
    if (/^\d+$/.test(text) && Number.isSafeInteger(count) && count > 0) return count;
    throw usage(`${flag}: ${JSON.stringify(text)} is not a number from 1 on.`);
  });
}

/** An option that can be given more than once, for a room each. */
export function roomsOption(flag: string, description: string): Option {
  const add = (text: string, before: readonly RoomReference[] = []) => [
    ...before,
    named(flag, () => parseRoom(text)),
  ];
  return new Option(`${flag} <ROOM>`, description).argParser(add);
}

/** An option that can be given more than once, for one of a few words each. */
export function wordsOption(flag: string, words: readonly string[], description: string): Option {
  const add = (text: string, before: readonly string[] = []) => [
    ...before,
    assertWord(flag, text, words),
  ];
  return new Option(`${flag} <${words.join('|')}>`, description).argParser(add);
}

/** Returns `text` if it is one of `words`; else throws CommandError with the nearest one. */
export function assertWord<Word extends string>(
  what: string,
  text: string,
  words: readonly Word[],
): Word {
  const found = words.find((word) => word === text);
  if (found !== undefined) return found;
  const meant = nearest(text, words);
  const hint = meant === undefined ? '' : ` Did you mean ${meant}?`;
  throw usage(`${what}: ${JSON.stringify(text)} is not one of ${words.join(', ')}.${hint}`);
}

/** Where messages begin: a sequence number, or how long ago, in the words of a person. */
export function sinceOption(): Option {
  return readOption(
    '--since <SEQ|DURATION>',
    'begin after the message of this number (with one room), or so long ago: 10m',
    (text): number | Date => {
      const seq = Number(text);
      if (/^\d+$/.test(text) && Number.isSafeInteger(seq)) return seq;
      return new Date(Date.now() - named('--since', () => parseDuration(text)));
    },
  );
}

function readOption(flags: string, description: string, read: (text: string) => unknown): Option {
  return new Option(flags, description).argParser(read);
}

/** Says what is wrong with a value together with where it was given. */
function named<Value>(flag: string, read: () => Value): Value {
  try {
    return read();
  } catch (error) {
    if (error instanceof InputError) throw usage(`${flag}: ${error.message}`);
    throw error;
  }
}

function usage(sentence: string): CommandError {
  return new CommandError(exitCodes.usage, sentence);
}
