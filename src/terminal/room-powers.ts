import type { RoomRole } from '../words/room-role.ts';
import type { AtLine } from './at-line.ts';
import { type Command, takeName, takeWord } from './commands.ts';
import { roleWords } from './render-events.ts';
import { lastingWords, sanctionLine } from './render-moderation.ts';
import { textOf } from './texts/text-of.ts';
import { looksLikeDuration, parseDuration } from './times.ts';

/**
 * The commands that act on people in the present room, where that has a name. In the lobby those of the same name
 * act on the line: see command-table.ts.
 */
export const roomPowers: readonly Command<AtLine>[] = [
  {
    name: 'kick',
    arguments: 'NAME [REASON]',
    summary: () => textOf('help.room.kick'),
    details: () => textOf('help.room.kick.more'),
    async run({ client, screen, room }, rest) {
      const [name, reason] = takeName(rest, '/kick NAME [REASON]');
      await client.rooms.kick(room, name, reason);
      screen.print(textOf('power.kicked', { name, room }));
    },
  },
  {
    name: 'ban',
    arguments: 'NAME [1h] [REASON]',
    summary: () => textOf('help.room.ban'),
    details: () => textOf('help.room.ban.more'),
    async run(context, rest) {
      const { client, screen, room, view } = context;
      const { name, until, reason } = takeSanction(context, rest, '/ban NAME [1h] [REASON]');
      await client.rooms.ban(room, name, until, reason);
      screen.print(
        textOf('power.banned', { name, room, lasting: lastingWords(until, '/unban', view()) }),
      );
    },
  },
  {
    name: 'unban',
    arguments: 'NAME',
    summary: () => textOf('help.room.unban'),
    async run({ client, screen, room }, rest) {
      const [name] = takeName(rest, '/unban NAME');
      await client.rooms.unban(room, name);
      screen.print(textOf('power.unbanned', { name, room }));
    },
  },
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
  {
    name: 'mute',
    arguments: 'NAME [1h] [REASON]',
    summary: () => textOf('help.room.mute'),
    details: () => textOf('help.room.mute.more'),
    async run(context, rest) {
      const { client, screen, room, view } = context;
      const { name, until, reason } = takeSanction(context, rest, '/mute NAME [1h] [REASON]');
      await client.rooms.mute(room, name, until, reason);
      screen.print(
        textOf('power.muted', { name, room, lasting: lastingWords(until, '/unmute', view()) }),
      );
    },
  },
  {
    name: 'unmute',
    arguments: 'NAME',
    summary: () => textOf('help.room.unmute'),
    async run({ client, screen, room }, rest) {
      const [name] = takeName(rest, '/unmute NAME');
      await client.rooms.unmute(room, name);
      screen.print(textOf('power.unmuted', { name, room }));
    },
  },
  {
    name: 'op',
    arguments: 'NAME',
    summary: () => textOf('help.room.op'),
    details: () => textOf('help.room.op.more'),
    run: (context, rest) => changeRole(context, takeName(rest, '/op NAME')[0], 'operator'),
  },
  {
    name: 'deop',
    arguments: 'NAME',
    summary: () => textOf('help.room.deop'),
    run: (context, rest) => changeRole(context, takeName(rest, '/deop NAME')[0], 'member'),
  },
];

/** Gives somebody a role in the present room. */
export async function changeRole(
  { client, screen, room }: AtLine,
  name: string,
  role: RoomRole,
): Promise<void> {
  await client.rooms.changeRole(room, name, role);
  screen.print(textOf('power.role', { name, role: roleWords(role, room) }));
}

interface Sanction {
  readonly name: string;
  /** Milliseconds since 1970 UTC by the server's clock; null: until it is taken back. */
  readonly until: number | null;
  readonly reason: string;
}

function takeSanction({ client }: AtLine, rest: string, usage: string): Sanction {
  const [name, more] = takeName(rest, usage);
  const [word, tail] = takeWord(more);
  return looksLikeDuration(word)
    ? { name, until: client.serverTime + parseDuration(word), reason: tail }
    : { name, until: null, reason: more };
}
