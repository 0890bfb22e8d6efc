import { PartylineError } from '../../base/errors.ts';
import type { Account } from '../../chat/tables.ts';
import type { Directory } from '../../store/directory.ts';

/** The account of a name that somebody wants to write to. Throws `name.unknown`. */
export function personNamed(directory: Directory, name: string): Account {
  const account = directory.accountByName(name);
  if (account !== undefined && !account.pending) return account;
  throw new PartylineError('name.unknown', `There is nobody called ${name} on this line.`);
}
