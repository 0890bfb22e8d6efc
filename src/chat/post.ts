import { PartylineError } from '../base/errors.ts';
import { type Worded, worded } from '../base/worded.ts';
import { isErased, kindOf } from '../words/content.ts';
import { isChangeKind, isUrgencyKind, type UrgencyKind } from '../words/message-kind.ts';
import { actingAccount, assertMaySpeak } from './account-checks.ts';
import { allowChange, makeChange } from './amend.ts';
import { ownFile, releaseFiles } from './attachments.ts';
import { actionOfPost, type RoomAccess, type RoomAction, refusal } from './policy.ts';
import { addDirectRoom, directKey, newMembership, newRoom, partnersOf } from './rooms.ts';
import { lineScope } from './sanctions.ts';
import type { Account, Room, RoomEntry, Tables } from './tables.ts';
import { allowUrgency, assertAddressedTo, dropUrgents } from './urgent.ts';

/* The rules for posts, by which people talk in rooms. */

/** Says something in a room, or to one or more people: the direct conversation is made when it is missing. */
export interface Post {
  readonly type: 'post';
  readonly at: number;
  readonly account: number;
  /** A room by number, an account by number, or several; each counts once. */
  readonly to:
    | { readonly room: number }
    | { readonly account: number }
    | { readonly accounts: readonly number[] };
  readonly mid: string;
  /** JSON, as `writeContent` gives it of a content that was checked. */
  readonly content: string;
  /** Sequence number of an earlier entry of the room that it is about; 0: of none. */
  readonly of: number;
}

/** The place of a post that was accepted. */
export interface Posted {
  readonly room: number;
  readonly seq: number;
  readonly at: number;
  /** The mid was used before for the same message: this is its first place, and nothing is new. */
  readonly repeated: boolean;
  /** The room was made by this message. */
  readonly created: boolean;
}

/** Asks for the place of a post that the server refuses before it is proposed: it may have been stored before. */
export interface FindPost extends Omit<Post, 'type' | 'to'> {
  readonly type: 'post.find';
  /** A room by number; null: any named room, as rooms change their names. */
  readonly room: number | null;
}

/**
 * Puts an entry at the end of its room. The same mid with the same room and content gives the place it
 * had the first time, also to a sender who may not post there any more.
 * @throws PartylineError `forbidden`, also for a sender who is muted; `room.unknown`, `name.unknown`,
 *   `message.mid-reused`, `file.unknown`, `message.invalid` when it is about an entry that is not there, `auth.pending`, `auth.banned`, and as
 *   `allowChange` does
 */
export function post(tables: Tables, proposal: Post): Posted {
  try {
    return add(tables, proposal);
  } catch (error) {
    if (!(error instanceof PartylineError)) throw error;
    const first = storedBefore(tables, proposal, (room) => isTo(tables, room, proposal));
    if (first === undefined) throw error;
    return first;
  }
}

/**
 * Gives the place of a post that was stored.
 * @throws PartylineError `room.unknown` where none of the account has this mid, content and room
 */
export function findPost(tables: Tables, proposal: FindPost): Posted {
  const first = storedBefore(tables, proposal, ({ id, kind }) =>
    proposal.room === null ? kind === 'named' : id === proposal.room,
  );
  if (first === undefined) throw new PartylineError('room.unknown');
  return first;
}

function add(tables: Tables, proposal: Post): Posted {
  const sender = actingAccount(tables, proposal.account, proposal.at);
  if ('room' in proposal.to) return postIn(tables, sender, tables.room(proposal.to.room), proposal);
  const others = partnersOf(tables, sender, addressed(proposal.to));
  const room = tables.roomByKey(directKey(sender, ...others));
  return room ? postIn(tables, sender, room, proposal) : begin(tables, sender, others, proposal);
}

function addressed(to: Exclude<Post['to'], { readonly room: number }>): readonly number[] {
  return 'account' in to ? [to.account] : to.accounts;
}

