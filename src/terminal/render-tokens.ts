import type { TokenRequest } from '../client/core/account.ts';
import type { AppTokenInfo } from './app-tokens.ts';
import { columnLines } from './columns.ts';
import type { View } from './render.ts';
import { safeLine } from './safe-text.ts';
import { dayAndTime } from './times.ts';

const titles = ['NAME', 'MAY', 'ROOMS', 'CREATED', 'LAST USED', 'EXPIRES'];

/** App tokens as a table with a line of titles. */
export function tokenLines(tokens: readonly AppTokenInfo[], view: View): string[] {
  if (tokens.length === 0) return ['There are no app tokens.'];
  const [title = '', ...lines] = columnLines([
    titles,
    ...tokens.map((token) => cellsOf(token, view)),
  ]);
  return [view.style.faint(title), ...lines];
}

function cellsOf(
  { device, grant, createdAt, lastSeenAt, address, online }: AppTokenInfo,
  { now }: View,
): string[] {
  const used = online ? 'now' : dayAndTime(lastSeenAt, now);
  return [
    device,
    scopeWords(grant),
    grant.rooms?.join(' ') ?? 'all',
    dayAndTime(createdAt, now),
    address === '' ? 'never' : `${used} from ${address}`,
    expiryWords(grant.expiresAt, now),
  ].map((cell) => safeLine(cell));
}

function expiryWords(expiresAt: number | null, now: number): string {
  if (expiresAt === null) return 'never';
  return expiresAt <= now ? 'expired' : dayAndTime(expiresAt, now);
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
  const verbs = scopeWords(scopes).replace(' ', ' and ');
  const where = rooms === undefined ? '' : ` in ${rooms.join(', ')}`;
  const until = expiresAt === undefined ? '' : ` until ${dayAndTime(expiresAt, view.now)}`;
  const words = `The app token ${name} may ${verbs}${where}${until}. It is not shown again.`;
  return safeLine(words);
}
