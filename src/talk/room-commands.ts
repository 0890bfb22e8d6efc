import { InputError } from '../base/errors.ts';
import type { ListedRoom } from '../client/core/rooms.ts';
import type { Line } from '../client/line.ts';
import { didYouMean } from '../texts/did-you-mean.ts';
import { SpokenError } from '../texts/spoken-error.ts';
import { textOf } from '../texts/text-of.ts';
import type { RoomState } from '../wire/messages.ts';
import { lobbyRoomId } from '../words/room-id.ts';
import type { AtLine } from './at-line.ts';
import { type Command, takeName, takeWord } from './commands.ts';
import { inRoom, roomsInSight } from './nearest-room.ts';
import { memberLines, roomLines, type ShownRoom, settingLines, topicLine } from './render-rooms.ts';
import { namedRoom, readRoomChange, roomChangeUsage } from './room-arguments.ts';
import { changeRole } from './room-powers.ts';
import { isNamedRoom, partnersIn } from './room-words.ts';
import { safeLine } from './safe-text.ts';

/** The commands about rooms. */
export const roomCommands: readonly Command<AtLine>[] = [
  {
    name: 'join',
    aliases: ['j'],
    arguments: '#ROOM',
    summary: () => textOf('help.join'),
    details: () => textOf('help.join.more'),
    async run(context, rest) {
      const { client, screen, view } = context;
      const name = namedRoom(rest, '/join #ROOM');
      const before = client.rooms.all;
      const joined = await client.rooms.join(name);
      context.turnTo(joined.name);
      const isNew = joined.last === 1 && !before.some(({ room }) => room === joined.room);
      if (isNew) screen.print(await madeWords(client, joined.name));
      else screen.print(topicLine(joined, view()));
    },
  },
  {
    name: 'part',
    arguments: '[#ROOM]',
    summary: () => textOf('help.part'),
    details: () => textOf('help.part.more'),
    async run(context, rest) {
      const { client, screen } = context;
      const name = givenOrPresent(context, rest, '/part #ROOM');
      const isPresent = context.room === name;
      // Whoever leaves on purpose need not be told that they are gone.
      if (isPresent) context.turnTo(lobbyRoomId);
      try {
        await inRoom(client, name, () => client.rooms.part(name));
      } catch (error) {
        if (isPresent) context.turnTo(name);
        throw error;
      }
      screen.print(textOf('rooms.left', { name }));
    },
  },
  {
    name: 'list',
    aliases: ['rooms'],
    arguments: '[WORD]',
    summary: () => textOf('help.list'),
    details: () => textOf('help.list.more'),
    async run({ client, screen, view }, rest) {
      const wanted = rest.toLowerCase();
      const [rooms, unread] = await Promise.all([allRooms(client), client.reading.unread()]);
      const found = rooms.filter(({ name, topic }) =>
        `${name} ${topic}`.toLowerCase().includes(wanted),
      );
      for (const line of roomLines(found, unread, view())) screen.print(line);
    },
  },
  {
    name: 'names',
    arguments: '[#ROOM]',
    summary: () => textOf('help.names'),
    async run(context, rest) {
      const { client, screen, view } = context;
      const name = givenOrPresent(context, rest, '/names #ROOM');
      const members = await inRoom(client, name, () => client.rooms.members(name));
      for (const line of memberLines(name, members, view())) screen.print(line);
    },
  },
  {
    name: 'topic',
    arguments: '[TEXT]',
    summary: () => textOf('help.topic'),
    async run(context, rest) {
      const { client, screen, room, view } = context;
      if (room.startsWith('@')) throw new InputError(textOf('rooms.conversation-topic'));
      if (rest === '') {
        screen.print(topicLine(await stateOf(context), view()));
        return;
      }
      await client.rooms.setTopic(room, rest === '-' ? '' : rest);
    },
  },
  {
    name: 'room',
    arguments: '[SETTING]',
    summary: () => textOf('help.room'),
    details: () => textOf('help.room.more', { settings: roomChangeUsage }),
    async run(context, rest) {
      const { client, screen, room, view } = context;
      const [verb, name] = takeWord(rest);
      if (room.startsWith('@')) throw new InputError(textOf('rooms.conversation-settings'));
      if (rest === '') {
        for (const line of settingLines(await stateOf(context), view())) screen.print(line);
      } else if (verb.toLowerCase() === 'owner') {
        const [person] = takeName(name, '/room owner NAME');
        screen.print(await changeRole(context, person, 'owner'));
      } else {
        const change = readRoomChange(rest);
        const renamed = 'name' in change ? await stateOf(context) : undefined;
        await client.rooms.change(room, change);
        if (renamed !== undefined) await followRenamed(context, renamed);
      }
    },
  },
];

