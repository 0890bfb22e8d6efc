import type { Grant } from '../words/grant.ts';
import type { Preferences } from '../words/preferences.ts';
import type { Role } from '../words/role.ts';
import type { RoomRole } from '../words/room-role.ts';
import type { RoomSettings } from '../words/room-settings.ts';
import type { Turn } from './turn.ts';

/* The state of the chat: its entities, and the tables that hold them. */

/** A name and an OPAQUE record. Times are milliseconds since 1970 UTC. */
export interface Account {
  /** Dense number, 1 for the first account; internal to the server. */
  readonly id: number;
  /** Public identity for the login, 16 random bytes in base64url; never changes. */
  readonly uid: string;
  readonly name: string;
  /** `nameSkeleton` of the name, by which names that look alike are found. */
  readonly skeleton: string;
  readonly role: Role;
  /** OPAQUE registration record; null: nobody can log in over the network (yet). */
  readonly record: string | null;
  /** Waits for the operator to admit it (sign-up mode `approve`). */
  readonly pending: boolean;
  readonly createdAt: number;
  /** Whether there is a sanction on it in any scope, also one that is over: else none need be looked up. */
  readonly sanctioned: boolean;
  /** SHA-256 of a one-time code that lets its holder set a new password; null when there is none. */
  readonly resetHash: string | null;
  readonly resetExpiresAt: number;
}

/** One logged-in device of an account, or an app token with which a program acts for it. */
export interface Session {
  /** 16 random bytes in base64url. */
  readonly id: string;
  readonly account: number;
  /** The device's name for itself; of an app token its name. */
  readonly device: string;
  /** null: a device, which may do everything; else an app token. */
  readonly grant: Grant | null;
  /** SHA-256 of the device token that resumes this session, or of the app token's secret. */
  readonly tokenHash: string;
  /** The token before: good until the device shows that it has the new one, whose way may be cut. */
  readonly previousHash: string | null;
  /**
   * SHA-256 of the half that all device tokens of the session have in common; null for app tokens, and until
   * a device comes back whose session is older than families are.
   */
  readonly familyHash: string | null;
  /** The connection that resumed it last; null: none has. */
  readonly resumedBy: Turn | null;
  /** The last connection that was greeted before the device showed its newest token; null: it has yet to. */
  readonly shownAfter: Turn | null;
  /** Up to when the device was told of app tokens that were made. */
  readonly toldAt: number;
  readonly createdAt: number;
  readonly lastSeenAt: number;
  /** Where it was last seen from; empty for an app token that was never used. */
  readonly address: string;
  /** 0 while it lives. */
  readonly revokedAt: number;
}

/** Where messages go: the lobby, a direct conversation of 2 to 16 people, or a named room. */
export interface Room extends RoomSettings {
  /** Dense number; 1 is the lobby. */
  readonly id: number;
  /** Its id on the wire: `lobby`, of a direct conversation `directKey` of its accounts, else a random one. */
  readonly key: string;
  readonly kind: 'lobby' | 'direct' | 'named';
  /** Folded, without the `#`: no other public room has it. null: it is no named room. */
  readonly name: string | null;
  /** Empty: none is set. */
  readonly topic: string;
  /** Account number of who made a named room; 0 for all others. */
  readonly createdBy: number;
  readonly createdAt: number;
  /** Number of the last message; 0 when there is none. */
  readonly lastSeq: number;
}

/** Entries of a room that an account may read: those after `since`, up to `until`; null: to its end. */
export type Stretch = readonly [since: number, until: number | null];

/** An account's place in a room: one that it is in, was in, or is invited to. */
export interface Membership {
  readonly room: number;
  readonly account: number;
  readonly state: 'in' | 'out' | 'invited';
  /** When that state began. */
  readonly stateAt: number;
  /** Account number of who invited it last; 0: nobody has. */
  readonly invitedBy: number;
  /** `member` unless it is in. */
  readonly role: RoomRole;
  /**
   * How the account calls a named room, folded: the room's name, or where it is in another of that name, the name
   * with a number behind it. Of the rooms that it is in or invited to, no two have the same. null: no named room.
   */
  readonly name: string | null;
  /** The entries after this one may be read. */
  readonly since: number;
  /** The last entry that may be read; null while the account is in. Not after `since`: there is none. */
  readonly until: number | null;
  /** The stretches that it could read when it was in before, first to last; null: none. */
  readonly earlier: readonly Stretch[] | null;
  /** Sequence number up to which nothing is owed to the member: it came before they joined, or was read. */
  readonly readPosition: number;
  /** When it last posted, where the room is slow; 0: it has not. */
  readonly spokeAt: number;
}

