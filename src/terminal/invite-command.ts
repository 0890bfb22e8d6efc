import { InputError } from '../base/errors.ts';
import { foldName } from '../words/name.ts';
import type { RoomRole } from '../words/room-role.ts';
import type { AtLine } from './at-line.ts';
import { type Command, takeWord } from './commands.ts';
import { namedRoom } from './room-arguments.ts';
import { safeLine, shown } from './safe-text.ts';
import { dayAndTime } from './times.ts';

/** `/invite`: an operator's address for a newcomer. */
export const inviteCommand: Command<AtLine> = {
  name: 'invite',
  right: 'operator',
  arguments: '[new] [NAME] [#ROOM ...] [operator]',
  summary: 'print an address that lets one newcomer sign up',
  details:
    'It brings them into the rooms that are named, as members or as operators of them. A newcomer who\n' +
    'is to be called new: /invite new new.',
  async run(context, rest) {
    const [first, others] = takeWord(rest);
    await printAddress(context, first.toLowerCase() === 'new' ? others : rest);
  },
};

/** An address for a newcomer, with the rooms that it brings them into. */
async function printAddress({ client, screen, view }: AtLine, rest: string): Promise<void> {
  const { name, rooms, role } = readNewcomer(rest);
  const { address, expiresAt } = await client.operator.invite(name, { rooms, role });
  const whom = name === undefined ? '' : `, for ${name} only`;
  const as = role === 'member' ? '' : ` as ${role}`;
  const where = rooms.length === 0 ? '' : `, into ${rooms.join(' and ')}${as}`;
  screen.print(`Good once, until ${dayAndTime(expiresAt, view().now)}${whom}${where}:`);
  screen.print(`  ${safeLine(address)}`);
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
    throw new InputError(`${shown(stray)} is no room: /invite new [NAME] [#ROOM ...] [operator].`);
  }
  if (role === 'operator' && roomWords.length === 0) {
    throw new InputError(
      'Name the rooms that the newcomer is to be an operator of: #ROOM operator.',
    );
  }
  const rooms = roomWords.map((word) => namedRoom(word, '/invite new #ROOM'));
  return { name, rooms, role };
}
