/**
 * `partyline`: takes part in a line from a program. `connect` is the way in, `Line` what it gives;
 * docs/sdk.md shows both at work.
 */
export {
  type ErrorCode,
  type ErrorDetails,
  errorSentences,
  InputError,
  PartylineError,
} from './base/errors.ts';
export type { Facts, Log } from './base/log.ts';
export type { AttachCredential } from './client/attachment.ts';
export type { ConnectOptions } from './client/connect-options.ts';
export type {
  Closed,
  LineMessage,
  Notice,
  Posted,
  PresenceChange,
  Welcome,
} from './client/events.ts';
export { ByeError, ConnectionError, type Distrust, TrustError } from './client/failures.ts';
export type { Cursors, HistoryMessage } from './client/inbox.ts';
export {
  connect,
  Line,
  type LineEventMap,
  type MessagesOptions,
  type People,
  type SendOptions,
} from './client/line.ts';
export type { CreatedToken, TokenRequest, WhichSessions } from './client/line-client.ts';
export { LineEndedError } from './client/line-ended.ts';
export type { OutboxMessage, PostTarget } from './client/outbox.ts';
export {
  type LastUsed,
  MemoryProfile,
  type Profile,
  type SavedSession,
  type ServerEntry,
  type ServerMemory,
} from './client/profile.ts';
export { type SavedLogin, savedSession } from './client/saved-session.ts';
export type { Beginning, Places, Since } from './client/since.ts';
export type { ClosedReason, LineState, WaitingReason } from './client/states.ts';
export type { Timing } from './client/timing.ts';
export { type Address, formatAddress, parseAddress } from './wire/address.ts';
export type { ByeReason, RoomState, SessionInfo } from './wire/messages.ts';
export type { Grant } from './words/grant.ts';
export type { MemberKind, MessageKind } from './words/message-kind.ts';
