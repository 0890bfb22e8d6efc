import { type Grant, mayRead, mayWrite } from '../words/grant.ts';
import { isAtLeast, type RoomRole } from '../words/room-role.ts';
import type { Account, Membership, Room, Stretch } from './tables.ts';

/* Who may do what in a room: the one answer for the rules and for whoever reads beside them. */

/**
 * All actions in a room, by what they are: to look is to see that there is a room and what it is about; to read
 * and to talk is to take part in what is said; a power decides about the others, and about the room.
 */
const actionKinds = {
  see: 'look',
  'read-topic': 'look',
  'list-members': 'look',
  read: 'read',
  search: 'read',
  'see-unread': 'read',
  post: 'talk',
  'edit-own': 'talk',
  react: 'talk',
  'delete-own': 'take-back',
  'edit-others': 'power',
  'delete-others': 'power',
  announce: 'power',
  'set-topic': 'power',
  kick: 'power-over-people',
  ban: 'power-over-people',
  mute: 'power-over-people',
  'change-role': 'power-over-people',
  configure: 'own',
  join: 'join',
  leave: 'leave',
  invite: 'invite',
} as const;

/** An action in a room. */
export type RoomAction = keyof typeof actionKinds;

/** The action that it takes to post an entry of a kind; to change a message of somebody else takes another besides. */
export function actionOfPost(kind: string): RoomAction {
  switch (kind) {
    case 'announcement':
      return 'announce';
    case 'edit':
      return 'edit-own';
    case 'deletion':
      return 'delete-own';
    case 'reaction':
    case 'unreaction':
      return 'react';
    default:
      return 'post';
  }
}

/** All actions in a room. */
export const roomActions = Object.keys(actionKinds) as readonly RoomAction[];

/** Somebody who wants to do something in a room. */
export interface RoomAccess {
  readonly account: Pick<Account, 'id' | 'role' | 'pending'>;
  /** undefined: there is no such room. */
  readonly room: Pick<Room, 'id' | 'key' | 'kind' | 'access' | 'readonly' | 'archived'> | undefined;
  /** The account's in the room; undefined: it never had any. */
  readonly membership: Pick<Membership, 'room' | 'account' | 'state' | 'role'> | undefined;
  /** null: a device of the account, or the account itself. */
  readonly grant: Grant | null;
}

/** Why it may not: a private room that somebody is not in is for them none at all. */
export type RoomRefusal = 'room.unknown' | 'forbidden';

/**
 * Whether somebody may do this in a room; gives why not, and undefined when they may. Bans and mutes are no
 * business of the policy: see sanctions.ts. Of an entry, `own` and `others` say whose it is.
 */
export function refusal(action: RoomAction, access: RoomAccess): RoomRefusal | undefined {
  const { room, account } = access;
  if (room === undefined || account.pending) return 'room.unknown';
  const standing = standingOf(access, room);
  if (!isToldOf(action, standing, room)) return 'room.unknown';
  const allowed = allows(action, standing, room) && grants(action, access.grant, room.key);
  return allowed ? undefined : 'forbidden';
}

/**
 * What somebody is in a room: by their membership, or in a room that is not private as an operator of the line.
 * `gone` has been in it, `stranger` never was.
 */
type Standing = Inside | 'invited' | 'gone' | 'stranger';
type Inside = RoomRole | 'line-operator';
type RoomFacts = NonNullable<RoomAccess['room']>;

function standingOf({ account, membership }: RoomAccess, room: RoomFacts): Standing {
  if (account.role === 'operator' && room.access === 'public') return 'line-operator';
  if (membership?.room !== room.id || membership.account !== account.id) return 'stranger';
  if (membership.state === 'in') return membership.role;
  return membership.state === 'out' ? 'gone' : 'invited';
}

/** Whether the action can be refused with `forbidden` without telling of a room that is to be unknown. */
function isToldOf(action: RoomAction, standing: Standing, { access }: RoomFacts): boolean {
  if (access === 'public' || standing === 'invited' || isInside(standing)) return true;
  return standing === 'gone' && readsOwnStretch(action);
}

function isInside(standing: Standing): standing is Inside {
  return standing !== 'invited' && standing !== 'gone' && standing !== 'stranger';
}

/** Whoever was in a room reads what was said while they were, also when they are invited again: see `readableRanges`. */
function readsOwnStretch(action: RoomAction): boolean {
  return action === 'read' || action === 'search';
}

function allows(action: RoomAction, standing: Standing, room: RoomFacts): boolean {
  return isInside(standing)
    ? allowsInside(action, standing, room)
    : allowsOutside(action, standing, room);
}

function allowsOutside(action: RoomAction, standing: Standing, room: RoomFacts): boolean {
  if (readsOwnStretch(action)) return standing !== 'stranger';
  if (action === 'join') return room.kind === 'named' && !room.archived;
  if (action === 'leave') return standing === 'invited';
  if (action === 'list-members') return room.kind === 'named' && room.access === 'public';
  return action === 'see' || action === 'read-topic';
}

function allowsInside(
  action: RoomAction,
  standing: Inside,
  { kind, access, readonly, archived }: RoomFacts,
): boolean {
  switch (actionKinds[action]) {
    case 'look':
      // Everybody is in the lobby: who is on the line is for its operators to list.
      return action !== 'list-members' || kind !== 'lobby' || standing === 'line-operator';
    case 'read':
    case 'take-back':
      return true;
    case 'talk':
      return !archived && (!readonly || has('operator', standing));
    case 'power':
      return (
        kind !== 'direct' && has('operator', standing) && (!archived || action === 'delete-others')
      );
    case 'power-over-people':
      return kind === 'named' && has('operator', standing) && !archived;
    case 'own':
      return kind !== 'direct' && has('owner', standing);
    case 'join':
      return kind === 'named' && !archived;
    case 'leave':
      return kind === 'named';
    case 'invite':
      return kind === 'named' && !archived && (access === 'public' || has('operator', standing));
  }
}

function has(role: RoomRole, standing: Inside): boolean {
  return standing === 'line-operator' || isAtLeast(standing, role);
}

/** App tokens read and write; all else that belongs to the account is its devices'. */
function grants(action: RoomAction, grant: Grant | null, key: string): boolean {
  switch (actionKinds[action]) {
    case 'look':
    case 'read':
      return mayRead(grant, key);
    case 'talk':
    case 'take-back':
      return mayWrite(grant, key);
    default:
      return grant === null;
  }
}

const everything: readonly Stretch[] = [[0, null]];
const nothing: readonly Stretch[] = [];

/**
 * The stretches of a room that somebody may read or search who may do so at all: of those who are not in it any
 * more, the ones in which they were. An operator of the line reads public rooms whole.
 */
export function readableRanges({
  account,
  room,
  membership,
}: Pick<RoomAccess, 'account' | 'room'> & {
  readonly membership: Pick<Membership, 'since' | 'until' | 'earlier'> | undefined;
}): readonly Stretch[] {
  if (account.role === 'operator' && room?.access === 'public') return everything;
  if (membership === undefined) return nothing;
  return stretchesOf(membership);
}

/** The stretches of a membership, first to last; those without an entry are left out. */
export function stretchesOf({
  since,
  until,
  earlier,
}: Pick<Membership, 'since' | 'until' | 'earlier'>): readonly Stretch[] {
  if (since === 0 && until === null) return everything;
  const stretches: readonly Stretch[] = [...(earlier ?? []), [since, until]];
  return stretches.filter(([begin, end]) => end === null || end > begin);
}
