import { textOf } from '../texts/text-of.ts';
import type { RoomRole } from '../words/room-role.ts';
import type { AtLine } from './at-line.ts';
import { type Command, takeName, takeWord } from './commands.ts';
import { roleWords } from './render-events.ts';
import { lastingWords, sanctionLine } from './render-moderation.ts';
import { looksLikeDuration, parseDuration } from './times.ts';

/**
 * The commands that act on people in the present room, where that has a name. In the lobby those of the same name
 * act on the line: see command-table.ts.
 */
export const roomPowers: readonly Command<AtLine>[] = [
  onPerson({
    name: 'kick',
    more: '[REASON]',
    details: () => textOf('help.room.kick.more'),
    async act({ client, room }, name, reason) {
      await client.rooms.kick(room, name, reason);
      return textOf('power.kicked', { name, room });
    },
  }),
  onPerson({
    name: 'ban',
    more: '[1h] [REASON]',
    details: () => textOf('help.room.ban.more'),
    async act({ client, room, view }, name, more) {
      const { until, reason } = takeTerms(client.serverTime, more);
      await client.rooms.ban(room, name, until, reason);
      return textOf('power.banned', { name, room, lasting: lastingWords(until, '/unban', view()) });
    },
  }),
  onPerson({
    name: 'unban',
    async act({ client, room }, name) {
      await client.rooms.unban(room, name);
      return textOf('power.unbanned', { name, room });
    },
  }),
  {
    name: 'bans',
    arguments: '',
    summary: () => textOf('help.room.bans'),
    async run({ client, screen, room, view }) {
      const sanctions = await client.rooms.bans(room);
      for (const sanction of sanctions) screen.print(sanctionLine(sanction, view()));
      if (sanctions.length === 0) screen.print(textOf('power.no-bans', { room }));
    },
  },
  onPerson({
    name: 'mute',
    more: '[1h] [REASON]',
    details: () => textOf('help.room.mute.more'),
    async act({ client, room, view }, name, more) {
      const { until, reason } = takeTerms(client.serverTime, more);
      await client.rooms.mute(room, name, until, reason);
      return textOf('power.muted', { name, room, lasting: lastingWords(until, '/unmute', view()) });
    },
  }),
  onPerson({
    name: 'unmute',
    async act({ client, room }, name) {
      await client.rooms.unmute(room, name);
      return textOf('power.unmuted', { name, room });
    },
  }),
  onPerson({
    name: 'op',
    details: () => textOf('help.room.op.more'),
    act: (context, name) => changeRole(context, name, 'operator'),
  }),
  onPerson({ name: 'deop', act: (context, name) => changeRole(context, name, 'member') }),
];

/** A command that acts on one person. */
interface PersonCommand {
  readonly name: 'kick' | 'ban' | 'unban' | 'mute' | 'unmute' | 'op' | 'deop';
  /** The words that may follow on the person's name, as the usage shows them. */
  readonly more?: string;
  readonly details?: () => string;
  /** Acts on a person, with the words behind the name; resolves with what is printed. */
  act(context: AtLine, person: string, more: string): Promise<string>;
}

function onPerson({ name, more, act, ...details }: PersonCommand): Command<AtLine> {
  const words = more === undefined ? 'NAME' : `NAME ${more}`;
  return {
    name,
    arguments: words,
    summary: () => textOf(`help.room.${name}`),
    ...details,
    async run(context, rest) {
      const [person, behind] = takeName(rest, `/${name} ${words}`);
      context.screen.print(await act(context, person, behind));
    },
  };
}

/** Gives somebody a role in the present room; resolves with what is to be said of it. */
export async function changeRole(
  { client, room }: AtLine,
  name: string,
  role: RoomRole,
): Promise<string> {
  await client.rooms.changeRole(room, name, role);
  return textOf('power.role', { name, role: roleWords(role, room) });
}

/** Until when a ban or a mute lasts, in milliseconds since 1970 UTC; null: until it is taken back. And why it is. */
interface Terms {
  readonly until: number | null;
  readonly reason: string;
}

/** @param now by the server's clock */
function takeTerms(now: number, text: string): Terms {
  const [word, reason] = takeWord(text);
  return looksLikeDuration(word)
    ? { until: now + parseDuration(word), reason }
    : { until: null, reason: text };
}
