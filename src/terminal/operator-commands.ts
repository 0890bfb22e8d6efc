import { InputError } from '../base/errors.ts';
import { didYouMean } from '../base/nearest.ts';
import type { Line } from '../client/line.ts';
import { limits } from '../words/limits.ts';
import type { Role } from '../words/role.ts';
import { lobbyRoomId } from '../words/room-id.ts';
import { type SignUpMode, signUpModes } from '../words/sign-up-mode.ts';
import type { AtLine } from './at-line.ts';
import { type Command, takeName } from './commands.ts';
import { readableLogLine } from './log-lines.ts';
import { accountLine } from './render-accounts.ts';
import { findSession, sessionLines } from './render-sessions.ts';
import { statusLines } from './render-status.ts';
import { safeLine, shown } from './safe-text.ts';
import { signUpMeanings } from './sign-up-meanings.ts';
import { dayAndTime } from './times.ts';

/** Log lines that `/log` shows by itself. */
const defaultLogLines = 20;

const commands: readonly Command<AtLine>[] = [
  {
    name: 'sessions',
    arguments: '[NAME]',
    summary: 'show the devices and app tokens of one account, or of all',
    async run({ screen, client, view }, rest) {
      const name = rest === '' ? undefined : takeName(rest, '/sessions NAME')[0];
      const { sessions, more } = await client.operator.sessions(name);
      if (more > 0) screen.print(`${more} that were unused for longer are not listed.`);
      for (const line of sessionLines(sessions, view())) screen.print(line);
    },
  },
  {
    name: 'accounts',
    arguments: '',
    summary: 'show all accounts: who is here, waits, or is banned',
    async run({ screen, client, view }) {
      for (const account of await client.operator.accounts())
        screen.print(accountLine(account, view()));
    },
  },
  {
    name: 'revoke',
    arguments: 'NAME [SESSION]',
    summary: 'end the sessions of an account, or one of them',
    details: 'The device must log in with the password again. SESSION is the beginning of its id.',
    async run({ screen, client }, rest) {
      const [name, begin] = takeName(rest, '/revoke NAME [SESSION]');
      const session = begin === '' ? 'all' : await sessionOf(client, name, begin);
      const count = await client.operator.revoke(name, session);
      screen.print(count === 1 ? '1 session was ended.' : `${count} sessions were ended.`);
    },
  },
  {
    name: 'admit',
    arguments: 'NAME',
    summary: 'let a waiting newcomer in (sign-up mode approve)',
    async run({ screen, client }, rest) {
      const [name] = takeName(rest, '/admit NAME');
      await client.operator.admit(name);
      screen.print(`${name} is admitted.`);
    },
  },
  {
    name: 'reset',
    arguments: 'NAME',
    summary: 'print an address with which a person sets a new password',
    details: 'When it is used, all sessions of the account are ended.',
    async run({ screen, client, view }, rest) {
      const [name] = takeName(rest, '/reset NAME');
      const { address, expiresAt } = await client.operator.reset(name);
      screen.print(`Good once, until ${dayAndTime(expiresAt, view().now)}, for ${name} only:`);
      screen.print(`  ${safeLine(address)}`);
    },
  },
  {
    name: 'op',
    arguments: 'NAME',
    summary: 'make a person an operator of this line',
    details:
      'An operator can do all that is listed here for operators, from every device. /deop takes it back.',
    run: (context, rest) => changeRole(context, takeName(rest, '/op NAME')[0], 'operator'),
  },
  {
    name: 'deop',
    arguments: 'NAME',
    summary: 'make an operator a member again',
    run: (context, rest) => changeRole(context, takeName(rest, '/deop NAME')[0], 'member'),
  },
  {
    name: 'wall',
    arguments: 'TEXT',
    summary: 'announce something to everybody, those who are away too',
    async run(context, rest) {
      if (rest === '') throw new InputError('The text is missing: /wall TEXT.');
      await context.say(lobbyRoomId, 'announcement', rest);
    },
  },
  {
    name: 'pause',
    arguments: '',
    summary: 'accept no new connections for now; who is here stays',
    async run({ screen, client }) {
      await client.operator.pause(true);
      screen.print('New connections are turned away until /resume.');
    },
  },
  {
    name: 'resume',
    arguments: '',
    summary: 'accept new connections again',
    async run({ screen, client }) {
      await client.operator.pause(false);
      screen.print('New connections are accepted.');
    },
  },
  {
    name: 'log',
    arguments: '[N]',
    summary: `show the last lines of the log (${defaultLogLines})`,
    async run({ screen, client, view }, rest) {
      const count = rest === '' ? defaultLogLines : Number(rest);
      if (!Number.isInteger(count) || count < 1 || count > limits.logLines) {
        throw new InputError(
          `/log takes a number of lines from 1 to ${limits.logLines}: ${shown(rest)}.`,
        );
      }
      for (const line of await client.operator.log(count))
        screen.print(readableLogLine(line, view().now));
    },
  },
  {
    name: 'sign-up',
    aliases: ['signup'],
    arguments: '[MODE]',
    summary: 'show or set how newcomers are taken: open, approve, invite, closed',
    async run({ screen, client }, rest) {
      if (rest !== '') await client.operator.changeSignUp(signUpMode(rest));
      const { signUp } = await client.operator.status();
      screen.print(`Sign-up is ${signUp}: ${signUpMeanings[signUp]}.`);
    },
  },
  {
    name: 'status',
    arguments: '',
    summary: 'show how the server is doing: store, disk, commits, who is behind',
    async run({ screen, client, view }) {
      for (const line of statusLines(await client.operator.status(), view())) screen.print(line);
    },
  },
  {
    name: 'address',
    arguments: '',
    summary: 'print the address that others join by',
    async run({ screen, client }) {
      const { address } = await client.operator.status();
      screen.print(safeLine(address));
    },
  },
  {
    name: 'stop',
    arguments: '[REASON]',
    summary: 'stop the server',
    async run(context, rest) {
      await context.client.operator.stop(rest);
      context.stopsServer = true;
    },
  },
];

/** The commands that only operators may use. */
export const operatorCommands = commands.map(
  (command): Command<AtLine> => ({ ...command, right: 'operator' }),
);

async function changeRole({ screen, client }: AtLine, name: string, role: Role): Promise<void> {
  await client.operator.changeRole(name, role);
  const now = role === 'operator' ? 'an operator of this line' : 'a member';
  screen.print(`${name} is ${now} now.`);
}

async function sessionOf({ operator }: Line, name: string, begin: string): Promise<string> {
  const { sessions } = await operator.sessions(name);
  return findSession(sessions, begin, `${name}'s`, `/sessions ${name}`);
}

function signUpMode(word: string): SignUpMode {
  const mode = signUpModes.find((candidate) => candidate === word.toLowerCase());
  if (mode !== undefined) return mode;
  const modes = signUpModes.join(', ');
  const hint = didYouMean(word, signUpModes);
  throw new InputError(`${shown(word)} is not a sign-up mode: they are ${modes}.${hint}`);
}
