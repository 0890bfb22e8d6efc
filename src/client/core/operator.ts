import { assertArgument, integer } from '../../base/arguments.ts';
import { PartylineError } from '../../base/errors.ts';
import type { AccountInfo, AccountSession } from '../../wire/messages.ts';
import type { Answer } from '../../wire/requests.ts';
import { limits } from '../../words/limits.ts';
import type { Role } from '../../words/role.ts';
import type { SignUpMode } from '../../words/sign-up-mode.ts';
import type { Ask } from './requests.ts';

/* The requests of an operator. */

/** A code that is good for one use. */
export interface OneTimeCode {
  readonly code: string;
  /** The line's address with the code in it. */
  readonly address: string;
  /** Milliseconds since 1970 UTC. */
  readonly expiresAt: number;
}

/** How a line is run at present. */
export interface LineStatus {
  /** The address others join by. */
  readonly address: string;
  /** How newcomers are taken. */
  readonly signUp: SignUpMode;
  /** Nobody new gets in. */
  readonly paused: boolean;
}

/**
 * The powers of an operator. Each rejects with PartylineError `forbidden` for an account that is none,
 * and for an app token; with `name.unknown` where nobody has the name.
 */
export class Operator {
  readonly #ask: Ask;

  /** @internal */
  constructor(ask: Ask) {
    this.#ask = ask;
  }

  /**
   * All accounts, by name.
   *
   * @throws (by rejection) PartylineError `message.unexpected` where the server's list does not end
   */
  async accounts(): Promise<AccountInfo[]> {
    const all: AccountInfo[] = [];
    for (;;) {
      const after = all.at(-1)?.name;
      const page = await this.#ask('accounts', after === undefined ? {} : { after });
      all.push(...page.accounts);
      if (!page.more) return all;
      if (page.accounts.length === 0 || all.length > limits.accountsListed) {
        throw new PartylineError('message.unexpected', "The server's list of accounts has no end.");
      }
    }
  }

  /**
   * The sessions of one account, or of all; those unused for longest first. `more` of the first are left
   * out where there are too many for one answer.
   */
  async sessions(
    name?: string,
  ): Promise<{ readonly sessions: AccountSession[]; readonly more: number }> {
    const { sessions, more } = await this.#ask(
      'account.sessions',
      name === undefined ? {} : { name },
    );
    return { sessions, more };
  }

  /** Ends one session of an account by its id, or all; returns how many. */
  async revoke(name: string, session: string): Promise<number> {
    return (await this.#ask('account.revoke', { name, session })).count;
  }

  /**
   * Ends all connections of an account, which may come back; returns how many there were. A console at
   * the server itself stays.
   */
  async kick(name: string, reason = ''): Promise<number> {
    return (await this.#ask('account.kick', { name, reason })).connections;
  }

  /**
   * Shuts an account out.
   *
   * @param until in milliseconds since 1970 UTC; null: until `unban`
   */
  async ban(name: string, until: number | null, reason = ''): Promise<void> {
    await this.#ask('account.ban', { name, until, reason });
  }

  /** Ends a ban. */
  async unban(name: string): Promise<void> {
    await this.#ask('account.unban', { name });
  }

  /** Lets an account in that waits for it (sign-up mode `approve`). */
  async admit(name: string): Promise<void> {
    await this.#ask('account.admit', { name });
  }

  /** Makes an account an operator, or a member again; nobody can step down by themselves. */
  async changeRole(name: string, role: Role): Promise<void> {
    await this.#ask('account.role', { name, role });
  }

  /** Makes a code with which a person sets a new password. */
  async reset(name: string): Promise<OneTimeCode> {
    return codeOf(await this.#ask('account.reset', { name }));
  }

  /** Makes an invitation, for one name or for anybody; it is good for one account. */
  async invite(name?: string): Promise<OneTimeCode> {
    return codeOf(await this.#ask('invite.create', name === undefined ? {} : { name }));
  }

  /** Changes how newcomers are taken. */
  async changeSignUp(mode: SignUpMode): Promise<void> {
    await this.#ask('sign-up.change', { mode });
  }

  /** How the line is run at present, and the address others join by. */
  async status(): Promise<LineStatus> {
    const { address, signUp, paused } = await this.#ask('line.status', {});
    return { address, signUp, paused };
  }

  /** Takes no new connections, or takes them again; members online stay. */
  async pause(paused: boolean): Promise<void> {
    await this.#ask('line.pause', { paused });
  }

  /** Stops the server; resolves when it has begun to. */
  async stop(reason = ''): Promise<void> {
    await this.#ask('line.stop', { reason });
  }

  /** The last lines of the server's log, oldest first: 1 to 1,000. */
  async log(count: number): Promise<string[]> {
    assertArgument(
      'Cannot read the log',
      'the number of lines',
      count,
      integer(1, limits.logLines),
    );
    let lines: string[] = [];
    for (;;) {
      const skip = lines.length;
      const page = await this.#ask('line.log', { count: count - skip, skip });
      lines = [...page.lines, ...lines];
      if (!page.more || page.lines.length === 0 || lines.length >= Math.min(count, limits.logLines))
        return lines;
    }
  }
}

function codeOf({ code, address, expiresAt }: Answer<'invite.create'>): OneTimeCode {
  return { code, address, expiresAt };
}
