import { InputError, PartylineError } from '../base/errors.ts';
import { errorWords } from '../texts/error-words.ts';
import { SpokenError } from '../texts/spoken-error.ts';
import { textOf } from '../texts/text-of.ts';
import { foldName } from '../words/name.ts';
import { lobbyRoomId } from '../words/room-id.ts';
import type { RoomRole } from '../words/room-role.ts';
import type { AtLine } from './at-line.ts';
import { placesOfCode } from './code-places.ts';
import { type Command, takeName, takeWord } from './commands.ts';
import { inRoom } from './nearest-room.ts';
import { namedRoom } from './room-arguments.ts';
import { isNamedRoom, listed } from './room-words.ts';
import { safeLine, shown } from './safe-text.ts';
import { dayAndTime } from './times.ts';

/** `/invite`: asks somebody who has an account into a room; an operator's address for a newcomer, too. */
export const inviteCommand: Command<AtLine> = {
  name: 'invite',
  arguments: 'NAME [#ROOM]',
  summary: () => textOf('help.invite'),
  details: () => textOf('help.invite.more'),
  async run(context, rest) {
    const [first, others] = takeWord(rest);
    if (first.toLowerCase() === 'new') return await printAddress(context, others);
    const [, roomWord] = first === '' ? [] : takeName(rest, '/invite NAME');
    if (roomWord) return await askIn(context, rest, namedRoom(roomWord, '/invite NAME #ROOM'));
    if (isNamedRoom(context.room)) return await askIn(context, rest, context.room);
    if (context.room === lobbyRoomId && isOperator(context))
      return await printAddress(context, rest);
    throw new InputError(textOf('invite.usage'));
  },
};

function isOperator({ commands }: AtLine): boolean {
  return commands.role === 'operator';
}

async function askIn(context: AtLine, rest: string, room: string): Promise<void> {
  const { client, screen } = context;
  const [name] = takeName(rest, '/invite NAME [#ROOM]');
  try {
    await inRoom(client, room, () => client.rooms.invite(room, name));
  } catch (error) {
    const isUnknown = error instanceof PartylineError && error.code === 'name.unknown';
    if (!isUnknown || !isOperator(context)) throw error;
    const advice = textOf('invite.newcomer', { name, room: safeLine(room) });
    throw new SpokenError('name.unknown', `${errorWords(error)} ${advice}`);
  }
  screen.print(textOf('invite.done', { name, room: safeLine(room) }));
}

/** An address for a newcomer, with the rooms that it brings them into. */
async function printAddress({ client, screen, view }: AtLine, rest: string): Promise<void> {
  const { name, rooms, role } = readNewcomer(rest);
  const made = await client.operator.invite(name, { rooms, role });
  const whom = name === undefined ? '' : textOf('invite.only', { name });
  const as = role === 'member' ? '' : textOf('invite.as', { role: textOf(`rooms.${role}`) });
  const where = rooms.length === 0 ? '' : textOf('invite.into', { rooms: listed(rooms), as });
  screen.print(
    textOf('invite.good', { time: dayAndTime(made.expiresAt, view().now), whom, where }),
  );
  for (const line of placesOfCode(made)) screen.print(line);
}

/** What `/invite new` says of a newcomer. */
interface Newcomer {
  /** undefined: anybody. */
  readonly name: string | undefined;
  readonly rooms: readonly string[];
  /** In these rooms. */
  readonly role: RoomRole;
}

/**
 * Reads `[NAME] [#ROOM ...] [operator]`: the role stands behind the rooms that it is for.
 *
 * @throws InputError
 */
export function readNewcomer(rest: string): Newcomer {
  const words = rest.split(/\s+/).filter((word) => word !== '');
  const name =
    words[0]?.startsWith('#') === false ? foldName(words[0].replace(/^@/, '')) : undefined;
  const others = name === undefined ? words : words.slice(1);
  const role = others.at(-1)?.toLowerCase() === 'operator' ? 'operator' : 'member';
  const roomWords = role === 'operator' ? others.slice(0, -1) : others;
  const stray = roomWords.find((word) => !word.startsWith('#'));
  if (stray !== undefined) {
    throw new InputError(textOf('invite.no-room', { word: shown(stray) }));
  }
  if (role === 'operator' && roomWords.length === 0) {
    throw new InputError(textOf('invite.which-rooms'));
  }
  const rooms = roomWords.map((word) => namedRoom(word, '/invite new #ROOM'));
  return { name, rooms, role };
}
