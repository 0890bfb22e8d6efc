import { PartylineError } from '../../base/errors.ts';
import type { Account } from '../../chat/tables.ts';
import type { Directory } from '../../store/directory.ts';

/** The account of a name, for an operator, who knows of those that wait as well. Throws `name.unknown`. */
export function accountNamed(directory: Pick<Directory, 'accountByName'>, name: string): Account {
  const account = directory.accountByName(name);
  if (account !== undefined) return account;
  throw new PartylineError('name.unknown', `There is nobody called ${name} on this line.`);
}
