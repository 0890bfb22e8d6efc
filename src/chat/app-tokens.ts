import { PartylineError } from '../base/errors.ts';
import { worded } from '../base/worded.ts';
import type { Grant } from '../words/grant.ts';
import { expiryOf } from '../words/grant.ts';
import { limits } from '../words/limits.ts';
import { actingAccount } from './account-checks.ts';
import { recordEvent } from './audit.ts';
import { refusal } from './policy.ts';
import { addDirectRoom, directKey, partnerOf } from './rooms.ts';
import { assertUnusedSession, endSessions } from './sessions.ts';
import type { Account, Session, Tables } from './tables.ts';

/* App tokens: sessions by which programs act for an account, with fewer rights. */

/** Makes an app token: a session with a fixed secret and a grant. */
export interface CreateToken {
  readonly type: 'token.create';
  readonly at: number;
  readonly account: number;
  readonly id: string;
  /** Unique among the account's live tokens. */
  readonly name: string;
  readonly tokenHash: string;
  /** Its rights, and the rooms in which it has them. */
  readonly grant: Omit<Grant, 'rooms'> & { readonly rooms: readonly GrantedRoom[] | null };
}

/** A room by number, or the conversation with an account, which is made when it is missing. */
export type GrantedRoom = { readonly room: number } | { readonly account: number };

/** An app token that was made, and the ids of those that were ended because they had expired. */
export interface CreatedToken {
  readonly session: Session;
  readonly revoked: readonly string[];
}

/**
 * Makes an app token for an account. Tokens of the account that have expired are ended on the way, so
 * that they hold neither a name nor a place; `revoked` names them.
 * @throws PartylineError `token.name-taken`, `forbidden` when there are as many as there may be,
 *   `name.unknown`, `room.unknown`, `auth.pending`, `auth.banned`
 */
export function createToken(tables: Tables, proposal: CreateToken): CreatedToken {
  const { at, id, name, tokenHash, grant } = proposal;
  const account = actingAccount(tables, proposal.account, at);
  assertUnusedSession(tables, id);
  const tokens = tables.liveSessions(account.id).filter((session) => session.grant !== null);
  const [expired, live] = [tokens.filter(isPast(at)), tokens.filter((token) => !isPast(at)(token))];
  assertRoomFor(live, name);
  const targets = grant.rooms?.map((granted) => targetOf(tables, account, granted));
  for (const { key, missing } of targets ?? []) {
    // The same may be named twice.
    if (missing && !tables.roomByKey(key)) addDirectRoom(tables, [account, missing], at);
  }
  const revoked = endSessions(tables, expired, at);
  const session: Session = {
    id,
    account: account.id,
    device: name,
    grant: { ...grant, rooms: targets?.map(({ key }) => key) ?? null },
    tokenHash,
    previousHash: null,
    familyHash: null,
    resumedBy: null,
    shownAfter: null,
    toldAt: at,
    createdAt: at,
    lastSeenAt: at,
    address: '',
    revokedAt: 0,
  };
  tables.putSession(session);
  recordEvent(tables, { at, actor: account.id, type: proposal.type, data: { session: id, name } });
  return { session, revoked };
}

/** Which room it is, and with whom it has yet to be begun. */
interface Target {
  readonly key: string;
  readonly missing?: Account;
}

function targetOf(tables: Tables, account: Account, granted: GrantedRoom): Target {
  if ('room' in granted) {
    const room = tables.room(granted.room);
    const membership = room && tables.membership(room.id, account.id);
    if (refusal('read', { account, room, membership, grant: null }) === undefined && room) {
      return { key: room.key };
    }
    throw new PartylineError('room.unknown');
  }
  const other = partnerOf(tables, account, granted.account);
  const key = directKey(account, other);
  return tables.roomByKey(key) ? { key } : { key, missing: other };
}

function isPast(at: number): (session: Session) => boolean {
  return (session) => expiryOf(session) <= at;
}

function assertRoomFor(tokens: readonly Session[], name: string): void {
  if (tokens.some(({ device }) => device === name)) {
    throw new PartylineError('token.name-taken', worded('token.taken', { name }));
  }
  if (tokens.length < limits.tokensPerAccount) return;
  throw new PartylineError('forbidden', worded('token.full', { count: tokens.length }));
}

/** The rule of app tokens. */
export const appTokenRules = { 'token.create': createToken };
