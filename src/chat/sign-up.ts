import { PartylineError } from '../base/errors.ts';
import { type Worded, worded } from '../base/worded.ts';
import { limits } from '../words/limits.ts';
import { nameSkeleton } from '../words/name-skeleton.ts';
import type { Role } from '../words/role.ts';
import type { RoomRole } from '../words/room-role.ts';
import { type SignUpMode, signUpModes } from '../words/sign-up-mode.ts';
import { actingOperator, assertNetworkMayComeIn } from './account-checks.ts';
import { lineSubject, recordEvent } from './audit.ts';
import { assertOpenToNewcomers } from './lockdown.ts';
import type { RoomEvents } from './room-entries.ts';
import { assertMayPlace } from './room-invite.ts';
import { enterRoom } from './room-join.ts';
import { enterLobby } from './rooms.ts';
import { accountSubject, liftAll } from './sanctions.ts';
import { assertUnusedSession, type NewSession, startSession } from './sessions.ts';
import type { Account, Invite, Tables } from './tables.ts';

/* Sign-up: how newcomers come in, by which mode and with which invitations. */

/** Makes an account once its first login has succeeded, with that login's session. */
export interface CreateAccount {
  readonly type: 'account.create';
  readonly at: number;
  readonly uid: string;
  readonly name: string;
  readonly role: Role;
  /** null: an account nobody can log in to over the network (the operator's, at first). */
  readonly record: string | null;
  /**
   * `operator`: made at the server itself, whatever the mode. Else the mode the sign-up was begun
   * under; the one in force when the rules are applied decides.
   */
  readonly mode: SignUpMode | 'operator';
  /** SHA-256 of the invitation code; one that is given must be good, in every mode. */
  readonly inviteHash: string | null;
  /** null when no device comes with it. */
  readonly session: NewSession | null;
}

/** Makes a one-time code that lets a newcomer in at once, in every mode but `closed`. */
export interface IssueInvite {
  readonly type: 'invite.create';
  readonly at: number;
  readonly actor: number;
  readonly codeHash: string;
  /** The only name it is good for; null: any. */
  readonly name: string | null;
  readonly expiresAt: number;
  /** Numbers of the rooms that the newcomer is in from the start; null: the lobby only. */
  readonly rooms: readonly number[] | null;
  /** The newcomer's role in them. */
  readonly role: RoomRole;
}

/** An account that was made, and what has happened in the rooms that it has come into. */
export interface CreatedAccount extends RoomEvents {
  readonly account: Account;
}

/** Changes how the line takes newcomers. */
export interface ChangeSignUp {
  readonly type: 'sign-up.change';
  readonly at: number;
  readonly actor: number;
  readonly mode: SignUpMode;
}

/** Drops the accounts that have waited for the operator for too long. */
export interface DropWaiting {
  readonly type: 'sign-up.drop';
  readonly at: number;
}

/** How long an account may wait for the operator, in milliseconds: a week. */
const longestWaitMs = 7 * 24 * 3_600_000;

/** The setting that holds the sign-up mode. */
const signUpSetting = 'sign-up';

/** How the line takes newcomers now: `open` until an operator has said otherwise. */
export function signUpMode(tables: Pick<Tables, 'setting'>): SignUpMode {
  const stored = tables.setting(signUpSetting);
  return signUpModes.find((mode) => mode === stored) ?? 'open';
}

/**
 * Makes an account, under the sign-up mode of now even if the sign-up was begun under another. An
 * invitation is used up. A name must not look like one that somebody has, but for one that an operator has
 * invited by that very name. An account that has to wait for the operator gets no session and is in no
 * room yet; when too many wait already, nobody else may, whether the name is taken or not.
 * @throws PartylineError `sign-up.closed`, `sign-up.code`, `sign-up.name-taken`, `auth.banned` for the
 *   network it comes from, `forbidden` for an operator made anywhere but at the server
 */
export function createAccount(tables: Tables, proposal: CreateAccount): CreatedAccount {
  const { at, session } = proposal;
  if (session) assertNetworkMayComeIn(tables, session.address, at);
  const pending = mustWait(tables, proposal);
  if (pending) assertPlaceToWait(tables);
  assertNameFree(tables, proposal);
  if (session) assertUnusedSession(tables, session.id);
  const account = newAccount(tables.nextAccountId(), proposal, pending);
  tables.putAccount(account);
  const invite = proposal.inviteHash === null ? undefined : tables.invite(proposal.inviteHash);
  if (invite !== undefined) tables.deleteInvite(invite.hash);
  if (!pending) enterLobby(tables, account.id, at);
  if (!pending && session) startSession(tables, account, session, at);
  const data = { name: account.name, role: account.role, pending };
  const whom = accountSubject(account.id);
  recordEvent(tables, { at, actor: account.id, type: proposal.type, whom, data });
  return { account, ...enterInvited(tables, account, invite, at) };
}

/** Puts a newcomer into the rooms that the invitation names, as far as they can still be joined. */
function enterInvited(
  tables: Tables,
  account: Account,
  invite: Invite | undefined,
  at: number,
): RoomEvents {
  const { rooms = null, role = 'member' } = invite ?? {};
  const events = (rooms ?? []).flatMap((id) => {
    const room = tables.room(id);
    const isOpen = room !== undefined && !room.archived;
    return isOpen ? [enterRoom(tables, account, room, { at, role })] : [];
  });
  return {
    entries: events.flatMap(({ entries }) => entries),
    memberships: events.flatMap(({ memberships }) => memberships),
  };
}

