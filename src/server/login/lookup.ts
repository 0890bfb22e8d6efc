import { PartylineError } from '../../base/errors.ts';
import { worded } from '../../base/worded.ts';
import { alikeWords } from '../../chat/sign-up.ts';
import type { Journal } from '../../journal/journal.ts';
import type { Directory } from '../../store/directory.ts';
import { nameSkeleton } from '../../words/name-skeleton.ts';
import { caughtUp } from './caught-up.ts';
import type { Gate } from './gate.ts';
import type { GreetingHandler } from './handler.ts';

/** `account.lookup`: whether a name is taken, while sign-up is open. Throws `auth.throttled`. */
export function lookUp(parts: {
  readonly directory: Directory;
  readonly journal: Pick<Journal, 'catchUp'>;
  readonly gate: Gate;
}): GreetingHandler<'account.lookup'> {
  const { directory, gate } = parts;
  return async ({ attempts }, { name }, { answer }) => {
    if (gate.signUp !== 'open') {
      throw new PartylineError('forbidden', worded('sign-up.not-told'));
    }
    attempts.looksUp(name);
    await caughtUp(parts.journal);
    const account = directory.accountByName(name);
    if (account === undefined) assertUnlike(directory, name);
    // The operator's account has no password unless one was set: to ask for it would lead nowhere.
    if (account?.record === null) throw new PartylineError('sign-up.name-taken');
    answer({ exists: account !== undefined });
    return undefined;
  };
}

/** Throws `sign-up.name-taken` for a name that looks like one that somebody has. */
export function assertUnlike(directory: Pick<Directory, 'accountLike'>, name: string): void {
  const alike = directory.accountLike(nameSkeleton(name));
  if (alike === undefined) return;
  throw new PartylineError('sign-up.name-taken', alikeWords(name, alike));
}