function postIn(tables: Tables, account: Account, room: Room | undefined, proposal: Post): Posted {
  const membership = room && tables.membership(room.id, account.id);
  const access: RoomAccess = { account, room, membership, grant: null };
  const kind = kindOf(proposal.content);
  assertMay(kind, access);
  assertMaySpeak(tables, account, room?.id ?? lineScope, proposal.at);
  if (!isChangeKind(kind)) {
    const slow = room !== undefined && room.slowMs > 0 && kind !== 'ack';
    return slow
      ? postSlowly(tables, { ...access, room }, kind, proposal)
      : addPost(tables, room as Room, kind, proposal);
  }
  const first = tables.entryByMid(account.id, proposal.mid);
  if (first !== undefined) return placeOf(first, room as Room, proposal);
  const change = allowChange(tables, { ...access, room: room as Room }, { ...proposal, kind });
  const posted = addEntry(tables, room as Room, proposal, false);
  makeChange(tables, change, { seq: posted.seq, account: account.id });
  if (kind === 'deletion') {
    dropUrgents(tables, posted.room, proposal.of);
    releaseFiles(tables, tables.deleteAttachment(posted.room, proposal.of) ? 1 : 0);
  }
  return posted;
}

/** Adds what is no change of another entry. */
function addPost(tables: Tables, room: Room, kind: string, proposal: Post): Posted {
  if (isUrgencyKind(kind)) return postUrgency(tables, room, kind, proposal);
  if (kind === 'file') return postFile(tables, room, proposal);
  return addEntry(tables, room, proposal, false);
}

function postFile(tables: Tables, room: Room, proposal: Post): Posted {
  const { account, mid } = proposal;
  const first = tables.entryByMid(account, mid);
  if (first !== undefined) return placeOf(first, room, proposal);
  const file = ownFile(tables, proposal);
  const posted = addEntry(tables, room, proposal, false);
  tables.putAttachment({ room: room.id, seq: posted.seq, account, at: posted.at, ...file });
  tables.deleteUpload(account, file.hash);
  return posted;
}

function postUrgency(tables: Tables, room: Room, kind: UrgencyKind, proposal: Post): Posted {
  const first = tables.entryByMid(proposal.account, proposal.mid);
  if (first !== undefined) return placeOf(first, room, proposal);
  assertEarlier(proposal.of, room.lastSeq + 1);
  const write = allowUrgency(tables, room, { ...proposal, kind });
  const posted = addEntry(tables, room, proposal, false);
  write(posted.seq);
  return posted;
}

/** In a slow room members wait between two messages; its operators do not. */
function postSlowly(
  tables: Tables,
  access: RoomAccess & { readonly room: Room },
  kind: string,
  proposal: Post,
): Posted {
  const { room, account } = access;
  const { at } = proposal;
  const membership = tables.membership(room.id, account.id);
  const isSlow = membership !== undefined && refusal('announce', access) !== undefined;
  if (!isSlow) return addPost(tables, room, kind, proposal);
  const waitMs = membership.spokeAt + room.slowMs - at;
  if (waitMs > 0) {
    const [seconds, wait] = [inSeconds(room.slowMs), inSeconds(waitMs)];
    throw new PartylineError('forbidden', worded('room.slow', { seconds, wait }));
  }
  const posted = addPost(tables, room, kind, proposal);
  if (!posted.repeated) tables.putMembership({ ...membership, spokeAt: at });
  return posted;
}

function inSeconds(ms: number): number {
  return Math.ceil(ms / 1_000);
}

function assertMay(kind: string, access: RoomAccess): void {
  const action = actionOfPost(kind);
  const refused = refusal(action, access);
  if (refused === undefined) return;
  if (refused === 'room.unknown') throw new PartylineError('room.unknown');
  throw new PartylineError('forbidden', refusedPost(action, access));
}

function refusedPost(action: RoomAction, { room }: RoomAccess): Worded {
  if (room?.archived) return worded('room.archived');
  if (action === 'announce') return worded('room.announce');
  return worded('room.readonly');
}

