import type {
  Account,
  AccountPreferences,
  Amendment,
  Attachment,
  AuditEvent,
  Invite,
  Membership,
  Room,
  Sanction,
  Session,
  Term,
  Upload,
  Urgent,
} from '../chat/tables.ts';
import { derived, Entity, flag, json, plain } from './entity.ts';

/*
 * The entities of the chat, each with its table. A new field of one stands in its type, in its descriptor
 * here, and in the migration that adds its column.
 */

export const accounts = new Entity<Account>('accounts', ['id'], {
  id: plain,
  uid: plain,
  name: plain,
  skeleton: plain,
  role: plain,
  record: plain,
  pending: flag,
  createdAt: plain,
  sanctioned: flag,
  resetHash: plain,
  resetExpiresAt: plain,
});

export const sessions = new Entity<Session>('sessions', ['id'], {
  id: plain,
  account: plain,
  device: plain,
  grant: json('grant_json'),
  tokenHash: plain,
  previousHash: plain,
  familyHash: plain,
  resumedBy: json('resumed_by_json'),
  shownAfter: json('shown_after_json'),
  toldAt: plain,
  createdAt: plain,
  lastSeenAt: plain,
  address: plain,
  revokedAt: plain,
});

export const rooms = new Entity<Room>('rooms', ['id'], {
  id: plain,
  key: plain,
  kind: plain,
  name: plain,
  topic: plain,
  access: plain,
  readonly: flag,
  slowMs: plain,
  history: plain,
  archived: flag,
  createdBy: plain,
  createdAt: plain,
  // One step in the index of places, whatever the room's length.
  lastSeq: derived('coalesce((SELECT max(last_seq) FROM blocks WHERE room = rooms.id), 0)'),
});

export const memberships = new Entity<Membership>('memberships', ['room', 'account'], {
  room: plain,
  account: plain,
  state: plain,
  stateAt: plain,
  invitedBy: plain,
  role: plain,
  name: plain,
  since: plain,
  until: plain,
  earlier: json('earlier_json'),
  readPosition: plain,
  spokeAt: plain,
});

export const sanctions = new Entity<Sanction>('sanctions', ['scope', 'kind', 'subject'], {
  scope: plain,
  kind: plain,
  subject: plain,
  until: plain,
  reason: plain,
  actor: plain,
  at: plain,
});

export const amendments = new Entity<Amendment>('amendments', ['room', 'of', 'seq'], {
  room: plain,
  of: plain,
  seq: plain,
  kind: plain,
  account: plain,
  emoji: plain,
});

export const invites = new Entity<Invite>('invites', ['hash'], {
  hash: plain,
  name: plain,
  createdBy: plain,
  expiresAt: plain,
  rooms: json('rooms_json'),
  role: plain,
});

export const urgents = new Entity<Urgent>('urgents', ['room', 'seq', 'account'], {
  room: plain,
  seq: plain,
  account: plain,
  sender: plain,
  at: plain,
  acknowledgedAt: plain,
});

export const attachments = new Entity<Attachment>('attachments', ['room', 'seq'], {
  room: plain,
  seq: plain,
  account: plain,
  hash: plain,
  bytes: plain,
  at: plain,
});

export const uploads = new Entity<Upload>('uploads', ['account', 'hash'], {
  account: plain,
  hash: plain,
  bytes: plain,
  at: plain,
});

export const preferences = new Entity<AccountPreferences>('preferences', ['account'], {
  account: plain,
  away: json('away_json'),
  notify: plain,
  rooms: json('rooms_json'),
  words: json('words_json'),
  ignored: json('ignored_json'),
  bell: flag,
  desktop: flag,
  receipts: flag,
  typing: flag,
});

export const terms = new Entity<Term>('terms', ['first_position'], {
  firstPosition: plain,
  id: plain,
  beganAt: plain,
});

export const events = new Entity<AuditEvent>('events', ['position'], {
  position: plain,
  at: plain,
  actor: plain,
  type: plain,
  whom: plain,
  data: json('data'),
});
