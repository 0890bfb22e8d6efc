import { assertArgument, assertOptions, flag, integer, text, texts } from '../../base/arguments.ts';
import { formatAppToken } from '../../wire/app-token.ts';
import type { SessionInfo } from '../../wire/messages.ts';
import type { LoggedIn } from './login-task.ts';
import type { Ask } from './requests.ts';

/* The requests that an account makes about itself: sessions, app tokens, its password. */

/** An app token to be made. */
export interface TokenRequest {
  /** Its name in lists of sessions; 1 to 64 characters, and unlike those of the other tokens. */
  readonly name: string;
  readonly read: boolean;
  readonly write: boolean;
  /** `lobby` and `@NAME`: the only rooms. All of the account's if left out. */
  readonly rooms?: readonly string[] | undefined;
  /** Milliseconds since 1970 UTC; it never expires if left out. */
  readonly expiresAt?: number | undefined;
}

/** An app token as it is told once. */
export interface CreatedToken {
  /** The id by which it is listed and revoked. */
  readonly session: string;
  /** The token itself, with the server's fingerprint in it: a secret. */
  readonly token: string;
}

/** Which sessions to end: one by its id, this one, all, or all but this one. */
export type WhichSessions = string | 'current' | 'all' | 'others';

const tokenRequest = { name: text, read: flag, write: flag, rooms: texts, expiresAt: integer(0) };

/** The means of the account's own requests. */
export interface AccountParts {
  readonly ask: Ask;
  /** The fingerprint of the server's key; undefined in clear text. Throws before the first login. */
  fingerprint(): string | undefined;
  /** The last login. Throws before the first. */
  login(): LoggedIn;
}

/**
 * The account behind the line: its sessions, its app tokens and its password, which only a device may look at
 * and change, on its own connection. Each rejects with PartylineError `forbidden` for an app token, and
 * beside a device.
 */
export class Account {
  readonly #parts: AccountParts;

  /** @internal */
  constructor(parts: AccountParts) {
    this.#parts = parts;
  }

  /**
   * Makes an app token. Its text is told this once.
   *
   * @throws (by rejection) PartylineError `token.name-taken`, `room.unknown`, `name.unknown`
   */
  async createToken(request: TokenRequest): Promise<CreatedToken> {
    assertOptions('Cannot create a token', request, tokenRequest);
    const { name, read, write, rooms, expiresAt } = request;
    const { session, secret } = await this.#parts.ask('token.create', {
      name,
      read,
      write,
      ...(rooms === undefined ? {} : { rooms: [...rooms] }),
      ...(expiresAt === undefined ? {} : { expiresAt }),
    });
    return {
      session,
      token: formatAppToken({ fingerprint: this.#parts.fingerprint(), session, secret }),
    };
  }

  /** The sessions: devices (`grant` is null) and app tokens. */
  async sessions(): Promise<SessionInfo[]> {
    return (await this.#parts.ask('sessions', {})).sessions;
  }

  /** Ends sessions; returns how many. A session's open connections end as well, this line's too. */
  async revoke(which: WhichSessions): Promise<number> {
    return (await this.#parts.ask('session.revoke', { session: which })).count;
  }

  /**
   * Sets a new password; all other sessions end. Returns how many did.
   *
   * @throws (by rejection) PartylineError `auth.failed` if the old one is wrong; InputError if the new one
   *   is weak
   */
  async changePassword(current: string, next: string): Promise<number> {
    assertArgument('Cannot change the password', 'the current one', current, text);
    assertArgument('Cannot change the password', 'the new one', next, text);
    const { ask, login } = this.#parts;
    const { changePassword } = await import('./password-change.ts');
    return await changePassword(ask, login(), { current, next });
  }
}
