import { InputError } from '../base/errors.ts';
import { didYouMean } from '../texts/did-you-mean.ts';
import { textOf } from '../texts/text-of.ts';
import { foldName } from '../words/name.ts';
import {
  conversationOf,
  formatRoomReference,
  parseRoomReference,
} from '../words/room-reference.ts';
import type { RoomChange } from '../words/room-settings.ts';
import { takeWord } from './commands.ts';
import { shown } from './safe-text.ts';
import { parseDuration } from './times.ts';

/* The arguments of commands that are about rooms. */

/**
 * A room with a name: `#ops`, or `ops`.
 *
 * @throws InputError for what cannot be one
 */
export function namedRoom(word: string, usage: string): string {
  if (word === '') throw new InputError(textOf('missing.room', { usage }));
  if (word.startsWith('@')) {
    throw new InputError(textOf('rooms.is-person', { word: shown(word), usage }));
  }
  return `#${foldName(word.replace(/^#/, ''))}`;
}

/**
 * A room or people to talk to: `#ops`, `lobby`, `ana`, `@ana`, `ana,bob`.
 *
 * @throws InputError for what can be neither
 */
export function destination(word: string): string {
  const isRoom = word.startsWith('#') || word.toLowerCase() === 'lobby';
  return formatRoomReference(isRoom ? parseRoomReference(word) : conversationOf(word.split(',')));
}

/** The settings that `/room` changes, each with the words that it takes. */
const settings: ReadonlyMap<string, (value: string, name: string) => RoomChange> = new Map(
  Object.entries({
    public: () => ({ access: 'public' }),
    private: () => ({ access: 'private' }),
    readonly: (value, name) => ({ readonly: onOrOff(value, name) }),
    slow: (value) => ({ slowMs: value.toLowerCase() === 'off' ? 0 : slowness(value) }),
    history: (value) => ({ history: oneOf(value, ['all', 'joined'], 'history') }),
    rename: (value) => ({ name: namedRoom(value, '/room rename NAME').slice(1) }),
    archive: (value, name) => ({ archived: onOrOff(value, name) }),
  } satisfies Record<string, (value: string, name: string) => RoomChange>),
);

/** The usage of `/room`, behind its name. */
export const roomChangeUsage =
  'public|private|readonly [off]|slow 10s|off|history all|joined|rename NAME|archive [off]';

/**
 * Reads a change of a room: `readonly`, `slow 10s`, `history joined`, `rename NAME`, `archive off`.
 *
 * @throws InputError for one that there is not, and for values that do not fit
 */
export function readRoomChange(rest: string): RoomChange {
  const [word, value] = takeWord(rest);
  const name = word.toLowerCase();
  const read = settings.get(name);
  if (read === undefined) {
    const hint = didYouMean(name, [...settings.keys()]);
    throw new InputError(
      textOf('rooms.no-setting', { word: shown(word), settings: roomChangeUsage, hint }),
    );
  }
  if ((name === 'public' || name === 'private') && value !== '') {
    throw new InputError(
      textOf('command.takes-nothing', {
        command: `room ${name}`,
        text: shown(value),
      }),
    );
  }
  return read(value, name);
}

function onOrOff(value: string, name: string): boolean {
  return value === '' || oneOf(value, ['on', 'off'], name) === 'on';
}

function slowness(value: string): number {
  if (value === '') throw new InputError(textOf('missing.time'));
  return parseDuration(value);
}

function oneOf<const Word extends string>(
  value: string,
  words: readonly Word[],
  setting: string,
): Word {
  const found = words.find((word) => word === value.toLowerCase());
  if (found !== undefined) return found;
  const [first = '', second = ''] = words;
  const given = value === '' ? textOf('nothing') : shown(value);
  throw new InputError(textOf('rooms.setting-takes', { setting, first, second, given }));
}
