import type { ServerKeys } from '../../auth/server-handshake.ts';
import type { Throttle } from '../../auth/throttle.ts';
import type { Clock } from '../../base/clock.ts';
import type { Log } from '../../base/log.ts';
import type { Journal } from '../../journal/journal.ts';
import type { Directory } from '../../store/directory.ts';
import type { HistoryReader } from '../../store/history.ts';
import type { SearchReader } from '../../store/search/search-reader.ts';
import type { MemberRequestName } from '../../wire/requests.ts';
import type { Bounds } from '../bounds.ts';
import type { FanOut } from '../delivery/fan-out.ts';
import type { Posts } from '../delivery/posts.ts';
import type { Presence } from '../delivery/presence.ts';
import type { Readers } from '../delivery/readers.ts';
import type { Receipts } from '../delivery/receipts.ts';
import type { TypingNotices } from '../delivery/typing-notices.ts';
import type { KeptFiles } from '../files/kept-files.ts';
import type { Tickets } from '../files/tickets.ts';
import type { Uploads } from '../files/uploads.ts';
import type { LiveSettings } from '../live-settings.ts';
import type { Gate } from '../login/gate.ts';
import type { FloodGate } from '../member/flood-gate.ts';
import type { MemberSessions } from '../member/member-sessions.ts';
import type { MutedNetworks } from '../member/muted-networks.ts';
import type { SignReader } from '../vitals/signs.ts';
import { listAccountSessions } from './account-sessions.ts';
import { listAccounts } from './accounts.ts';
import { changePreferences, idle, readPreferences, typing } from './attention.ts';
import { listAudit } from './audit.ts';
import { changePassword } from './change-password.ts';
import { compareHistory } from './compare-history.ts';
import type { Controls } from './controls.ts';
import { createToken } from './create-token.ts';
import { beginFile, cancelFile, issueTicket, readFile, writeFile } from './files.ts';
import type { Handler } from './handler.ts';
import { findInHistory, readHistory } from './history.ts';
import { kick } from './kick.ts';
import { listMembers, listRooms } from './list-rooms.ts';
import { moderate } from './moderate.ts';
import { moderateRooms } from './moderate-rooms.ts';
import { oneTimeCodes } from './one-time-codes.ts';
import { post } from './post.ts';
import { listReadable } from './readable-rooms.ts';
import { countUnread, listReceipts, markRoom } from './reading.ts';
import { revokeSessions } from './revoke-sessions.ts';
import { changeRooms } from './rooms.ts';
import { runLine } from './run-line.ts';
import { listSanctions } from './sanctions.ts';
import { searchMessages } from './search.ts';
import { listSessions } from './sessions.ts';
import { listUrgents, readUrgent } from './urgent.ts';
import { who, whois } from './who.ts';

/* The table of the handlers of requests after login. */

/** The parts of a server that its handlers work with; each takes those that it needs. */
export interface HandlerParts {
  readonly clock: Clock;
  readonly log: Log;
  readonly journal: Journal;
  readonly directory: Directory;
  readonly history: HistoryReader;
  readonly search: SearchReader;
  readonly readers: Readers;
  readonly presence: Presence;
  readonly fanOut: FanOut;
  readonly posts: Posts;
  readonly receipts: Receipts;
  readonly typing: TypingNotices;
  readonly keys: ServerKeys;
  readonly throttle: Throttle;
  readonly sessions: MemberSessions;
  readonly gate: Gate;
  readonly bounds: Bounds;
  readonly mutedNetworks: MutedNetworks;
  readonly floods: FloodGate;
  readonly uploads: Uploads;
  readonly keptFiles: KeptFiles;
  readonly tickets: Tickets;
  readonly line: Readonly<LiveSettings>;
  readonly vitals: SignReader;
  /** The program and its version. */
  readonly software: string;
  readonly controls: Controls;
}

/** A handler for every request of the table that is made after login. */
export type Handlers = { readonly [Name in MemberRequestName]: Handler<Name> };

/** Makes the handlers of one server. */
export function createHandlers(parts: HandlerParts): Handlers {
  const password = changePassword(parts);
  const moderation = moderate(parts);
  const codes = oneTimeCodes(parts);
  const line = runLine(parts);
  const rooms = changeRooms(parts);
  const people = moderateRooms(parts);
  return {
    post: post(parts),
    'room.join': rooms.join,
    'room.part': rooms.part,
    'room.open': rooms.open,
    'room.list': listRooms(parts),
    'room.members': listMembers(parts),
    'room.topic': rooms.setTopic,
    'room.change': rooms.change,
    'room.invite': people.invite,
    'room.kick': people.kick,
    'room.ban': people.ban,
    'room.unban': people.unban,
    'room.mute': people.mute,
    'room.unmute': people.unmute,
    'room.bans': people.listBans,
    'room.role': people.changeRole,
    echo: () => ({}),
    who: who(parts),
    whois: whois(parts),
    idle: idle(parts),
    typing: typing(parts),
    'urgent.list': listUrgents(parts),
    'urgent.read': readUrgent(parts),
    'preferences.read': readPreferences(parts),
    'preferences.change': changePreferences(parts),
    history: readHistory(parts),
    'history.rooms': listReadable(parts),
    'history.find': findInHistory(parts),
    'history.compare': compareHistory(parts),
    mark: markRoom(parts),
    receipts: listReceipts(parts),
    unread: countUnread(parts),
    search: searchMessages(parts),
    'file.begin': beginFile(parts),
    'file.write': writeFile(parts),
    'file.cancel': cancelFile(parts),
    'file.read': readFile(parts),
    'file.ticket': issueTicket(parts),
    sessions: listSessions(parts),
    'token.create': createToken(parts),
    'session.revoke': revokeSessions(parts),
    'password.start': password.start,
    'password.finish': password.finish,
    accounts: listAccounts(parts),
    'account.sessions': listAccountSessions(parts),
    'account.revoke': moderation.revoke,
    'account.kick': kick(parts),
    'account.ban': moderation.ban,
    'account.unban': moderation.unban,
    'account.mute': moderation.mute,
    'account.unmute': moderation.unmute,
    sanctions: listSanctions(parts),
    audit: listAudit(parts),
    'line.lockdown': moderation.changeLockdown,
    'account.admit': moderation.admit,
    'account.role': moderation.changeRole,
    'account.reset': codes.reset,
    'invite.create': codes.invite,
    'sign-up.change': moderation.changeSignUp,
    'line.status': line.status,
    'line.pause': line.pause,
    'line.log': line.readLog,
    'line.stop': line.stop,
  };
}
