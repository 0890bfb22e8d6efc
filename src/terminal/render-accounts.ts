import type { AccountInfo, AccountSession } from '../wire/messages.ts';
import { shownSessionLength, type View } from './render.ts';
import { safeText } from './safe-text.ts';
import { dayAndTime } from './times.ts';

/** An account as an operator sees it, on one line. */
export function accountLine(account: AccountInfo, view: View): string {
  const name = safeText(account.name, { newlines: false });
  const facts = [
    account.role === 'operator' ? 'operator' : '',
    account.online ? 'here' : '',
    account.pending ? `waits for /admit ${name}` : '',
    banWords(account, view),
    `since ${dayAndTime(account.createdAt, view.now)}`,
  ].filter((fact) => fact !== '');
  return `  ${view.style.name(name)} ${view.style.faint(facts.join(', '))}`;
}

function banWords({ ban }: AccountInfo, { now }: View): string {
  if (ban === null) return '';
  const end = ban.until === null ? '' : ` until ${dayAndTime(ban.until, now)}`;
  const reason = ban.reason === '' ? '' : ` (${safeText(ban.reason, { newlines: false })})`;
  return `banned${end}${reason}`;
}

function lastSeen(session: AccountSession, now: number): string {
  const { online, grant, endedAt, lastSeenAt, address } = session;
  const what = grant === null ? '' : 'app token, ';
  if (endedAt !== null) return `${what}ended ${dayAndTime(endedAt, now)}`;
  if (online) return `${what}online now`;
  if (grant !== null && address === '') return `${what}never used`;
  return `${what}last ${grant === null ? 'here' : 'used'} ${dayAndTime(lastSeenAt, now)}`;
}

/** A session as an operator sees it, on one line. */
export function accountSessionLine(session: AccountSession, { style, now }: View): string {
  const id = style.accent(
    safeText(session.session.slice(0, shownSessionLength), { newlines: false }),
  );
  const seen = lastSeen(session, now);
  const device = safeText(session.device, { newlines: false });
  const address = safeText(session.address, { newlines: false });
  const where = style.faint(address === '' ? `(${seen})` : `(${seen}, from ${address})`);
  const name = safeText(session.name, { newlines: false });
  return `  ${id}  ${style.name(name)}: ${device} ${where}`;
}
