import type { TokenRequest } from '../client/core/account.ts';
import { textOf } from '../texts/text-of.ts';
import type { AppTokenInfo } from './app-tokens.ts';
import { columnLines } from './columns.ts';
import type { View } from './render.ts';
import { safeLine } from './safe-text.ts';
import { dayAndTime } from './times.ts';

/** App tokens as a table with a line of titles. */
export function tokenLines(tokens: readonly AppTokenInfo[], view: View): string[] {
  if (tokens.length === 0) return [textOf('tokens.none')];
  const [title = '', ...lines] = columnLines([
    textOf('tokens.titles').split('|'),
    ...tokens.map((token) => cellsOf(token, view)),
  ]);
  return [view.style.faint(title), ...lines];
}

function cellsOf(
  { device, grant, createdAt, lastSeenAt, address, online }: AppTokenInfo,
  { now }: View,
): string[] {
  const used = online ? textOf('tokens.now') : dayAndTime(lastSeenAt, now);
  return [
    device,
    scopeWords(grant),
    grant.rooms?.join(' ') ?? textOf('tokens.all'),
    dayAndTime(createdAt, now),
    address === '' ? textOf('tokens.never') : textOf('tokens.used', { time: used, address }),
    expiryWords(grant.expiresAt, now),
  ].map((cell) => safeLine(cell));
}

function expiryWords(expiresAt: number | null, now: number): string {
  if (expiresAt === null) return textOf('tokens.never');
  return expiresAt <= now ? textOf('tokens.expired') : dayAndTime(expiresAt, now);
}

/** `read`, `write` or `read write`. */
export function scopeWords({ read, write }: { read: boolean; write: boolean }): string {
  return [...(read ? ['read'] : []), ...(write ? ['write'] : [])].join(' ');
}

/** The rights of a token that was just made, in one sentence. */
export function createdWords(
  { name, rooms, expiresAt, ...scopes }: TokenRequest,
  view: View,
): string {
  const [first = '', second] = scopeWords(scopes).split(' ');
  const verbs = second === undefined ? first : textOf('list.and-two', { first, second });
  const where = rooms === undefined ? '' : textOf('tokens.where', { rooms: rooms.join(', ') });
  const until =
    expiresAt === undefined ? '' : textOf('until', { time: dayAndTime(expiresAt, view.now) });
  return safeLine(textOf('tokens.created', { name, verbs, where, until }));
}