/** Makes the conversation with its first message. A mid used before was used elsewhere. */
function begin(
  tables: Tables,
  account: Account,
  others: readonly Account[],
  proposal: Post,
): Posted {
  const { at } = proposal;
  const [id, key] = [tables.nextRoomId(), directKey(account, ...others)];
  const room = newRoom({ id, key, kind: 'direct', createdAt: at });
  const membership = newMembership({ room: id, account: account.id, since: 0 }, at);
  const kind = kindOf(proposal.content);
  assertMay(kind, { account, room, membership, grant: null });
  assertMaySpeak(tables, account, lineScope, at);
  if (tables.entryByMid(account.id, proposal.mid)) throw new PartylineError('message.mid-reused');
  const isAboutAnother = isChangeKind(kind) || kind === 'ack';
  assertEarlier(isAboutAnother ? Math.max(proposal.of, 1) : proposal.of, 1);
  if (kind === 'urgent') assertAddressedTo(others, proposal.content);
  if (kind === 'file') ownFile(tables, proposal);
  const begun = addDirectRoom(tables, [account, ...others], at);
  return { ...addPost(tables, begun, kind, proposal), created: true };
}

function addEntry(tables: Tables, room: Room, proposal: Post, created: boolean): Posted {
  const { account, mid, at, content, of } = proposal;
  const seq = room.lastSeq + 1;
  assertEarlier(of, seq);
  const position = tables.nextPosition();
  const first = tables.addEntry({ room: room.id, seq, position, account, mid, at, content, of });
  if (first !== undefined) return placeOf(first, room, proposal);
  return { room: room.id, seq, at, repeated: false, created };
}

/** The place that a mid was used for before. */
function placeOf(first: RoomEntry, room: Room, proposal: Post): Posted {
  if (!isSame(first, room, proposal)) throw reused(first, proposal);
  return repetitionOf(first);
}

/** Rooms change their names: whoever repeats a post by a name may mean another room than the first time. */
function reused(first: RoomEntry, { to, content, of }: Post): PartylineError {
  const isElsewhere = 'room' in to && first.content === content && first.of === of;
  const sentence = isElsewhere ? worded('message.elsewhere') : undefined;
  return new PartylineError('message.mid-reused', sentence);
}

function repetitionOf({ room, seq, at }: RoomEntry): Posted {
  return { room, seq, at, repeated: true, created: false };
}

/** The place of the same post, if its account has stored it in the room that is meant. */
function storedBefore(
  tables: Tables,
  sought: Omit<FindPost, 'type' | 'room'>,
  isMeant: (room: Room) => boolean,
): Posted | undefined {
  const first = tables.entryByMid(sought.account, sought.mid);
  const room = first && tables.room(first.room);
  if (!first || !room || !isMeant(room) || !isSame(first, room, sought)) return undefined;
  return repetitionOf(first);
}

function isTo(tables: Tables, room: Room, { account, to }: Post): boolean {
  if ('room' in to) return to.room === room.id;
  const people = [account, ...new Set(addressed(to))].map((id) => tables.account(id));
  const known = people.filter((one) => one !== undefined);
  return known.length === people.length && directKey(...known) === room.key;
}

function assertEarlier(of: number, seq: number): void {
  if (of < seq) return;
  const sentence = worded('message.none-before', { seq: of });
  throw new PartylineError('message.invalid', sentence, { field: 'of' });
}

/** Of a message whose text was taken away since, nobody can tell any more that it was another. */
function isSame(
  first: RoomEntry,
  room: Room,
  { content, of }: Pick<Post, 'content' | 'of'>,
): boolean {
  if (first.room !== room.id || first.of !== of) return false;
  if (first.content === content) return true;
  return kindOf(first.content) === kindOf(content) && isErased(first.content);
}

/** The rules of posting. */
export const postRules = { post, 'post.find': findPost };
