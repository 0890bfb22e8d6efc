import { PartylineError } from '../../base/errors.ts';
import type { Directory } from '../../store/directory.ts';
import type { Gate } from './gate.ts';
import type { GreetingHandler } from './handler.ts';

/** `account.lookup`: whether a name is taken, while sign-up is open. Throws `auth.throttled`. */
export function lookUp(parts: {
  readonly directory: Directory;
  readonly gate: Gate;
}): GreetingHandler<'account.lookup'> {
  const { directory, gate } = parts;
  return ({ attempts }, { name }, { answer }) => {
    if (gate.signUp !== 'open') {
      const sentence = 'Whether a name is taken is told only while sign-up is open.';
      throw new PartylineError('forbidden', sentence);
    }
    attempts.looksUp(name);
    const account = directory.accountByName(name);
    // The operator's account has no password unless one was set: to ask for it would lead nowhere.
    if (account?.record === null) throw new PartylineError('sign-up.name-taken');
    answer({ exists: account !== undefined });
    return undefined;
  };
}
