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
  WordedError,
} from './base/errors.ts';
export type { Facts, Log } from './base/log.ts';
export { midOf } from './base/mid-of-key.ts';
export type { SentenceFacts, Worded, Words } from './base/worded.ts';
export { connect, openLine } from './client/connect.ts';
export {
  Account,
  type CreatedToken,
  type TokenRequest,
  type WhichSessions,
} from './client/core/account.ts';
export {
  type Acknowledgement,
  Attention,
  type OpenUrgent,
  type Person,
} from './client/core/attention.ts';
export type { Credentials, PasswordReason } from './client/core/credentials.ts';
export type { DroppedHistory } from './client/core/dropped-history.ts';
export { Emitter } from './client/core/emitter.ts';
export {
  type EntryFacts,
  type HistoryMessage,
  type MessageChange,
  type Reaction,
  withChange,
} from './client/core/entries.ts';
export type {
  AttentionChange,
  Closed,
  LineChange,
  LineEvents,
  LineMessage,
  Posted,
  PresenceChange,
  ReadNotice,
  ReceiptNotice,
  RoomInvitation,
  RoomLeft,
  TypingNotice,
  UnsentMessage,
  Welcome,
} from './client/core/events.ts';
export { ByeError, ConnectionError, type Distrust, TrustError } from './client/core/failures.ts';
export type { FileBytes } from './client/core/file-source.ts';
export { LineEndedError } from './client/core/line-ended.ts';
export type {
  ChangeOptions,
  DownloadOptions,
  FileProgress,
  HistoryOptions,
  HistoryPage,
  MessagePlace,
  MessagesOptions,
  People,
  ReplyOptions,
  SendOptions,
  UploadOptions,
} from './client/core/line-parameters.ts';
export type { Notice } from './client/core/notices.ts';
export type {
  ImposeOptions,
  InviteOptions,
  LineStatus,
  Lockdown,
  OneTimeCode,
  Operator,
} from './client/core/operator.ts';
export type { CatchUp, LineOptions, SavedLogin } from './client/core/options.ts';
export type { OwnPlace } from './client/core/own-places.ts';
export {
  type LastUsed,
  MemoryProfile,
  type Profile,
  type SavedSession,
  type ServerEntry,
  type ServerMemory,
} from './client/core/profile.ts';
export type { Cursors, SavedPositions } from './client/core/read-positions.ts';
export type { Reading, Receipt, UnreadRoom } from './client/core/reading.ts';
export type { ListedRoom, ReadableRoom, RoomMember, Rooms } from './client/core/rooms.ts';
export type {
  FoundMessage,
  SearchedMessage,
  SearchPage,
  SearchQuery,
} from './client/core/search.ts';
export type { Ago, Beginning, Places, Since } from './client/core/since.ts';
export type { ClosedReason, LineState, WaitingReason } from './client/core/states.ts';
export type { Timing } from './client/core/timing.ts';
export type { AttachCredential } from './client/core/way-in.ts';
export { Line } from './client/line.ts';
export { savedSession } from './client/node/saved-session.ts';
export { type Address, formatAddress, parseAddress } from './wire/address.ts';
export type {
  AccountInfo,
  AccountSession,
  Act,
  ByeReason,
  RoomState,
  SanctionInfo,
  SessionInfo,
} from './wire/messages.ts';
export type { Content, PostContent, ShownContent } from './words/content.ts';
export type { FileFacts } from './words/file.ts';
export type { Grant } from './words/grant.ts';
export type {
  ChangeKind,
  EntryKind,
  MessageKind,
  PostKind,
  TextKind,
} from './words/message-kind.ts';
export type { NotifyLevel, Preferences, PreferencesChange } from './words/preferences.ts';
export type { Role } from './words/role.ts';
export type { RoomRole } from './words/room-role.ts';
export type { RoomChange, RoomSettings } from './words/room-settings.ts';
export type { SignUpMode } from './words/sign-up-mode.ts';
