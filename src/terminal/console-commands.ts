import { InputError } from '../base/errors.ts';
import { didYouMean } from '../base/nearest.ts';
import { signUpModes } from '../words/sign-up-mode.ts';
import type { Command } from './commands.ts';
import { takeWord } from './commands.ts';
import { takeName, talkingCommands } from './conversation.ts';
import type { AtDesk, Desk } from './desk.ts';
import { readableLogLine } from './log-lines.ts';
import { peopleLines, shownSessionLength } from './render.ts';
import { accountLine, operatorSessionLine } from './render-accounts.ts';
import { safeText } from './safe-text.ts';
import { dayAndTime, looksLikeDuration, parseDuration } from './times.ts';

/** Log lines that `/log` shows by itself. */
const defaultLogLines = 20;
const maxLogLines = 1_000;

/** What each sign-up mode means to a newcomer. */
export const signUpMeanings: Readonly<Record<(typeof signUpModes)[number], string>> = {
  open: 'whoever can reach this server may make an account',
  approve: 'newcomers wait until you /admit them',
  invite: 'newcomers need a code from /invite',
  closed: 'nobody new can join',
};

/** The commands of the operator's console. */
export const consoleCommands: readonly Command<AtDesk>[] = [
  ...talkingCommands<AtDesk>(() => consoleCommands),
  {
    name: 'who',
    arguments: '',
    summary: 'show who is here',
    run({ screen, desk, view }) {
      for (const line of peopleLines(desk.operator.people(), 0, view())) screen.note(line);
    },
  },
  {
    name: 'accounts',
    arguments: '',
    summary: 'show all accounts: who is here, waits, or is banned',
    run({ screen, desk, view }) {
      for (const account of desk.operator.accounts()) screen.note(accountLine(account, view()));
    },
  },
  {
    name: 'sessions',
    arguments: '[NAME]',
    summary: 'show the devices of one account, or of all',
    run({ screen, desk, view }, rest) {
      const name = rest === '' ? undefined : takeName(rest, '/sessions NAME')[0];
      const sessions = desk.operator.sessions(name);
      if (sessions.length === 0) screen.note('There are no sessions.');
      for (const session of sessions) screen.note(operatorSessionLine(session, view()));
    },
  },
  {
    name: 'revoke',
    arguments: 'NAME [SESSION]',
    summary: 'end the sessions of an account, or one of them',
    details: 'The device must log in with the password again. SESSION is the beginning of its id.',
    async run({ screen, desk }, rest) {
      const [name, begin] = takeName(rest, '/revoke NAME [SESSION]');
      const sessions = begin === '' ? 'all' : { only: sessionOf(desk.operator, name, begin) };
      const count = await desk.operator.revoke(name, sessions);
      screen.note(count === 1 ? '1 session was ended.' : `${count} sessions were ended.`);
    },
  },
  {
    name: 'kick',
    arguments: 'NAME [REASON]',
    summary: 'end the connections of a person, who may come back',
    run({ screen, desk }, rest) {
      const [name, reason] = takeName(rest, '/kick NAME [REASON]');
      const count = desk.operator.kick(name, reason);
      screen.note(count === 0 ? `${name} is not here.` : `${name} was kicked.`);
    },
  },
  {
    name: 'ban',
    arguments: 'NAME [1h] [REASON]',
    summary: 'shut an account out, for a time or for good',
    details: 'The time is a number and s, m, h, d or w. Without one the ban lasts until /unban.',
    async run({ screen, desk, view }, rest) {
      const [name, more] = takeName(rest, '/ban NAME [1h] [REASON]');
      const [word, tail] = takeWord(more);
      const timed = looksLikeDuration(word);
      const until = timed ? view().now + parseDuration(word) : null;
      await desk.operator.ban(name, until, timed ? tail : more);
      const end =
        until === null ? 'until you /unban them' : `until ${dayAndTime(until, view().now)}`;
      screen.note(`${name} is banned ${end}.`);
    },
  },
  {
    name: 'unban',
    arguments: 'NAME',
    summary: 'let a banned account in again',
    async run({ screen, desk }, rest) {
      const [name] = takeName(rest, '/unban NAME');
      await desk.operator.unban(name);
      screen.note(`${name} may come back.`);
    },
  },
  {
    name: 'admit',
    arguments: 'NAME',
    summary: 'let a waiting newcomer in (sign-up mode approve)',
    async run({ screen, desk }, rest) {
      const [name] = takeName(rest, '/admit NAME');
      await desk.operator.admit(name);
      screen.note(`${name} is admitted.`);
    },
  },
  {
    name: 'invite',
    arguments: '[NAME]',
    summary: 'print an address that lets one newcomer sign up',
    async run({ screen, desk, view }, rest) {
      const name = rest === '' ? null : takeName(rest, '/invite NAME')[0];
      const { code, expiresAt } = await desk.operator.invite(name);
      const whom = name === null ? '' : `, for ${name} only`;
      screen.note(`Good once, until ${dayAndTime(expiresAt, view().now)}${whom}:`);
      screen.note(`  ${desk.address({ invite: code })}`);
    },
  },
  {
    name: 'reset',
    arguments: 'NAME',
    summary: 'print an address with which a person sets a new password',
    details: 'When it is used, all sessions of the account are ended.',
    async run({ screen, desk, view }, rest) {
      const [name] = takeName(rest, '/reset NAME');
      const { code, expiresAt } = await desk.operator.reset(name);
      screen.note(`Good once, until ${dayAndTime(expiresAt, view().now)}, for ${name} only:`);
      screen.note(`  ${desk.address({ reset: code })}`);
    },
  },
  {
    name: 'wall',
    arguments: 'TEXT',
    summary: 'announce something to everybody, those who are away too',
    async run({ desk }, rest) {
      if (rest === '') throw new InputError('The text is missing: /wall TEXT.');
      await desk.operator.say('announcement', rest);
    },
  },
  {
    name: 'pause',
    arguments: '',
    summary: 'accept no new connections for now; who is here stays',
    run({ screen, desk }) {
      desk.operator.pause(true);
      screen.note('New connections are turned away until /resume.');
    },
  },
  {
    name: 'resume',
    arguments: '',
    summary: 'accept new connections again',
    run({ screen, desk }) {
      desk.operator.pause(false);
      screen.note('New connections are accepted.');
    },
  },
  {
    name: 'log',
    arguments: '[N]',
    summary: `show the last lines of the log (${defaultLogLines})`,
    async run({ screen, desk, view }, rest) {
      const count = rest === '' ? defaultLogLines : Number(rest);
      if (!Number.isInteger(count) || count < 1 || count > maxLogLines) {
        throw new InputError(
          `/log takes a number of lines from 1 to ${maxLogLines}: ${shown(rest)}.`,
        );
      }
      for (const line of await desk.lastLogLines(count)) {
        screen.note(readableLogLine(line, view().now));
      }
    },
  },
  {
    name: 'sign-up',
    aliases: ['signup'],
    arguments: '[MODE]',
    summary: 'show or set how newcomers are taken: open, approve, invite, closed',
    async run({ screen, desk }, rest) {
      if (rest !== '') await desk.operator.changeSignUp(signUpMode(rest));
      const mode = desk.operator.signUp;
      screen.note(`Sign-up is ${mode}: ${signUpMeanings[mode]}.`);
    },
  },
  {
    name: 'stop',
    arguments: '[REASON]',
    summary: 'stop the server',
    run({ desk }, rest) {
      desk.stop(rest);
    },
  },
];

function signUpMode(word: string): (typeof signUpModes)[number] {
  const mode = signUpModes.find((candidate) => candidate === word.toLowerCase());
  if (mode !== undefined) return mode;
  const hint = didYouMean(word, signUpModes);
  throw new InputError(
    `${shown(word)} is not a sign-up mode: they are ${signUpModes.join(', ')}.${hint}`,
  );
}

/** The one session of an account whose id begins so. */
function sessionOf(operator: Desk['operator'], name: string, begin: string): string {
  const found = operator
    .sessions(name)
    .filter(({ id, revokedAt }) => revokedAt === 0 && id.startsWith(begin));
  if (found.length === 1 && found[0] !== undefined) return found[0].id;
  const what = found.length === 0 ? 'no session' : 'more than one session';
  throw new InputError(
    `${name} has ${what} whose id begins with ${shown(begin)}; /sessions ${name} shows the first ${shownSessionLength} characters of each.`,
  );
}

function shown(word: string): string {
  return safeText(word.slice(0, 40), { newlines: false });
}
