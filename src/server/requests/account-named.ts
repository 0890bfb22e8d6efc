import { PartylineError } from '../../base/errors.ts';
import { worded } from '../../base/worded.ts';
import type { Account } from '../../chat/tables.ts';
import type { Directory } from '../../store/directory.ts';

type Accounts = Pick<Directory, 'accountByName'>;

/** The account of a name, for an operator, who knows of those that wait as well. Throws `name.unknown`. */
export function accountNamed(directory: Accounts, name: string): Account {
  return known(directory.accountByName(name), name);
}

/** The account of a name that somebody wants to write to: of one that is admitted. Throws `name.unknown`. */
export function personNamed(directory: Accounts, name: string): Account {
  const account = directory.accountByName(name);
  return known(account?.pending ? undefined : account, name);
}

function known(account: Account | undefined, name: string): Account {
  if (account !== undefined) return account;
  throw new PartylineError('name.unknown', worded('name.nobody', { name }));
}