/** Refuses a name that somebody has, or that looks like one unless an operator has invited that very name. */
function assertNameFree(tables: Tables, { name, mode, inviteHash }: CreateAccount): void {
  if (tables.accountByName(name)) throw new PartylineError('sign-up.name-taken');
  const invited = inviteHash !== null && tables.invite(inviteHash)?.name === name;
  if (mode === 'operator' || invited) return;
  const alike = tables.accountLike(nameSkeleton(name));
  if (alike !== undefined) throw new PartylineError('sign-up.name-taken', alikeWords(name, alike));
}

/** How a newcomer is told that a name looks like one that somebody has. */
export function alikeWords(name: string, alike: Pick<Account, 'name' | 'role'>): Worded {
  const detail = alike.role === 'operator' ? 'sign-up.alike-operator' : 'sign-up.alike';
  return worded(detail, { name, alike: alike.name });
}

/** Whether the newcomer has to wait for the operator; refuses who is not taken at all. */
function mustWait(tables: Tables, proposal: CreateAccount): boolean {
  if (proposal.mode === 'operator') return false;
  assertOpenToNewcomers(tables);
  if (proposal.role === 'operator') throw new PartylineError('forbidden');
  const mode = signUpMode(tables);
  if (mode === 'closed') throw new PartylineError('sign-up.closed');
  if (proposal.inviteHash !== null) {
    assertLiveInvite(tables, proposal, proposal.inviteHash);
    return false;
  }
  if (mode === 'invite') {
    throw new PartylineError('sign-up.code', worded('sign-up.invited-only'));
  }
  return mode === 'approve';
}

function assertPlaceToWait(tables: Tables): void {
  if (tables.waitingAccounts().length < limits.waitingAccounts) return;
  throw new PartylineError('sign-up.closed', worded('sign-up.full'));
}

/** Whether an account has waited for the operator for so long that it is to be dropped. */
export function hasWaitedTooLong({ pending, createdAt }: Account, at: number): boolean {
  return pending && at - createdAt >= longestWaitMs;
}

/** Drops the accounts that have waited for too long: their names are free again. */
export function dropWaiting(
  tables: Tables,
  { at, type }: DropWaiting,
): { readonly dropped: readonly string[] } {
  const late = tables.waitingAccounts().filter((account) => hasWaitedTooLong(account, at));
  for (const account of late) {
    const { id, name } = account;
    liftAll(tables, account);
    tables.deleteAccount(id);
    recordEvent(tables, { at, actor: 0, type, whom: lineSubject, data: { account: id, name } });
  }
  return { dropped: late.map(({ name }) => name) };
}

function assertLiveInvite(tables: Tables, { at, name }: CreateAccount, hash: string): void {
  if (!inviteFits(tables.invite(hash), name, at)) throw new PartylineError('sign-up.code');
}

/** Whether there is the invitation, it has not expired, and it is good for the name. */
export function inviteFits(invite: Invite | undefined, name: string, at: number): boolean {
  return invite !== undefined && (invite.name ?? name) === name && invite.expiresAt > at;
}

function newAccount(id: number, proposal: CreateAccount, pending: boolean): Account {
  const { uid, name, role, record, at } = proposal;
  return {
    id,
    uid,
    name,
    skeleton: nameSkeleton(name),
    role,
    record,
    pending,
    createdAt: at,
    sanctioned: false,
    resetHash: null,
    resetExpiresAt: 0,
  };
}

/**
 * Makes a one-time invitation, which may bring the newcomer into rooms that the operator may invite to.
 * @throws PartylineError `forbidden`, `room.unknown`, `sign-up.name-taken` when it is for a name that has an account
 */
export function issueInvite(tables: Tables, proposal: IssueInvite): Record<string, never> {
  const { at, actor, name, expiresAt, codeHash: hash, role } = proposal;
  // The same may be named twice.
  const rooms = proposal.rooms && [...new Set(proposal.rooms)];
  const operator = actingOperator(tables, actor, at);
  assertMayPlace(tables, operator, { rooms: rooms ?? [], role });
  if (name !== null && tables.accountByName(name)) throw new PartylineError('sign-up.name-taken');
  tables.putInvite({ hash, name, createdBy: actor, expiresAt, rooms, role });
  const whom = lineSubject;
  recordEvent(tables, { at, actor, type: proposal.type, whom, data: { name, expiresAt } });
  return {};
}

/**
 * Changes how the line takes newcomers.
 * @throws PartylineError `forbidden`
 */
export function changeSignUp(
  tables: Tables,
  proposal: ChangeSignUp,
): { readonly mode: SignUpMode } {
  const { at, actor, mode } = proposal;
  actingOperator(tables, actor, at);
  if (mode === signUpMode(tables)) return { mode };
  tables.putSetting(signUpSetting, mode);
  const whom = lineSubject;
  recordEvent(tables, { at, actor, type: proposal.type, whom, data: { mode } });
  return { mode };
}

/** The rules of how newcomers come in. */
export const signUpRules = {
  'account.create': createAccount,
  'sign-up.drop': dropWaiting,
  'invite.create': issueInvite,
  'sign-up.change': changeSignUp,
};
