import {
  assertArgument,
  assertOptions,
  integer,
  oneOf,
  text,
  texts,
} from '../../base/arguments.ts';
import { PartylineError } from '../../base/errors.ts';
import type { AccountInfo, AccountSession, Act, SanctionInfo } from '../../wire/messages.ts';
import type { Answer } from '../../wire/requests.ts';
import { limits } from '../../words/limits.ts';
import { looksLikeNetwork } from '../../words/network.ts';
import type { Role } from '../../words/role.ts';
import { formatRoomReference, parseRoomReference } from '../../words/room-reference.ts';
import { type RoomRole, roomRoles } from '../../words/room-role.ts';
import type { SignUpMode } from '../../words/sign-up-mode.ts';
import type { Ask } from './requests.ts';

/* The requests of an operator. */

/** A code that is good for one use. */
export interface OneTimeCode {
  readonly code: string;
  /** The line's address with the code in it. */
  readonly address: string;
  /** That of the line's page with the code in it; undefined: the line has no page. */
  readonly page: string | undefined;
  /** Milliseconds since 1970 UTC. */
  readonly expiresAt: number;
}

/** How a line is closed in a raid. */
export interface Lockdown {
  /** Accounts made at this time or later are kept out as well; null: none. Milliseconds since 1970 UTC. */
  readonly newcomersSince: number | null;
  /** Time between two messages of an account that is no operator's, in milliseconds; 0: as ever. */
  readonly slowMs: number;
}

/** Options of a ban. */
export interface ImposeOptions {
  /** Also a network that holds one's own address, or nearly everybody. Default false. */
  readonly force?: boolean | undefined;
}

/** What an invitation brings besides an account. */
export interface InviteOptions {
  /** Named rooms (`#ops`) that the newcomer is in from the start; at most 16. */
  readonly rooms?: readonly string[] | undefined;
  /** The newcomer's role in them; `member` if left out. */
  readonly role?: RoomRole | undefined;
}

