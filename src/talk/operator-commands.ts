import { InputError } from '../base/errors.ts';
import type { Line } from '../client/line.ts';
import { didYouMean } from '../texts/did-you-mean.ts';
import { textOf } from '../texts/text-of.ts';
import { limits } from '../words/limits.ts';
import type { Role } from '../words/role.ts';
import { lobbyRoomId } from '../words/room-id.ts';
import { type SignUpMode, signUpModes } from '../words/sign-up-mode.ts';
import type { AtLine } from './at-line.ts';
import { placesOfCode } from './code-places.ts';
import { type Command, takeName } from './commands.ts';
import { readableLogLine } from './log-lines.ts';
import { accountLine } from './render-accounts.ts';
import { findSession, sessionLines } from './render-sessions.ts';
import { statusLines } from './render-status.ts';
import { safeLine, shown } from './safe-text.ts';
import { dayAndTime } from './times.ts';

/** Log lines that `/log` shows by itself. */
const defaultLogLines = 20;

const commands: readonly Command<AtLine>[] = [
  {
    name: 'sessions',
    arguments: '[NAME]',
    summary: () => textOf('help.line.sessions'),
    async run({ screen, client, view }, rest) {
      const name = rest === '' ? undefined : takeName(rest, '/sessions NAME')[0];
      const { sessions, more } = await client.operator.sessions(name);
      if (more > 0) screen.print(textOf('sessions.more', { count: more }));
      for (const line of sessionLines(sessions, view())) screen.print(line);
    },
  },
  {
    name: 'accounts',
    arguments: '',
    summary: () => textOf('help.line.accounts'),
    async run({ screen, client, view }) {
      for (const account of await client.operator.accounts())
        screen.print(accountLine(account, view()));
    },
  },
  {
    name: 'revoke',
    arguments: 'NAME [SESSION]',
    summary: () => textOf('help.line.revoke'),
    details: () => textOf('help.line.revoke.more'),
    async run({ screen, client }, rest) {
      const [name, begin] = takeName(rest, '/revoke NAME [SESSION]');
      const session = begin === '' ? 'all' : await sessionOf(client, name, begin);
      const count = await client.operator.revoke(name, session);
      screen.print(textOf('sessions.revoked', { count }));
    },
  },
  {
    name: 'admit',
    arguments: 'NAME',
    summary: () => textOf('help.line.admit'),
    async run({ screen, client }, rest) {
      const [name] = takeName(rest, '/admit NAME');
      await client.operator.admit(name);
      screen.print(textOf('admit.done', { name }));
    },
  },
  {
    name: 'reset',
    arguments: 'NAME',
    summary: () => textOf('help.line.reset'),
    details: () => textOf('help.line.reset.more'),
    async run({ screen, client, view }, rest) {
      const [name] = takeName(rest, '/reset NAME');
      const made = await client.operator.reset(name);
      screen.print(textOf('reset.good', { time: dayAndTime(made.expiresAt, view().now), name }));
      for (const line of placesOfCode(made)) screen.print(line);
    },
  },
  {
    name: 'op',
    arguments: 'NAME',
    summary: () => textOf('help.line.op'),
    details: () => textOf('help.line.op.more'),
    run: (context, rest) => changeRole(context, takeName(rest, '/op NAME')[0], 'operator'),
  },
  {
    name: 'deop',
    arguments: 'NAME',
    summary: () => textOf('help.line.deop'),
    run: (context, rest) => changeRole(context, takeName(rest, '/deop NAME')[0], 'member'),
  },
  {
    name: 'wall',
    arguments: 'TEXT',
    summary: () => textOf('help.line.wall'),
    async run(context, rest) {
      if (rest === '') throw new InputError(textOf('missing.text', { usage: '/wall TEXT' }));
      await context.say(lobbyRoomId, 'announcement', rest);
    },
  },
  {
    name: 'pause',
    arguments: '',
    summary: () => textOf('help.line.pause'),
    async run({ screen, client }) {
      await client.operator.pause(true);
      screen.print(textOf('pause.on'));
    },
  },
  {
    name: 'resume',
    arguments: '',
    summary: () => textOf('help.line.resume'),
    async run({ screen, client }) {
      await client.operator.pause(false);
      screen.print(textOf('pause.off'));
    },
  },
  {
    name: 'log',
    arguments: '[N]',
    summary: () => textOf('help.line.log', { count: defaultLogLines }),
    async run({ screen, client, view }, rest) {
      const count = rest === '' ? defaultLogLines : Number(rest);
      if (!Number.isInteger(count) || count < 1 || count > limits.logLines) {
        throw new InputError(
          textOf('log.wrong-count', { most: limits.logLines, text: shown(rest) }),
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
    summary: () => textOf('help.line.sign-up'),
    async run({ screen, client }, rest) {
      if (rest !== '') await client.operator.changeSignUp(signUpMode(rest));
      const { signUp } = await client.operator.status();
      screen.print(textOf('sign-up.is', { mode: signUp, meaning: textOf(`sign-up.${signUp}`) }));
    },
  },
  {
    name: 'status',
    arguments: '',
    summary: () => textOf('help.line.status'),
    async run({ screen, client, view }) {
      for (const line of statusLines(await client.operator.status(), view())) screen.print(line);
    },
  },
  {
    name: 'address',
    arguments: '',
    summary: () => textOf('help.line.address'),
    async run({ screen, client }) {
      const { address } = await client.operator.status();
      screen.print(safeLine(address));
    },
  },
  {
    name: 'stop',
    arguments: '[REASON]',
    summary: () => textOf('help.line.stop'),
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
  screen.print(textOf(role === 'operator' ? 'role.now-operator' : 'role.now-member', { name }));
}

async function sessionOf({ operator }: Line, name: string, begin: string): Promise<string> {
  const { sessions } = await operator.sessions(name);
  return findSession(sessions, begin, textOf('sessions.of', { name }), `/sessions ${name}`);
}

function signUpMode(word: string): SignUpMode {
  const mode = signUpModes.find((candidate) => candidate === word.toLowerCase());
  if (mode !== undefined) return mode;
  const modes = signUpModes.join(', ');
  const hint = didYouMean(word, signUpModes);
  throw new InputError(textOf('sign-up.no-mode', { word: shown(word), modes, hint }));
}
