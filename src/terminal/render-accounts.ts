import type { AccountInfo } from '../wire/messages.ts';
import type { View } from './render.ts';
import { safeLine } from './safe-text.ts';
import { dayAndTime } from './times.ts';

/** An account as an operator sees it, on one line. */
export function accountLine(account: AccountInfo, view: View): string {
  const name = safeLine(account.name);
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
  const reason = ban.reason === '' ? '' : ` (${safeLine(ban.reason)})`;
  return `banned${end}${reason}`;
}
