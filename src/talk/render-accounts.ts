import { textOf } from '../texts/text-of.ts';
import type { AccountInfo } from '../wire/messages.ts';
import type { View } from './render.ts';
import { safeLine } from './safe-text.ts';
import { dayAndTime } from './times.ts';

/** An account as an operator sees it, on one line. */
export function accountLine(account: AccountInfo, view: View): string {
  const name = safeLine(account.name);
  const facts = [
    account.role === 'operator' ? textOf('accounts.operator') : '',
    account.online ? textOf('accounts.here') : '',
    account.pending ? textOf('accounts.waits', { name }) : '',
    banWords(account, view),
    textOf('accounts.since', { time: dayAndTime(account.createdAt, view.now) }),
  ].filter((fact) => fact !== '');
  return `  ${view.style.name(name)} ${view.style.faint(facts.join(', '))}`;
}

function banWords({ ban }: AccountInfo, { now }: View): string {
  if (ban === null) return '';
  const until = ban.until === null ? '' : textOf('until', { time: dayAndTime(ban.until, now) });
  const reason = ban.reason === '' ? '' : ` (${safeLine(ban.reason)})`;
  return textOf('accounts.banned', { until, reason });
}
