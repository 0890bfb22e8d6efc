import type { Directory } from '../../store/directory.ts';
import type { Presence } from '../delivery/presence.ts';
import { personNamed } from './account-named.ts';
import { firstThatFit } from './fitting.ts';
import type { Handler } from './handler.ts';

/* Answers `who` and `whois`. */

/** People listed in one answer to `who`. */
export const peopleListed = 500;

interface Parts {
  readonly presence: Pick<Presence, 'people' | 'count' | 'of'>;
  readonly directory: Directory;
}

/** `who`: the people who are here, in the order they came. */
export function who({ presence, directory }: Parts): Handler<'who'> {
  return () => {
    const listed = [...presence.people()].slice(0, peopleListed);
    const people = listed.map(({ account, name, since, away, idleSince }) => {
      const operator = directory.account(account)?.role === 'operator';
      return { name, operator, since, away, idleSince };
    });
    const { fitting } = firstThatFit(people);
    return { people: fitting, more: presence.count - fitting.length };
  };
}

/** `whois`: one person, here or not. Throws `name.unknown`. */
export function whois({ presence, directory }: Parts): Handler<'whois'> {
  return (_requester, { name }) => {
    const account = personNamed(directory, name);
    const here = presence.of(account.id);
    return {
      name,
      operator: account.role === 'operator',
      online: here !== undefined,
      since: here?.since ?? null,
      away: directory.preferences(account.id)?.away?.text ?? null,
      idleSince: here?.idleSince ?? null,
      lastSeenAt: here ? null : (directory.lastDeviceOf(account.id)?.lastSeenAt ?? null),
    };
  };
}
