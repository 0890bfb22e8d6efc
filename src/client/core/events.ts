import type { RoomState, ServerMessages } from '../../wire/messages.ts';
import type { PostContent } from '../../words/content.ts';
import type { Grant } from '../../words/grant.ts';
import type { Preferences } from '../../words/preferences.ts';
import type { Role } from '../../words/role.ts';
import type { HistoryMessage, MessageChange } from './entries.ts';
import type { Notice } from './notices.ts';
import type { Receipt } from './reading.ts';
import type { ClosedReason, LineState } from './states.ts';

/*
 * The facts that a line tells. Times are milliseconds since 1970 UTC. Names, texts and the words of errors come
 * from others: a program that shows them on a terminal cleans them first.
 */

/** The line is up: the first time, or again. */
export interface Welcome {
  readonly name: string;
  /** The operator's name for the line. */
  readonly serverName: string;
  /** The account was made by this login. */
  readonly created: boolean;
  /** By the device token, without a password. */
  readonly resumed: boolean;
  /** This client was online before: the line was made anew. */
  readonly again: boolean;
  /** When and from where the account was last here; null the first time. */
  readonly lastSeen: { readonly at: number; readonly address: string } | null;
  /** The account's role, and with it its powers. */
  readonly role: Role;
  /** The rights of an app token; null: all. */
  readonly grant: Grant | null;
  /** The conversations; `last` against `after` says how much will be shown by itself. */
  readonly rooms: readonly RoomState[];
}

/** A message at its place: each is told exactly once, in the order of its room. */
export interface LineMessage extends HistoryMessage {
  /** The room's id. */
  readonly room: string;
  /** How this account calls the room: `lobby`, or `@ana` for the conversation with ana. */
  readonly roomName: string;
  /** Sent by this account, from here or from another device. */
  readonly own: boolean;
  /** Said before the line was up this time. */
  readonly replayed: boolean;
}

/** A change of an earlier message, in its room. */
export interface LineChange extends MessageChange {
  /** The room's id. */
  readonly room: string;
  /** How this account calls the room. */
  readonly roomName: string;
  /** Made by this account, from here or from another device. */
  readonly own: boolean;
  /** Made before the line was up this time. */
  readonly replayed: boolean;
  /**
   * false: there is nothing to be done. The message was told after the change, and as it is with it; or a later
   * change has taken the place of this one.
   */
  readonly isNews: boolean;
}

/** Somebody came or went. */
export type PresenceChange = ServerMessages['presence']['changes'][number];

/** Somebody went away or came back, stopped typing or types again: how it is now. */
export type AttentionChange = ServerMessages['attention']['changes'][number];

/** Somebody types in a room. */
export interface TypingNotice {
  /** The room's id. */
  readonly room: string;
  /** How this account calls the room. */
  readonly roomName: string;
  readonly name: string;
}

/** The account has read a room up to a message, on any of its devices. */
export interface ReadNotice {
  /** The room's id. */
  readonly room: string;
  /** How this account calls the room. */
  readonly roomName: string;
  readonly seq: number;
}

/** How far somebody else has come in a direct conversation. */
export interface ReceiptNotice extends Receipt {
  /** The room's id. */
  readonly room: string;
  /** How this account calls the room. */
  readonly roomName: string;
}

/** A message on its way, until the server has acknowledged or refused it. */
export interface UnsentMessage {
  readonly mid: string;
  /** The room's id, or its name: `@ana`. */
  readonly room: string;
  /** The id of a room with a name, if it was known when the message was said: the name may be another's by now. */
  readonly roomId?: string;
  readonly content: PostContent;
  /** The number of the earlier message of the room that it is about; null: of none. */
  readonly of: number | null;
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

/** A room that the account is not in any more. */
export interface RoomLeft {
  /** The room's id, by which the account reads its history up to `last`. */
  readonly room: string;
  /** How the account called it. */
  readonly roomName: string;
  /** The number of the last entry that the account may read. */
  readonly last: number;
  /** The room as it was: it was left while this client was away, which has yet to tell its entries up to `last`. */
  readonly missed?: RoomState;
}

/** A room that the account is invited to: `rooms.join` comes in, `rooms.part` turns it down. */
export interface RoomInvitation {
  /** The room's id. */
  readonly room: string;
  /** How this account calls it. */
  readonly roomName: string;
  /** Name of who invited last. */
  readonly from: string;
}

/** The client has ended; nothing more is told. */
export interface Closed {
  readonly reason: ClosedReason;
  /** Why, in words; the words may be the server's. */
  readonly error?: Error;
  /** Messages that were not acknowledged, oldest first. */
  readonly unsent: readonly UnsentMessage[];
}

/** The events of a line and what each brings; see `Line`. */
export interface LineEvents {
  /** The line's new state: connecting, online, waiting to try again, closed. */
  state: [state: LineState];
  /** The line is up: the first time, or again. */
  welcome: [welcome: Welcome];
  /** A message; told to listeners at once, however slow they are. `messages()` waits for its reader. */
  message: [message: LineMessage];
  /** An earlier message was edited, deleted, or reacted to; in the order of its room, among its messages. */
  change: [change: LineChange];
  /** A room that the account is in from now on, or that it calls otherwise from now on. */
  room: [room: RoomState];
  /** A room that the account is not in any more: it left, or was put out. */
  left: [room: RoomLeft];
  /** A room that the account is invited to, now or since it was here: told at each login until it is answered. */
  invited: [invitation: RoomInvitation];
  /** People came and went. */
  presence: [changes: PresenceChange[]];
  /** People went away or came back, stopped typing or type again. */
  attention: [changes: AttentionChange[]];
  /** Somebody types in a room; good for some seconds. */
  typing: [notice: TypingNotice];
  /** The person has read on, here or on another device: what was unread up to there is not any more. */
  read: [notice: ReadNotice];
  /** A device of somebody else has taken messages of a direct conversation, or they have read them. */
  receipt: [notice: ReceiptNotice];
  /** The preferences of the account were changed, here or on another device. */
  preferences: [preferences: Preferences];
  /** The account was made an operator, or a member again. */
  role: [role: Role];
  /** A message waits for the line to come up, or for an acknowledgement that is late; told once for each. */
  pending: [message: UnsentMessage];
  /** Something a person should know. Those that come before anybody listens wait for the first who does. */
  notice: [notice: Notice];
  /** The line has ended, as the last event. */
  closed: [closed: Closed];
}
