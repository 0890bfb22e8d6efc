import type { Account, Session } from '../chat/tables.ts';
import { shownSessionLength, type View } from './render.ts';
import { safeText } from './safe-text.ts';
import { dayAndTime } from './times.ts';

/** An account as the operator sees it, on one line. */
export function accountLine(account: Account & { readonly online: boolean }, view: View): string {
  const facts = [
    account.role === 'operator' ? 'operator' : '',
    account.online ? 'here' : '',
    account.pending ? `waits for /admit ${account.name}` : '',
    bannedWords(account, view),
    `since ${dayAndTime(account.createdAt, view.now)}`,
  ].filter((fact) => fact !== '');
  return `  ${view.style.name(account.name)} ${view.style.faint(facts.join(', '))}`;
}

function bannedWords({ bannedUntil, banReason }: Account, { now }: View): string {
  if (bannedUntil !== null && bannedUntil <= now) return '';
  const end = bannedUntil === null ? '' : ` until ${dayAndTime(bannedUntil, now)}`;
  const reason = banReason === '' ? '' : ` (${safeText(banReason, { newlines: false })})`;
  return `banned${end}${reason}`;
}

function lastSeen(session: Session & { readonly online: boolean }, now: number): string {
  const { online, grant, revokedAt, lastSeenAt, address } = session;
  const what = grant === null ? '' : 'app token, ';
  if (revokedAt > 0) return `${what}ended ${dayAndTime(revokedAt, now)}`;
  if (online) return `${what}online now`;
  if (grant !== null && address === '') return `${what}never used`;
  return `${what}last ${grant === null ? 'here' : 'used'} ${dayAndTime(lastSeenAt, now)}`;
}

/** A session as the operator sees it, on one line. */
export function operatorSessionLine(
  session: Session & { readonly name: string; readonly online: boolean },
  { style, now }: View,
): string {
  const id = style.accent(session.id.slice(0, shownSessionLength));
  const seen = lastSeen(session, now);
  const device = safeText(session.device, { newlines: false });
  const address = safeText(session.address, { newlines: false });
  const where = style.faint(address === '' ? `(${seen})` : `(${seen}, from ${address})`);
  return `  ${id}  ${style.name(session.name)}: ${device} ${where}`;
}
