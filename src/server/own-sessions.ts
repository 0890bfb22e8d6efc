import { PartylineError } from '../base/errors.ts';
import { hashSecret, newToken, randomId } from '../base/ids.ts';
import { directKey } from '../chat/rooms.ts';
import type { RevokeSessions } from '../chat/sessions.ts';
import type { Account, Session } from '../chat/tables.ts';
import type { MemberMessages, ServerMessages, SessionInfo } from '../wire/messages.ts';
import type { Grant } from '../words/grant.ts';
import type { Line, MemberIdentity } from './line.ts';

/** How long an app token is listed after it was ended, in milliseconds. */
const endedShownMs = 30 * 24 * 3_600_000;

/**
 * The sessions of an account as they are listed: app tokens that were ended in the last 30 days, then all
 * that live, those unused for longest first.
 */
export function listedSessions({ directory, settings }: Line, account: number): Session[] {
  const since = settings.clock.now() - endedShownMs;
  return [...directory.endedTokensOf(account, since), ...directory.liveSessions(account)];
}

/** Bytes of sessions, as JSON, in one answer to `sessions`. */
export const sessionsBytes = 60 * 1024;

/** What a member does with the sessions of the own account: lists and ends them, makes app tokens. */
export class OwnSessions {
  readonly #line: Line;
  readonly #owner: MemberIdentity & { readonly name: string };

  constructor(line: Line, owner: MemberIdentity & { readonly name: string }) {
    this.#line = line;
    this.#owner = owner;
  }

  /** As `listedSessions`; of the first of these `more` are left out if they do not fit. */
  list(): Pick<ServerMessages['sessions'], 'sessions' | 'more'> {
    const all = listedSessions(this.#line, this.#owner.account).map((session) =>
      this.#describe(session),
    );
    let bytes = 0;
    const tooLong = all.findLastIndex((session) => {
      bytes += Buffer.byteLength(JSON.stringify(session)) + 1;
      return bytes > sessionsBytes;
    });
    return { sessions: all.slice(tooLong + 1), more: tooLong + 1 };
  }

  #describe(session: Session): SessionInfo {
    return {
      session: session.id,
      device: session.device,
      address: session.address,
      createdAt: session.createdAt,
      lastSeenAt: session.lastSeenAt,
      online: this.#line.connectionsOf(session.id) > 0,
      current: session.id === this.#owner.sessionId,
      grant: session.grant,
      endedAt: session.revokedAt === 0 ? null : session.revokedAt,
    };
  }

  /** Ends what is asked for. Throws what the rules refuse. */
  async revoke({
    id,
    session,
  }: MemberMessages['session.revoke']): Promise<ServerMessages['revoked']> {
    const { account } = this.#owner;
    const outcome = await this.#line.journal.request({
      type: 'session.revoke',
      at: this.#line.settings.clock.now(),
      actor: account,
      account,
      sessions: this.#chosen(session),
    });
    if (!outcome.ok) throw new PartylineError(outcome.code, outcome.message);
    return { type: 'revoked', re: id, count: outcome.value.revoked.length };
  }

  #chosen(which: string): RevokeSessions['sessions'] {
    if (which === 'all') return 'all';
    if (which === 'others') return { except: this.#owner.sessionId };
    return { only: which === 'current' ? this.#owner.sessionId : which };
  }

  /**
   * Makes an app token; its secret is told here and nowhere else. Throws `message.invalid` for one that
   * would be good for nothing, `name.unknown`, `forbidden`, `token.name-taken`.
   */
  async createToken(
    message: MemberMessages['token.create'],
  ): Promise<ServerMessages['token.created']> {
    const { journal, settings } = this.#line;
    const { account, name: owner } = this.#owner;
    const at = settings.clock.now();
    const grant = this.#grantOf(message, at);
    const [session, secret] = [randomId(16), newToken()];
    const { name } = message;
    const tokenHash = hashSecret(secret);
    const outcome = await journal.request({
      type: 'token.create',
      at,
      account,
      id: session,
      name,
      tokenHash,
      grant,
    });
    if (!outcome.ok) throw new PartylineError(outcome.code, outcome.message);
    const facts = { name: owner, session, token: name, ...grant };
    settings.log.info('token.created', facts);
    return { type: 'token.created', re: message.id, session, secret };
  }

  #grantOf({ read, write, rooms, expiresAt }: MemberMessages['token.create'], at: number): Grant {
    if (!read && !write) {
      throw invalid('read', 'An app token that may neither read nor write is good for nothing.');
    }
    if (expiresAt !== undefined && expiresAt <= at) {
      throw invalid('expiresAt', 'The app token would have expired already.');
    }
    const keys = rooms && [...new Set(rooms.map((room) => this.#keyOf(room)))];
    return { read, write, rooms: keys ?? null, expiresAt: expiresAt ?? null };
  }

  /** The key of a room that is written as people write it: `lobby`, `@ana`. */
  #keyOf(room: string): string {
    if (room.startsWith('#')) throw new PartylineError('room.unknown');
    if (!room.startsWith('@')) return room;
    const other = accountOf(this.#line, room.slice(1)).id;
    if (other !== this.#owner.account) return directKey(this.#owner.account, other);
    throw new PartylineError('forbidden', 'You cannot write to yourself.');
  }
}

function invalid(field: string, sentence: string): PartylineError {
  return new PartylineError('message.invalid', sentence, { field });
}

/** The account of a name that somebody wants to write to. Throws `name.unknown`. */
export function accountOf({ directory }: Pick<Line, 'directory'>, name: string): Account {
  const account = directory.accountByName(name);
  if (account !== undefined && !account.pending) return account;
  throw new PartylineError('name.unknown', `There is nobody called ${name} on this line.`);
}
