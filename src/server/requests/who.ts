import type { Directory } from '../../store/directory.ts';
import type { Readers } from '../delivery/readers.ts';
import type { Handler } from './handler.ts';

/* Answers `who`. */

/** People listed in one answer to `who`. */
export const peopleListed = 500;

/** `who`: the accounts that are here, in the order they came. */
export function who(parts: {
  readonly readers: Readers;
  readonly directory: Directory;
}): Handler<'who'> {
  const { readers, directory } = parts;
  return () => {
    const accounts = [...readers.accountsOnline()];
    const people = accounts.slice(0, peopleListed).flatMap((number) => {
      const account = directory.account(number);
      const [reader] = readers.presentOf(number);
      if (account === undefined || reader === undefined) return [];
      return [{ name: account.name, operator: account.role === 'operator', since: reader.since }];
    });
    return { people, more: Math.max(0, accounts.length - peopleListed) };
  };
}