/** The lobby, the rooms that the account can see, those that it has left, and its conversations. */
async function allRooms({ rooms, role }: Line): Promise<ShownRoom[]> {
  const [listed, readable] = await Promise.all([rooms.list(), rooms.readable()]);
  const unnamed = rooms.all.filter(({ name }) => !isNamedRoom(name));
  const conversations = unnamed.map((state): ShownRoom => {
    const members = state.name.startsWith('@') ? partnersIn(state.name).length + 1 : null;
    return { ...state, state: 'in', role: 'member', members };
  });
  const isPart = (name: string) => (room: ShownRoom) => room.name.startsWith(name);
  const known = new Set([...listed, ...rooms.all].map(({ room }) => room));
  const left = readable
    .filter(({ room, name, last }) => isNamedRoom(name) && last > 0 && !known.has(room))
    .map(({ room, name }): ShownRoom => ({ room, name, ...leftRoom }));
  // Operators of the line read public rooms that they never were in.
  const hasLeft = new Set(role === 'operator' ? [] : readable.map(({ room }) => room));
  const named = listed.map((room): ShownRoom => {
    const isLeft = room.state === 'out' && hasLeft.has(room.room);
    return isLeft ? { ...room, state: 'left' } : room;
  });
  return [
    ...conversations.filter(isPart('lobby')),
    ...named,
    ...left,
    ...conversations.filter(isPart('@')),
  ];
}

const leftRoom = {
  topic: '',
  access: 'public',
  archived: false,
  state: 'left',
  role: 'member',
  members: null,
} as const;

/** The room that is named, or else the present one, if it has a name. */
function givenOrPresent({ room }: AtLine, rest: string, usage: string): string {
  const [word, more] = takeWord(rest);
  if (more !== '') throw new InputError(textOf('type.usage', { usage }));
  if (word !== '') return namedRoom(word, usage);
  if (isNamedRoom(room)) return room;
  throw new InputError(textOf('rooms.name-it', { usage, room }));
}

/** A room that was just made may have been meant for another. */
async function madeWords(client: Line, name: string): Promise<string> {
  const others = (await roomsInSight(client)).filter((other) => other !== name);
  const hint = didYouMean(name, others, safeLine);
  const made = textOf('rooms.made', { name });
  return hint === ''
    ? `${made} ${textOf('rooms.made-invite')}`
    : `${made}${hint} ${textOf('rooms.made-part')}`;
}

/**
 * The present room as it is now. It is asked for, as a line that receives nothing is not told of changes; the lobby,
 * which no list has, is as it was told.
 *
 * @throws (by rejection) PartylineError `room.unknown` if the account is not in it any more
 */
async function stateOf({ client, room }: AtLine): Promise<RoomState | ListedRoom> {
  const rooms = isNamedRoom(room) ? await client.rooms.list() : client.rooms.all;
  const found = rooms.find(({ name }) => name === room);
  if (found !== undefined) return found;
  throw new SpokenError('room.unknown', textOf('rooms.not-in-any-more', { room: safeLine(room) }));
}

/** Lines go on to the present room under its new name, which may be another for this account. */
async function followRenamed(context: AtLine, { room }: Pick<RoomState, 'room'>): Promise<void> {
  const renamed = (await context.client.rooms.list()).find((each) => each.room === room);
  if (renamed !== undefined) context.turnTo(renamed.name);
}
