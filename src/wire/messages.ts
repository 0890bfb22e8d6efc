import Type, { type Static, type TProperties, type TSchema } from 'typebox';
import { type ErrorCode, errorSentences } from '../base/errors.ts';
import { bindingTypes } from '../words/binding-type.ts';
import { limits } from '../words/limits.ts';
import { memberKinds, messageKinds } from '../words/message-kind.ts';
import { namePattern } from '../words/name.ts';
import { roomReferencePattern } from '../words/room-reference.ts';
import { signUpModes } from '../words/sign-up-mode.ts';

/*
 * Every message is one JSON object in one frame. Schemas are closed: a field that is not listed is an
 * error. Requests carry `id`, their answer carries it back as `re`.
 */

function message<const Name extends string, Fields extends TProperties>(
  name: Name,
  fields: Fields,
) {
  return Type.Object({ type: Type.Literal(name), ...fields }, { additionalProperties: false });
}

// Descriptions stand in the schemas themselves: they are published, see tools/schema.ts.
const RequestId = Type.Integer({
  minimum: 1,
  maximum: 2 ** 31 - 1,
  description: "The sender's number of a request; unique among its unanswered requests.",
});
/** An account's name. */
export const Name = Type.String({
  pattern: namePattern.source,
  description: "An account's name, already folded to lower case.",
});
const Id16 = Type.String({
  pattern: '^[A-Za-z0-9_-]{22}$',
  description: '16 bytes in base64url.',
});
const Bytes32 = Type.String({
  pattern: '^[A-Za-z0-9_-]{43}$',
  description: '32 bytes in base64url: tokens and proofs.',
});
const OpaqueMessage = Type.String({
  pattern: '^[A-Za-z0-9_-]{1,1024}$',
  description: 'A message of OPAQUE in base64url.',
});
const RoomKey = Type.String({
  pattern: '^(lobby|@[0-9]{1,15}\\.[0-9]{1,15})$',
  description: 'The lobby, or a direct conversation as the server names it: @3.17.',
});
const Seq = Type.Integer({
  minimum: 0,
  maximum: Number.MAX_SAFE_INTEGER,
  description: 'A sequence number; 0 stands before the first message.',
});
/** Up to the last day that a `Date` knows (ECMA-262, 21.4.1.1). */
const Time = Type.Integer({
  minimum: 0,
  maximum: 8.64e15,
  description: 'Milliseconds since 1970-01-01 UTC.',
});
/** As far as a timer counts: a longer one would fire at once. */
const Delay = Type.Integer({
  minimum: 0,
  maximum: 2 ** 31 - 1,
  description: 'Milliseconds to wait.',
});
/** A short text on one line, without control characters; counted in code points. */
const label = (maxLength: number, description: string) =>
  Type.String({ pattern: `^[^\\x00-\\x1f\\x7f-\\x9f]{1,${maxLength}}$`, description });
const DeviceName = label(limits.deviceNameLength, 'Name of a device, or of an app token.');
/** What is empty or too long has error codes of its own. */
const Text = Type.String();
const Code = Type.String({
  pattern: '^[a-z0-9-]{1,64}$',
  description: 'A one-time invitation or reset code.',
});
const SoftwareName = label(64, 'A program and its version.');

const Binding = Type.Enum(bindingTypes);
const Kind = Type.Enum(messageKinds);
const SignUp = Type.Enum(signUpModes);

/** Why the server ends a connection; docs/protocol.md says what a client does about each. */
export const byeReasons = [
  'left',
  'server.stopping',
  'kicked',
  'banned',
  'revoked',
  'replaced',
  'timeout',
  'protocol',
  'busy',
  'internal',
] as const;
/** Why the server ends a connection. */
export type ByeReason = (typeof byeReasons)[number];

const Cursors = Type.Record(RoomKey, Seq, { maxProperties: 1_000, additionalProperties: false });
const RoomReference = Type.String({
  pattern: roomReferencePattern.source,
  description: 'The lobby, the direct conversation with a person (@ana), or a named room (#ops).',
});

