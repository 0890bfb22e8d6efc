import { InputError } from '../../base/errors.ts';
import type { SignUpMode } from '../../words/sign-up-mode.ts';

/* The source of names and passwords: a person who is asked, or a program that has given them. */

/** Why a password is asked for. */
export type PasswordReason =
  | 'login'
  /** The one before was wrong, or the name was. */
  | 'wrong'
  /** The saved session could not be resumed. */
  | 'session-lost'
  /** The server shows another key than before: only the password proves who it is. */
  | 'key-changed';

/**
 * Gives names and passwords; asked only when they are needed, one question at a time. An error that is
 * thrown here ends the line with reason `failed`.
 */
export interface Credentials {
  /**
   * The name of an account.
   *
   * @param taken the name before, if somebody else has it
   */
  name(taken?: string): Promise<string>;
  /** The password of an account; undefined to give up. */
  password(ask: {
    readonly name: string;
    readonly reason: PasswordReason;
    /** 1 for the first. */
    readonly attempt: number;
  }): Promise<string | undefined>;
  /** A password to set, for a new account or with a reset code; undefined to give up. */
  newPassword(ask: {
    readonly name: string;
    readonly reason: 'sign-up' | 'reset';
  }): Promise<string | undefined>;
  /** Whether to sign up, where the server does not say if the name has an account; false: log in. */
  signUp(ask: { readonly name: string; readonly mode: SignUpMode }): Promise<boolean>;
}

/** A password that a program was given, instead of somebody to ask. */
export interface GivenCredentials {
  readonly password?: string | (() => string | Promise<string>) | undefined;
  /** Makes the account if there is none of this name and the server allows it. */
  readonly signUp?: boolean | undefined;
}

/** Answers with what was given, once: a wrong password does not become right. */
export function givenCredentials({ password, signUp = false }: GivenCredentials): Credentials {
  const given = async () => (typeof password === 'function' ? await password() : password);
  return {
    name: async (taken) => {
      throw new InputError(
        taken === undefined
          ? 'Cannot log in: no name was given.'
          : `Cannot sign up as ${taken}: somebody else has this name.`,
      );
    },
    password: async ({ name, attempt }) => {
      const answer = attempt > 1 ? undefined : await given();
      if (answer !== undefined || attempt > 1) return answer;
      throw new InputError(
        `Cannot log in as ${name}: there is no saved session, and no password was given.`,
      );
    },
    newPassword: async ({ name, reason }) => {
      if (reason === 'reset' || signUp) return await given();
      throw new InputError(
        `There is no account ${name} on this server; with signUp: true it is made.`,
      );
    },
    signUp: async ({ mode }) => signUp && mode !== 'closed',
  };
}
