import type { LineStatus } from '../client/core/operator.ts';
import type { Act, SanctionInfo } from '../wire/messages.ts';
import type { View } from './render.ts';
import { safeLine } from './safe-text.ts';
import { dayAndTime, durationWords } from './times.ts';

/* How bans, mutes, lockdowns and the acts of operators are shown to an operator. */

/** A ban or a mute, on one line: `ann  banned until 5 Jan 09:07 by olga, 4 Jan 09:07: noise`. */
export function sanctionLine(sanction: SanctionInfo, { style, now }: View): string {
  const { kind, until, by, at, reason } = sanction;
  const whom = safeLine(sanction.name ?? sanction.network ?? 'an account that is gone');
  const end = until === null ? '' : ` until ${dayAndTime(until, now)}`;
  const author = by === null ? '' : ` by ${safeLine(by)}`;
  const facts = `${kind === 'ban' ? 'banned' : 'muted'}${end}${author}, ${dayAndTime(at, now)}`;
  return `  ${style.name(whom)} ${style.faint(`${facts}${because(reason)}`)}`;
}

/** Whether the line is locked down, and how. */
export function lockdownLines(lockdown: LineStatus['lockdown'], { now }: View): string[] {
  if (lockdown === null) return ['The line is not locked down.'];
  const { since, newcomersSince, slowMs } = lockdown;
  return [
    `The line is locked down since ${dayAndTime(since, now)}: nobody signs up.`,
    ...(newcomersSince === null
      ? []
      : [`Accounts made since ${dayAndTime(newcomersSince, now)} are kept out.`]),
    ...(slowMs === 0 ? [] : [`Everybody but operators posts once in ${durationWords(slowMs)}.`]),
  ];
}

/** The verb of an act, before whom it was done to. */
const verbs: Readonly<Record<string, string>> = {
  'account.ban': 'banned',
  'account.unban': 'ended the ban of',
  'account.mute': 'muted',
  'account.unmute': 'ended the mute of',
  'account.kick': 'kicked',
  'account.admit': 'admitted',
  'account.role': 'changed the role of',
  'account.reset': 'made a reset code for',
  'account.create': 'signed up as',
  'session.revoke': 'ended sessions of',
  'invite.create': 'made an invitation',
  'sign-up.change': 'changed sign-up',
  'sign-up.drop': 'dropped a sign-up that waited',
  'line.lockdown': 'changed the lockdown',
  'room.kick': 'kicked',
  'room.ban': 'banned',
  'room.unban': 'ended the ban of',
  'room.mute': 'muted',
  'room.unmute': 'ended the mute of',
  'room.role': 'changed the role of',
};

/** An act of an operator, on one line: `12 4 Jan 09:07 olga banned ann until 5 Jan 09:07: noise`. */
export function actLine(act: Act, { style, now }: View): string {
  const { position, at, by, until = null, reason } = act;
  const whom = act.name ?? act.network;
  const words = [
    style.name(safeLine(by ?? 'the line')),
    safeLine(verbs[act.act] ?? act.act),
    ...(whom === undefined ? [] : [style.name(safeLine(whom))]),
    ...(until === null ? [] : [`until ${dayAndTime(until, now)}`]),
    ...factWords(act, now),
  ].join(' ');
  return `  ${style.faint(`${position} ${dayAndTime(at, now)}`)} ${words}${because(reason)}`;
}

function factWords({ facts }: Act, now: number): string[] {
  const words = facts.map(({ name, value }) => {
    const isMoment = /(At|Since)$/.test(name) && /^\d{1,15}$/.test(value);
    return `${name} ${isMoment ? dayAndTime(Number(value), now) : value}`;
  });
  return words.length === 0 ? [] : [`(${safeLine(words.join(', '))})`];
}

function because(reason: string): string {
  return reason === '' ? '' : `: ${safeLine(reason)}`;
}

/**
 * How long a ban or a mute that was just imposed lasts.
 *
 * @param undo the command that ends it
 */
export function lastingWords(until: number | null, undo: string, { now }: View): string {
  return until === null ? `until you ${undo} them` : `until ${dayAndTime(until, now)}`;
}
