import { InputError } from '../base/errors.ts';
import type { LineClient } from '../client/line-client.ts';
import type { Command } from './commands.ts';
import { type Talking, talkingCommands } from './conversation.ts';
import { peopleLines, sessionLines, shownSessionLength } from './render.ts';
import { safeText } from './safe-text.ts';

/** Where a person is asked for passwords; undefined when they think better of it. */
export interface PasswordQuestions {
  current(name: string): Promise<string | undefined>;
  next(name: string): Promise<string | undefined>;
}

/** What the commands of a member's client work on. */
export interface AtLine extends Talking {
  readonly client: LineClient;
  readonly passwords: PasswordQuestions;
  leave(): Promise<void>;
  /** The session of this device was ended by the person at it. */
  loggedOut: boolean;
}

/** The commands of a member's client. */
export const talkCommands: readonly Command<AtLine>[] = [
  ...talkingCommands<AtLine>(() => talkCommands),
  {
    name: 'who',
    arguments: '',
    summary: 'show who is here',
    async run({ screen, client, view }) {
      const { people, more } = await client.who();
      for (const line of peopleLines(people, more, view())) screen.note(line);
    },
  },
  {
    name: 'sessions',
    arguments: '',
    summary: 'show the devices that are logged in to your account',
    async run({ screen, client, view }) {
      for (const line of sessionLines(await client.sessions(), view())) screen.note(line);
    },
  },
  {
    name: 'logout',
    arguments: '[SESSION|all]',
    summary: 'log this device out, another one, or all',
    details:
      'The device must log in with the password again. SESSION is the beginning of an id that\n/sessions shows. exit leaves and keeps this device logged in.',
    async run(context, rest) {
      const { screen, client } = context;
      const own = rest === '' || rest === 'all';
      const which = own ? rest || 'current' : await sessionOf(client, rest);
      context.loggedOut = own;
      const count = await client.revoke(which);
      screen.note(count === 1 ? '1 session was ended.' : `${count} sessions were ended.`);
    },
  },
  {
    name: 'password',
    arguments: '',
    summary: 'choose a new password; all other devices are logged out',
    async run({ screen, client, passwords }) {
      if (!screen.interactive)
        throw new InputError('/password asks for passwords: it needs a terminal.');
      const name = client.name ?? '';
      const current = await passwords.current(name);
      const next = current === undefined ? undefined : await passwords.next(name);
      if (current === undefined || next === undefined) {
        screen.note('The password stays as it is.');
        return;
      }
      const revoked = await client.changePassword(current, next);
      const others =
        revoked === 0 ? '' : ` ${revoked} other ${revoked === 1 ? 'session' : 'sessions'} ended.`;
      screen.note(`The password is changed.${others}`);
    },
  },
  {
    name: 'exit',
    aliases: ['quit', 'leave'],
    arguments: '',
    summary: 'leave; this device stays logged in. exit alone does the same',
    async run(context) {
      await context.leave();
    },
  },
];

async function sessionOf(client: LineClient, begin: string): Promise<string> {
  const found = (await client.sessions()).filter(({ session }) => session.startsWith(begin));
  if (found.length === 1 && found[0] !== undefined) return found[0].session;
  const what = found.length === 0 ? 'None' : 'More than one';
  const shown = safeText(begin.slice(0, 40), { newlines: false });
  throw new InputError(
    `${what} of your sessions has an id that begins with ${shown}; /sessions shows the first ${shownSessionLength} characters of each.`,
  );
}
