import type { Clock } from '../../base/clock.ts';
import { lineScope, sanctionOn } from '../../chat/sanctions.ts';
import type { Account } from '../../chat/tables.ts';
import type { Directory } from '../../store/directory.ts';
import type { AccountInfo } from '../../wire/messages.ts';
import type { Readers } from '../delivery/readers.ts';
import { firstThatFit } from './fitting.ts';
import type { Handler } from './handler.ts';

/** `accounts`: those after a name, by name. */
export function listAccounts(parts: {
  readonly directory: Directory;
  readonly readers: Readers;
  readonly clock: Clock;
}): Handler<'accounts'> {
  const { directory, readers, clock } = parts;
  return (_requester, { after = '' }) => {
    const now = clock.now();
    const accounts = directory
      .accounts()
      .filter(({ name }) => name > after)
      .map((account) =>
        described(account, readers.isOnline(account.id), banOf(directory, account, now)),
      );
    const { fitting, more } = firstThatFit(accounts);
    return { accounts: fitting, more: more > 0 };
  };
}

function described(account: Account, online: boolean, ban: AccountInfo['ban']): AccountInfo {
  const { name, role, pending, createdAt } = account;
  return { name, role, online, pending, ban, createdAt };
}

function banOf(directory: Directory, account: Account, now: number): AccountInfo['ban'] {
  const ban = sanctionOn(directory, lineScope, 'ban', account, now);
  return ban === undefined ? null : { until: ban.until, reason: ban.reason };
}
