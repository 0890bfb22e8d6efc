// Made by npm run schema from the table in requests.ts, which see: the part of it that programs need at
// run time, so that none has to load typebox.
import type { Right } from './request-row.ts';
import type { AnswerName, RequestName } from './requests.ts';

interface RequestFacts<Name extends RequestName> {
  readonly right: Right;
  /** Type of the message that answers it; null: it is always refused. */
  readonly answer: AnswerName<Name> | null;
}

/** For each request the right it needs, and its answer. */
export const requestFacts: { readonly [Name in RequestName]: RequestFacts<Name> } = {
  'account.lookup': { right: 'none', answer: 'account.status' },
  'register.start': { right: 'none', answer: 'register.response' },
  'register.finish': { right: 'none', answer: 'register.accepted' },
  'login.start': { right: 'none', answer: 'login.challenge' },
  'login.finish': { right: 'none', answer: 'welcome' },
  'login.cancel': { right: 'none', answer: null },
  resume: { right: 'none', answer: 'welcome' },
  attach: { right: 'none', answer: 'welcome' },
  'local.login': { right: 'none', answer: 'welcome' },
  post: { right: 'write', answer: 'posted' },
  who: { right: 'read', answer: 'people' },
  history: { right: 'read', answer: 'history' },
  'history.find': { right: 'read', answer: 'history.place' },
  'history.compare': { right: 'read', answer: 'history.common' },
  search: { right: 'read', answer: 'search.results' },
  whois: { right: 'read', answer: 'person' },
  idle: { right: 'read', answer: 'done' },
  typing: { right: 'write', answer: 'done' },
  'preferences.read': { right: 'account', answer: 'preferences' },
  'preferences.change': { right: 'account', answer: 'done' },
  sessions: { right: 'device', answer: 'sessions' },
  'token.create': { right: 'device', answer: 'token.created' },
  'session.revoke': { right: 'device', answer: 'revoked' },
  'password.start': { right: 'device', answer: 'password.challenge' },
  'password.finish': { right: 'device', answer: 'password.changed' },
  'account.kick': { right: 'operator', answer: 'kicked' },
  'account.ban': { right: 'operator', answer: 'done' },
  'account.unban': { right: 'operator', answer: 'done' },
  'account.mute': { right: 'operator', answer: 'done' },
  'account.unmute': { right: 'operator', answer: 'done' },
  sanctions: { right: 'operator', answer: 'sanctions' },
  audit: { right: 'operator', answer: 'audit' },
  'line.lockdown': { right: 'operator', answer: 'done' },
  accounts: { right: 'operator', answer: 'accounts' },
  'account.sessions': { right: 'operator', answer: 'account.sessions' },
  'account.revoke': { right: 'operator', answer: 'revoked' },
  'account.admit': { right: 'operator', answer: 'done' },
  'account.role': { right: 'operator', answer: 'done' },
  'account.reset': { right: 'operator', answer: 'code.created' },
  'invite.create': { right: 'operator', answer: 'code.created' },
  'sign-up.change': { right: 'operator', answer: 'done' },
  'line.status': { right: 'operator', answer: 'line.status' },
  'line.pause': { right: 'operator', answer: 'done' },
  'line.log': { right: 'operator', answer: 'line.log' },
  'line.stop': { right: 'operator', answer: 'done' },
  'room.join': { right: 'account', answer: 'room.joined' },
  'room.part': { right: 'account', answer: 'done' },
  'room.open': { right: 'account', answer: 'room.opened' },
  'room.list': { right: 'read', answer: 'rooms' },
  'room.members': { right: 'read', answer: 'room.members' },
  'room.topic': { right: 'account', answer: 'done' },
  'room.change': { right: 'account', answer: 'done' },
  'room.invite': { right: 'account', answer: 'done' },
  'room.kick': { right: 'account', answer: 'done' },
  'room.ban': { right: 'account', answer: 'done' },
  'room.unban': { right: 'account', answer: 'done' },
  'room.mute': { right: 'account', answer: 'done' },
  'room.unmute': { right: 'account', answer: 'done' },
  'room.bans': { right: 'account', answer: 'sanctions' },
  'room.role': { right: 'account', answer: 'done' },
};