/** An entry at its place in a room. */
export interface RoomEntry {
  readonly room: number;
  readonly seq: number;
  /** The event's number in the journal. */
  readonly position: number;
  readonly account: number;
  readonly mid: string;
  readonly at: number;
  /** JSON, as `writeContent` gives it. */
  readonly content: string;
  /** Sequence number of the entry of the room that it is about; 0: of none. */
  readonly of: number;
}

/** Something that somebody may not do, on the line or in a room: a ban keeps them out, a mute from posting. */
export interface Sanction {
  /** A room's number; 0: the whole line. */
  readonly scope: number;
  readonly kind: 'ban' | 'mute';
  /** `account:12`, or on the line also `network:10.0.0.0/8`; see sanctions.ts. */
  readonly subject: string;
  /** When it ends; null: not by itself. */
  readonly until: number | null;
  readonly reason: string;
  /** Account number of who imposed it; 0: not known. */
  readonly actor: number;
  readonly at: number;
}

/** A change of an entry that holds: its last edit, its deletion, or one person's reaction. */
export interface Amendment {
  readonly room: number;
  /** Sequence number of the entry that was amended. */
  readonly of: number;
  /** Sequence number of the entry that did it. */
  readonly seq: number;
  readonly kind: 'edit' | 'deletion' | 'reaction';
  /** Account number of who did it. */
  readonly account: number;
  /** The emoji of a reaction; else empty. */
  readonly emoji: string;
}

/** A one-time code that lets a newcomer sign up. */
export interface Invite {
  /** SHA-256 of the code. */
  readonly hash: string;
  /** The only name it is good for; null: any. */
  readonly name: string | null;
  readonly createdBy: number;
  readonly expiresAt: number;
  /** Numbers of the rooms that the newcomer is in from the start; null: the lobby only. */
  readonly rooms: readonly number[] | null;
  /** The newcomer's role in them. */
  readonly role: RoomRole;
}

/** Something that was accepted and is not a message: kept for the operator to look up. */
export interface AuditEvent {
  readonly position: number;
  readonly at: number;
  /** Account number of who did it; 0: the line itself. */
  readonly actor: number;
  readonly type: string;
  /**
   * Whom it was done to: a subject as of a sanction, or `line`; null: nobody but who did it, so that no operator
   * looks for it.
   */
  readonly whom: string | null;
  /** Facts of the event as a flat record; never secrets. */
  readonly data: Readonly<Record<string, string | number | boolean | null>>;
}

/** An urgent message, and one of those to whom it is addressed. */
export interface Urgent {
  readonly room: number;
  /** The entry's number in its room. */
  readonly seq: number;
  /** To whom it is addressed. */
  readonly account: number;
  readonly sender: number;
  readonly at: number;
  /** null: it waits for an acknowledgement. */
  readonly acknowledgedAt: number | null;
}

/** A file that was posted with a message, as long as it is kept. */
export interface Attachment {
  readonly room: number;
  /** The message's number in its room. */
  readonly seq: number;
  /** Who posted it. */
  readonly account: number;
  /** SHA-256 of its bytes, in hexadecimal digits. */
  readonly hash: string;
  readonly bytes: number;
  readonly at: number;
}

/** A file that an account has sent, and has yet to post. */
export interface Upload extends Pick<Attachment, 'account' | 'hash' | 'bytes' | 'at'> {}

/** The preferences of an account that has changed any. */
export interface AccountPreferences extends Preferences {
  readonly account: number;
}

/** A term of the history: all that happened from one start of the server to the next. */
export interface Term {
  /** Position of its first event. */
  readonly firstPosition: number;
  /** 8 random bytes in base64url. */
  readonly id: string;
  readonly beganAt: number;
}

/**
 * The state of the chat as tables, read and written only by the rules. All calls are synchronous;
 * `put` replaces the row with the same key. Implemented in memory (tests, and the model the
 * properties compare with) and over SQLite, where everything since the last commit is one transaction.
 */
export interface Tables {
  account(id: number): Account | undefined;
  accountByName(name: string): Account | undefined;
  /** The account made first whose name has this skeleton. */
  accountLike(skeleton: string): Account | undefined;
  putAccount(account: Account): void;
  /** Accounts that wait for the operator, the one made first first. */
  waitingAccounts(): readonly Account[];
  /** Removes an account that has no session, is in no room and under no sanction. */
  deleteAccount(id: number): void;
  /** The number the next new account gets. */
  nextAccountId(): number;

  session(id: string): Session | undefined;
  /** Sessions of an account that are not revoked, oldest `lastSeenAt` first, then by id. */
  liveSessions(account: number): readonly Session[];
  putSession(session: Session): void;

