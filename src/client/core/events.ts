import type { RoomState, ServerMessages } from '../../wire/messages.ts';
import type { Grant } from '../../words/grant.ts';
import type { MessageKind } from '../../words/message-kind.ts';
import type { Role } from '../../words/role.ts';
import type { Notice } from './notices.ts';
import type { ClosedReason, LineState } from './states.ts';

/*
 * What a client tells. Times are milliseconds since 1970 UTC. Names, texts and the words of errors come
 * from others: whoever brings them to a terminal cleans them.
 */

/** The line is up: the first time, or again. */
export interface Welcome {
  readonly name: string;
  /** What the operator calls the line. */
  readonly serverName: string;
  /** The account was made by this login. */
  readonly created: boolean;
  /** By the device token, without a password. */
  readonly resumed: boolean;
  /** This client was online before: the line was made anew. */
  readonly again: boolean;
  /** When and from where the account was last here; null the first time. */
  readonly lastSeen: { readonly at: number; readonly address: string } | null;
  /** What the account may do. */
  readonly role: Role;
  /** What an app token may do; null: everything. */
  readonly grant: Grant | null;
  /** The conversations; `last` against `after` says how much will be shown by itself. */
  readonly rooms: readonly RoomState[];
}

/** A message at its place: each is told exactly once, in the order of its room. */
export interface LineMessage {
  /** `lobby`, or the key of a direct conversation. */
  readonly room: string;
  /** The other person of a direct conversation; null for the lobby. */
  readonly with: string | null;
  readonly seq: number;
  readonly mid: string;
  readonly from: string;
  readonly at: number;
  readonly kind: MessageKind;
  readonly text: string;
  /** Sent by this account, from here or from another device. */
  readonly own: boolean;
  /** Said before the line was up this time. */
  readonly replayed: boolean;
}

/** Somebody came or went. */
export type PresenceChange = ServerMessages['presence']['changes'][number];

/** Where a message goes: a room by its key, or a person by name. */
export type PostTarget = { readonly room: string } | { readonly to: string };

/** A message on its way, until the server has acknowledged or refused it. */
export interface UnsentMessage {
  readonly mid: string;
  readonly target: PostTarget;
  readonly kind: MessageKind;
  readonly text: string;
}

/** The server has stored a message of this client. */
export interface Posted {
  readonly mid: string;
  readonly room: string;
  readonly seq: number;
  readonly at: number;
  /** The other person of a direct conversation is not here; the message waits. */
  readonly away: boolean;
}

/** The client has ended; nothing more is told. */
export interface Closed {
  readonly reason: ClosedReason;
  /** Why, in words; the words may be the server's. */
  readonly error?: Error;
  /** What was said and not acknowledged, oldest first. */
  readonly unsent: readonly UnsentMessage[];
}

/** The events of a line and what each brings; see `Line`. */
export interface LineEvents {
  /** What the line is doing: connecting, online, waiting to try again, closed. */
  state: [state: LineState];
  /** The line is up: the first time, or again. */
  welcome: [welcome: Welcome];
  /** A message; told to listeners at once, however slow they are. `messages()` waits for its reader. */
  message: [message: LineMessage];
  /** A conversation the account is in from now on. */
  room: [room: RoomState];
  /** Who came and who went. */
  presence: [changes: PresenceChange[]];
  /** The account was made an operator, or a member again. */
  role: [role: Role];
  /** A message waits for the line to come up; told once for each. */
  pending: [message: UnsentMessage];
  /** Something a person should know. Those that come before anybody listens wait for the first who does. */
  notice: [notice: Notice];
  /** The line has ended, as the last event. */
  closed: [closed: Closed];
}
