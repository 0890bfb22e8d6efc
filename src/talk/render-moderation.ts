import type { LineStatus } from '../client/core/operator.ts';
import { textOf } from '../texts/text-of.ts';
import type { Act, SanctionInfo } from '../wire/messages.ts';
import type { View } from './render.ts';
import { safeLine } from './safe-text.ts';
import { dayAndTime, durationWords } from './times.ts';

/* How bans, mutes, lockdowns and the acts of operators are shown to an operator. */

/** A ban or a mute, on one line: `ann  banned until 5 Jan 09:07 by olga, 4 Jan 09:07: noise`. */
export function sanctionLine(sanction: SanctionInfo, { style, now }: View): string {
  const { kind, until, by, at, reason } = sanction;
  const whom = safeLine(sanction.name ?? sanction.network ?? textOf('sanction.gone'));
  const facts = textOf(kind === 'ban' ? 'sanction.banned' : 'sanction.muted', {
    until: until === null ? '' : textOf('until', { time: dayAndTime(until, now) }),
    by: by === null ? '' : textOf('by', { name: safeLine(by) }),
    time: dayAndTime(at, now),
  });
  return `  ${style.name(whom)} ${style.faint(`${facts}${because(reason)}`)}`;
}

/** Whether the line is locked down, and how. */
export function lockdownLines(lockdown: LineStatus['lockdown'], { now }: View): string[] {
  if (lockdown === null) return [textOf('lockdown.off')];
  const { since, newcomersSince, slowMs } = lockdown;
  return [
    textOf('lockdown.on', { time: dayAndTime(since, now) }),
    ...(newcomersSince === null
      ? []
      : [textOf('lockdown.newcomers', { time: dayAndTime(newcomersSince, now) })]),
    ...(slowMs === 0 ? [] : [textOf('lockdown.slow', { duration: durationWords(slowMs) })]),
  ];
}

const acts = [
  'account.ban',
  'account.unban',
  'account.mute',
  'account.unmute',
  'account.kick',
  'account.admit',
  'account.role',
  'account.reset',
  'account.create',
  'session.revoke',
  'invite.create',
  'sign-up.change',
  'sign-up.drop',
  'line.lockdown',
  'room.kick',
  'room.ban',
  'room.unban',
  'room.mute',
  'room.unmute',
  'room.role',
] as const;

/** The verb of an act, before whom it was done to; the name of one that this version does not know. */
function verbOf(name: string): string {
  const act = acts.find((each) => each === name);
  return act === undefined ? safeLine(name) : textOf(`act.${act}`);
}

/** An act of an operator, on one line: `12 4 Jan 09:07 olga banned ann until 5 Jan 09:07: noise`. */
export function actLine(act: Act, { style, now }: View): string {
  const { position, at, by, until = null, reason } = act;
  const whom = act.name ?? act.network;
  const words = [
    style.name(safeLine(by ?? textOf('act.line'))),
    verbOf(act.act),
    ...(whom === undefined ? [] : [style.name(safeLine(whom))]),
    ...(until === null ? [] : [textOf('sanction.until', { time: dayAndTime(until, now) })]),
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
  return until === null
    ? textOf('sanction.until-undone', { command: undo })
    : textOf('sanction.until', { time: dayAndTime(until, now) });
}