/** How a line is run at present, and how its server is doing. */
export interface LineStatus {
  /** The address others join by. */
  readonly address: string;
  /** The server's program and its version. */
  readonly software: string;
  /** When the server started, in milliseconds since 1970 UTC. */
  readonly startedAt: number;
  /** How newcomers are taken. */
  readonly signUp: SignUpMode;
  /** Nobody new gets in. */
  readonly paused: boolean;
  /** The lockdown, and when it began; null: there is none. */
  readonly lockdown: (Lockdown & { readonly since: number }) | null;
  readonly accounts: number;
  /** Sessions that were not ended, app tokens among them. */
  readonly sessions: number;
  readonly rooms: number;
  /** Entries of all rooms since their beginning: messages, and what happened to rooms. */
  readonly entries: number;
  /** People who are here. */
  readonly online: number;
  /** Connections, logged in or not. */
  readonly connections: number;
  /** The database with its log, in bytes. */
  readonly storeBytes: number;
  /** The index of the search, in bytes. */
  readonly indexBytes: number;
  /** Files that people have sent. */
  readonly files: number;
  /** Those files together, in bytes. */
  readonly filesBytes: number;
  /** The log with its older files, in bytes; null: it is no file. */
  readonly logBytes: number | null;
  /** Room on the disk of the data folder, in bytes. */
  readonly freeBytes: number;
  /** Commits of the last one or two minutes, and how long they took, in microseconds. */
  readonly commits: {
    readonly count: number;
    readonly p50Us: number;
    readonly p99Us: number;
    readonly maxUs: number;
  };
  /** Readers that are behind and are fed from the store, each counted for every such room. */
  readonly readersBehind: number;
  /** Decisions that the index of the search has yet to look at; null: there is no index. */
  readonly searchBehind: number | null;
  /** When the line was backed up last, in milliseconds since 1970 UTC; null: the server knows of no backup. */
  readonly lastBackupAt: number | null;
  /** Sentences about troubles that are not over. */
  readonly troubles: readonly string[];
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
   * Ends all connections of an account, or from a network; people may come back. Returns how many there
   * were. A console at the server itself stays, and so do one's own connections in the network.
   *
   * @param whom a name, or an address or network in CIDR notation: `ana`, `192.0.2.7`, `2001:db8::/32`; a name
   *   that looks like an address begins with `@`
   */
  async kick(whom: string, reason = ''): Promise<number> {
    return (await this.#ask('account.kick', { ...targetOf(whom), reason })).connections;
  }

  /**
   * Shuts an account or a network out, in place of a ban of it before. An address of IPv6 alone stands for its
   * /64. A ban of a network that holds one's own address or nearly everybody is refused unless it is forced.
   *
   * @param whom as for `kick`
   * @param until in milliseconds since 1970 UTC; null: until `unban`
   */
  async ban(
    whom: string,
    until: number | null,
    reason = '',
    options: ImposeOptions = {},
  ): Promise<void> {
    await this.#ask('account.ban', { ...targetOf(whom), until, reason, ...forced(options) });
  }

  /**
   * Ends the ban of an account, if there is one, or of exactly this network.
   *
   * @param whom as for `kick`
   */
  async unban(whom: string): Promise<void> {
    await this.#ask('account.unban', targetOf(whom));
  }

  /**
   * Lets an account or a network read, and not post, in place of a mute of it before.
   *
   * @param whom as for `kick`
   * @param until in milliseconds since 1970 UTC; null: until `unmute`
   */
  async mute(whom: string, until: number | null, reason = ''): Promise<void> {
    await this.#ask('account.mute', { ...targetOf(whom), until, reason });
  }

  /**
   * Ends the mute of an account, if there is one, or of exactly this network.
   *
   * @param whom as for `kick`
   */
  async unmute(whom: string): Promise<void> {
    await this.#ask('account.unmute', targetOf(whom));
  }

  /** The bans and mutes that are in force on the line. */
  async sanctions(): Promise<SanctionInfo[]> {
    const all: SanctionInfo[] = [];
    let after: string | undefined;
    for (;;) {
      const page = await this.#ask('sanctions', after === undefined ? {} : { after });
      all.push(...page.sanctions);
      if (page.next === null) return all;
      if (page.sanctions.length === 0 || all.length > limits.accountsListed) {
        throw new PartylineError('message.unexpected', "The server's list of bans has no end.");
      }
      after = page.next;
    }
  }

  /**
   * The acts of operators, and what was done to whom, newest first: a page of them.
   *
   * @param options.name only those that this account did, or that were done to it
   * @param options.before only those before this one, by its `position`
   * @param options.limit so many at the most: 1 to 100, by default 100
   */
  async audit(
    options: { readonly name?: string; readonly before?: number; readonly limit?: number } = {},
  ): Promise<{ readonly acts: Act[]; readonly more: boolean }> {
    const { acts, more } = await this.#ask('audit', options);
    return { acts, more };
  }

  /**
   * Closes the line, in a raid, to everybody who has no account; or opens it again. Those who have one come and
   * go as before.
   */
  async lockdown(lockdown: Lockdown | null): Promise<void> {
    await this.#ask('line.lockdown', { lockdown });
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

  /**
   * Makes an invitation, for one name or for anybody; it is good for one account.
   *
   * @throws (by rejection) PartylineError `room.unknown`, and `forbidden` for a room that the operator may not invite to
   */
  async invite(name?: string, options: InviteOptions = {}): Promise<OneTimeCode> {
    assertOptions('Cannot invite', options, { rooms: texts, role: oneOf(roomRoles) });
    const { rooms = [], role } = options;
    const named = rooms.map((room) => formatRoomReference(parseRoomReference(room)));
    const answer = await this.#ask('invite.create', {
      ...(name === undefined ? {} : { name }),
      ...(named.length === 0 ? {} : { rooms: named }),
      ...(role === undefined ? {} : { role }),
    });
    return codeOf(answer);
  }

  /** Changes how newcomers are taken. */
  async changeSignUp(mode: SignUpMode): Promise<void> {
    await this.#ask('sign-up.change', { mode });
  }

  /** How the line is run at present, and the address others join by. */
  async status(): Promise<LineStatus> {
    const { type: _type, re: _re, ...status } = await this.#ask('line.status', {});
    return status;
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

function codeOf({ code, address, page, expiresAt }: Answer<'invite.create'>): OneTimeCode {
  return { code, address, page, expiresAt };
}

function targetOf(whom: string): { readonly name: string } | { readonly network: string } {
  assertArgument('Cannot act on an account or a network', 'whom', whom, text);
  return looksLikeNetwork(whom) ? { network: whom } : { name: whom.replace(/^@/, '') };
}

function forced({ force }: ImposeOptions): { readonly force?: boolean } {
  return force === undefined ? {} : { force };
}
