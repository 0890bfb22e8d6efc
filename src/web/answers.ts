import type { Credentials } from '../client/core/credentials.ts';
import { textOf } from '../texts/text-of.ts';

/** The form in front of the line: to come back, to come in for the first time, or to set a new password. */
export type FormKind = 'log-in' | 'sign-up' | 'reset';

/** What a person has filled in. */
export interface Answers {
  readonly kind: FormKind;
  readonly name: string;
  readonly password: string;
}

/** Why the form is shown again. */
export interface Refusal {
  readonly kind: FormKind;
  readonly words: string;
}

/**
 * Gives what was filled in, each answer once. Where that does not do, the line is given up, and the form says why.
 *
 * @param answers undefined: nothing but the session of this browser
 * @param refuse is told why the answers do not do
 */
export function credentialsOf(
  answers: Answers | undefined,
  refuse: (refusal: Refusal) => void,
): Credentials {
  const kind = answers?.kind ?? 'log-in';
  let isUsed = false;
  const giveUp = (words: string, next: FormKind = kind): undefined => {
    refuse({ kind: next, words });
    return undefined;
  };
  return {
    name: async (taken) => {
      if (answers !== undefined && taken === undefined) return answers.name;
      const words = taken === undefined ? '' : textOf('page.name-taken', { name: taken });
      giveUp(words);
      throw new Error(words);
    },
    password: async ({ name, reason }) => {
      if (answers === undefined) {
        return giveUp(reason === 'session-lost' ? textOf('join.session-lost') : '');
      }
      if (kind === 'sign-up' && !isUsed) return giveUp(textOf('page.name-taken', { name }));
      if (isUsed || reason === 'wrong') return giveUp(textOf('join.wrong'));
      isUsed = true;
      return answers.password;
    },
    newPassword: async ({ name, reason }) => {
      const isWanted = reason === 'reset' || kind === 'sign-up';
      if (!isWanted) return giveUp(textOf('page.no-account', { name }), 'sign-up');
      isUsed = true;
      return answers?.password;
    },
    signUp: async () => kind === 'sign-up',
  };
}