const GrantSchema = Type.Object(
  {
    read: Type.Boolean(),
    write: Type.Boolean(),
    /** Keys of the only rooms; null: all of the account's. */
    rooms: Type.Union([
      Type.Immutable(Type.Array(RoomKey, { maxItems: limits.roomsPerToken })),
      Type.Null(),
    ]),
    /** null: never. */
    expiresAt: Type.Union([Time, Type.Null()]),
  },
  { additionalProperties: false, description: 'What an app token may do.' },
);

/** What a client sends before it is logged in. */
const greetingMessages = {
  hello: message('hello', {
    versions: Type.Array(Type.Integer({ minimum: 1, maximum: 65_535 }), {
      minItems: 1,
      maxItems: 16,
    }),
    client: SoftwareName,
    bindings: Type.Array(Binding, { minItems: 1, maxItems: 3 }),
  }),
  /** Asks whether a name is taken; answered only while sign-up is open to all. */
  'account.lookup': message('account.lookup', { id: RequestId, name: Name }),
  /** Sign-up, or a new password with a reset code: the OPAQUE registration request. */
  'register.start': message('register.start', {
    id: RequestId,
    name: Name,
    request: OpaqueMessage,
    code: Type.Optional(Code),
  }),
  /** The OPAQUE registration record; the login that must follow at once makes it count. */
  'register.finish': message('register.finish', { id: RequestId, record: OpaqueMessage }),
  /** OPAQUE KE1. */
  'login.start': message('login.start', { id: RequestId, name: Name, ke1: OpaqueMessage }),
  /** OPAQUE KE3, and the proof that nobody sits in between. */
  'login.finish': message('login.finish', {
    id: RequestId,
    ke3: OpaqueMessage,
    binding: Binding,
    proof: Bytes32,
    device: DeviceName,
  }),
  /** The client could not open KE2: the name or the password is wrong. Answered with `auth.failed`. */
  'login.cancel': message('login.cancel', { id: RequestId }),
  resume: message('resume', {
    id: RequestId,
    session: Id16,
    deviceToken: Bytes32,
    epoch: Id16,
    /** Last sequence number this device has shown, by room. */
    cursors: Cursors,
  }),
  /**
   * An app token, or a device's session used by a program beside its client: nothing is rotated, and
   * what the account has seen stays as it is. Sent only to a certificate that is known.
   */
  attach: message('attach', {
    id: RequestId,
    session: Id16,
    /** The app token's secret, or the device token. */
    secret: Bytes32,
    /** Messages are wanted; without cursors those from now on. */
    receive: Type.Boolean(),
    /** The account counts as here. */
    present: Type.Boolean(),
    epoch: Type.Optional(Id16),
    cursors: Type.Optional(Cursors),
  }),
};

const Token = { token: Bytes32 };

/** What a client sends once it is logged in; every one carries the session token. */
const memberMessages = {
  /** Says something: exactly one of `room` and `to`. */
  post: message('post', {
    ...Token,
    id: RequestId,
    room: Type.Optional(RoomKey),
    to: Type.Optional(Name),
    mid: Id16,
    kind: Type.Enum(memberKinds),
    text: Text,
  }),
  who: message('who', { ...Token, id: RequestId }),
  history: message('history', {
    ...Token,
    id: RequestId,
    room: RoomKey,
    /** Messages with a higher sequence number, oldest first. */
    after: Seq,
    limit: Type.Integer({ minimum: 1, maximum: limits.replayMessages }),
  }),
  /** Where in a room a time lies: for asking for messages since then. */
  'history.find': message('history.find', { ...Token, id: RequestId, room: RoomKey, at: Time }),
  sessions: message('sessions', { ...Token, id: RequestId }),
  /** Makes an app token for this account; only a device may. */
  'token.create': message('token.create', {
    ...Token,
    id: RequestId,
    name: DeviceName,
    read: Type.Boolean(),
    write: Type.Boolean(),
    rooms: Type.Optional(
      Type.Array(RoomReference, { minItems: 1, maxItems: limits.roomsPerToken }),
    ),
    expiresAt: Type.Optional(Time),
  }),
  'session.revoke': message('session.revoke', {
    ...Token,
    id: RequestId,
    session: Type.Union([
      Id16,
      Type.Literal('current'),
      Type.Literal('all'),
      Type.Literal('others'),
    ]),
  }),
  /** The old password's KE1 and the new password's registration request, together. */
  'password.start': message('password.start', {
    ...Token,
    id: RequestId,
    ke1: OpaqueMessage,
    request: OpaqueMessage,
  }),
  'password.finish': message('password.finish', {
    ...Token,
    id: RequestId,
    ke3: OpaqueMessage,
    record: OpaqueMessage,
  }),
  pong: message('pong', { ...Token }),
  /** Takes leave. Answered with `bye`, reason `left`, and the end of the connection. */
  bye: message('bye', { ...Token }),
};