  room(id: number): Room | undefined;
  roomByKey(key: string): Room | undefined;
  /** The public room of this name that is not archived. */
  publicRoom(name: string): Room | undefined;
  /** Adds a room, or replaces it; its `lastSeq` follows from the messages added later. */
  putRoom(room: Room): void;
  nextRoomId(): number;
  /** How many named rooms an account has made that are not archived. */
  roomsMadeBy(account: number): number;

  membership(room: number, account: number): Membership | undefined;
  /** The place of an account in the room that it is in, or invited to, and calls by this name. */
  membershipNamed(account: number, name: string): Membership | undefined;
  putMembership(membership: Membership): void;
  /** The places of those who are in a room, or invited to it, lowest account first. */
  membersOf(room: number): readonly Membership[];
  /** Whether anybody is in a room. */
  hasMembers(room: number): boolean;
  /** How many named rooms an account is in, or invited to. */
  roomCount(account: number): number;

  /** Accounts that are in a room, lowest number first; at most `count`. */
  membersUpTo(room: number, count: number): readonly number[];

  /**
   * Adds the message and makes its `seq` the room's last. If the account has used the mid before,
   * adds nothing and returns the message that has it.
   */
  addEntry(message: RoomEntry): RoomEntry | undefined;
  /** The message for which the account used the mid; only where a conversation has yet to be made. */
  entryByMid(account: number, mid: string): RoomEntry | undefined;

  sanction(scope: number, kind: Sanction['kind'], subject: string): Sanction | undefined;
  /** Sanctions on a subject in all scopes, by scope and kind. */
  sanctionsOn(subject: string): readonly Sanction[];
  /** Sanctions of the line on networks, by kind and subject; kept in memory. */
  networkSanctions(): readonly Sanction[];
  /** Adds a sanction, in place of the one of the same scope, kind and subject. */
  putSanction(sanction: Sanction): void;
  deleteSanction(scope: number, kind: Sanction['kind'], subject: string): void;
  /** The entry at a place in a room. */
  entry(room: number, seq: number): RoomEntry | undefined;
  /** Takes the text of the entry at a place away for good, as `eraseText` does. */
  eraseEntry(room: number, seq: number): void;
  /**
   * Drops the entries of a room up to `through`, with what hangs on them; the room keeps its `lastSeq`. Returns how many
   * entries there were.
   */
  dropEntries(room: number, through: number): number;

  /** The amendments of an entry, lowest `seq` first. */
  amendments(room: number, of: number): readonly Amendment[];
  addAmendment(amendment: Amendment): void;
  deleteAmendment(amendment: Amendment): void;

  invite(hash: string): Invite | undefined;
  putInvite(invite: Invite): void;
  deleteInvite(hash: string): void;

  /** How an urgent message stands with one of those to whom it is addressed. */
  urgent(room: number, seq: number, account: number): Urgent | undefined;
  /** The same with all of them, lowest account first. */
  urgents(room: number, seq: number): readonly Urgent[];
  /** The urgent messages that wait for an account, the oldest first. */
  openUrgents(account: number): readonly Urgent[];
  putUrgent(urgent: Urgent): void;
  deleteUrgent(urgent: Urgent): void;

  attachment(room: number, seq: number): Attachment | undefined;
  putAttachment(attachment: Attachment): void;
  /** Returns whether there was one. */
  deleteAttachment(room: number, seq: number): boolean;
  /** Deletes those of a room up to `through`; returns how many. */
  dropAttachments(room: number, through: number): number;
  /** Deletes those that were posted before a time, the oldest first, at most `limit`; returns how many. */
  expireAttachments(before: number, limit: number): number;
  /** The length of a file that the account has sent, or posted, and that is kept; undefined: it has not. */
  ownFileBytes(account: number, hash: string): number | undefined;
  /** Adds an upload, in place of one of the same account and file. */
  putUpload(upload: Upload): void;
  /** It was posted, or never was one. */
  deleteUpload(account: number, hash: string): void;
  /** Deletes those that were sent before a time, the oldest first, at most `limit`; returns how many. */
  expireUploads(before: number, limit: number): number;

  /** undefined: the account has changed none. */
  preferences(account: number): AccountPreferences | undefined;
  putPreferences(preferences: AccountPreferences): void;

  setting(key: string): string | undefined;
  putSetting(key: string, value: string): void;

  /** Adds a term, in place of one that begins at the same event: nothing happened in that. */
  putTerm(term: Term): void;

  /**
   * The number the next event gets: one more than the highest of all messages and audit events, 1 at
   * first. Adding either counts it up; a repeated mid or a refusal leaves no hole.
   */
  nextPosition(): number;
  addEvent(event: AuditEvent): void;
}