const RoomState = Type.Object(
  {
    room: RoomKey,
    kind: Type.Enum(['lobby', 'direct']),
    /** The other person of a direct conversation; null for the lobby. */
    with: Type.Union([Name, Type.Null()]),
    /** Sequence number of the room's last message. */
    last: Seq,
    /** Messages after this one are sent without being asked for. */
    after: Seq,
    /** Messages older than that which the device has not seen and which are not sent by themselves. */
    skipped: Seq,
  },
  { additionalProperties: false },
);

const SessionInfo = Type.Object(
  {
    session: Id16,
    device: DeviceName,
    address: Type.String(),
    createdAt: Time,
    lastSeenAt: Time,
    online: Type.Boolean(),
    current: Type.Boolean(),
    /** null: a device; else an app token, whose name stands in `device`. */
    grant: Type.Union([GrantSchema, Type.Null()]),
    /** null: it lives. App tokens are listed for a while after they were ended. */
    endedAt: Type.Union([Time, Type.Null()]),
  },
  { additionalProperties: false },
);

const Re = { re: RequestId };
const codes = Object.keys(errorSentences) as [ErrorCode, ...ErrorCode[]];

/** What the server sends. */
const serverMessages = {
  hello: message('hello', {
    version: Type.Integer(),
    server: SoftwareName,
    /** Public identity of the server, 16 bytes in base64url; part of every OPAQUE login. */
    serverId: Id16,
    name: label(64, 'What the operator calls the line.'),
    signUp: SignUp,
    /** Binding types the server takes, in the order it prefers them. */
    bindings: Type.Array(Binding, { minItems: 1, maxItems: 3 }),
    /** Argon2id parameters for the client's key stretching (RFC 9106). */
    stretching: Type.Object(
      {
        iterations: Type.Integer({ minimum: 1 }),
        /** KiB. */
        memory: Type.Integer({ minimum: 8 }),
        parallelism: Type.Integer({ minimum: 1 }),
      },
      { additionalProperties: false },
    ),
    limits: Type.Object(
      { frameBytes: Type.Integer(), textBytes: Type.Integer(), replayMessages: Type.Integer() },
      { additionalProperties: false },
    ),
  }),
  'account.status': message('account.status', { ...Re, exists: Type.Boolean() }),
  'register.response': message('register.response', {
    ...Re,
    account: Id16,
    response: OpaqueMessage,
  }),
  'register.accepted': message('register.accepted', { ...Re }),
  'login.challenge': message('login.challenge', { ...Re, account: Id16, ke2: OpaqueMessage }),
  welcome: message('welcome', {
    ...Re,
    /** The server's own proof, after a password login; null after a resume. */
    proof: Type.Union([Bytes32, Type.Null()]),
    name: Name,
    session: Id16,
    /** For the next time; null after `attach`, which changes nothing. */
    deviceToken: Type.Union([Bytes32, Type.Null()]),
    token: Bytes32,
    /** null: everything; else what the app token may do. */
    grant: Type.Union([GrantSchema, Type.Null()]),
    /** Changes when the server's history was replaced; cursors compare only within one. */
    epoch: Id16,
    /** The account was made by this login. */
    created: Type.Boolean(),
    /** When and from where the account was last here; null the first time. */
    lastSeen: Type.Union([
      Type.Object({ at: Time, address: Type.String() }, { additionalProperties: false }),
      Type.Null(),
    ]),
    rooms: Type.Array(RoomState),
  }),
  posted: message('posted', {
    ...Re,
    room: RoomKey,
    seq: Seq,
    at: Time,
    /** The other person of a direct conversation is not here; the message waits for them. */
    away: Type.Boolean(),
  }),
  people: message('people', {
    ...Re,
    people: Type.Array(
      Type.Object(
        { name: Name, operator: Type.Boolean(), since: Time },
        { additionalProperties: false },
      ),
    ),
    /** More are here than the list holds. */
    more: Type.Integer({ minimum: 0 }),
  }),
  history: message('history', {
    ...Re,
    room: RoomKey,
    messages: Type.Array(
      Type.Object(
        { seq: Seq, mid: Id16, from: Name, at: Time, kind: Kind, text: Type.String() },
        { additionalProperties: false },
      ),
    ),
    /** There are more after the last of these. */
    more: Type.Boolean(),
  }),
  /** Messages after `after` are from the time that was asked for, or later. */
  'history.place': message('history.place', { ...Re, room: RoomKey, after: Seq }),
  /** Told once; an app token is written with the server's fingerprint in front of these two. */
  'token.created': message('token.created', { ...Re, session: Id16, secret: Bytes32 }),
  sessions: message('sessions', {
    ...Re,
    sessions: Type.Array(SessionInfo),
    /** Sessions unused for longer than these, for which the frame has no room. */
    more: Type.Integer({ minimum: 0 }),
  }),
  revoked: message('revoked', { ...Re, count: Type.Integer({ minimum: 0 }) }),
  'password.challenge': message('password.challenge', {
    ...Re,
    account: Id16,
    ke2: OpaqueMessage,
    response: OpaqueMessage,
  }),
  'password.changed': message('password.changed', { ...Re, revoked: Type.Integer({ minimum: 0 }) }),
  error: message('error', {
    re: Type.Optional(RequestId),
    code: Type.Enum(codes),
    message: Type.String(),
    field: Type.Optional(Type.String()),
    retryAfterMs: Type.Optional(Delay),
  }),
  /** A message at its place; the same bytes for every reader. */
  message: message('message', {
    room: RoomKey,
    seq: Seq,
    mid: Id16,
    from: Name,
    at: Time,
    kind: Kind,
    text: Type.String(),
  }),
  /** A conversation the account is in from now on. */
  room: message('room', { room: RoomState }),
  /** Who came and who went since the last one; not stored. */
  presence: message('presence', {
    changes: Type.Array(
      Type.Object({ name: Name, online: Type.Boolean() }, { additionalProperties: false }),
    ),
  }),
  ping: message('ping', {}),
  bye: message('bye', { reason: Type.Enum(byeReasons), message: Type.String() }),
};

export const schemas = {
  greeting: greetingMessages,
  member: memberMessages,
  server: serverMessages,
} as const;

type Of<Schemas extends Record<string, TSchema>> = {
  [Name in keyof Schemas]: Static<Schemas[Name]>;
};

/** Client messages before login, by type. */
export type GreetingMessages = Of<typeof greetingMessages>;
/** Client messages after login, by type. */
export type MemberMessages = Of<typeof memberMessages>;
/** Server messages, by type. */
export type ServerMessages = Of<typeof serverMessages>;

export type GreetingMessage = GreetingMessages[keyof GreetingMessages];
export type MemberMessage = MemberMessages[keyof MemberMessages];
export type ClientMessage = GreetingMessage | MemberMessage;
export type ServerMessage = ServerMessages[keyof ServerMessages];

/** State of a room as the server tells it at login. */
export type RoomState = Static<typeof RoomState>;
/** A session as its owner sees it. */
export type SessionInfo = Static<typeof SessionInfo>;
