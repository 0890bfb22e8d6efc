import Type, { type Static, type TObject, type TProperties } from 'typebox';
import { type ErrorCode, errorSentences } from '../base/errors.ts';
import {
  type AccountInfoShape,
  type ActShape,
  AwayText,
  Binding,
  Bytes32,
  Delay,
  DetailName,
  FactsShape,
  FirstSeq,
  Id16,
  label,
  Mark,
  Name,
  PreferencesShape,
  ReceiptFields,
  RequestId,
  RoleName,
  RoomId,
  RoomName,
  RoomStateShape,
  Runs,
  type SanctionShape,
  Seq,
  type SessionInfoShape,
  SignUp,
  SoftwareName,
  TermId,
  Time,
} from './field-types.ts';
import { greetingRequests } from './greeting-requests.ts';
import type { RequestRow } from './request-row.ts';
import {
  type AnswerFieldsByName,
  type GreetingRequestName,
  type MemberRequestName,
  memberRequests,
  type Request,
} from './requests.ts';

/*
 * Every message is one JSON object in one frame. Schemas are closed: a field that is not listed is an
 * error. Requests carry `id`, their answer carries it back as `re`; they stand in requests.ts, and the
 * messages that are neither request nor answer stand here.
 */

function message<const Name extends string, Fields extends TProperties>(
  name: Name,
  fields: Fields,
) {
  return Type.Object({ type: Type.Literal(name), ...fields }, { additionalProperties: false });
}

/** Why the server ends a connection; docs/protocol.md says what a client does about each. */
export const byeReasons = [
  'left',
  'server.stopping',
  'kicked',
  'banned',
  'revoked',
  'replaced',
  'renewed',
  'timeout',
  'protocol',
  'busy',
  'internal',
] as const;
/** Why the server ends a connection. */
export type ByeReason = (typeof byeReasons)[number];

/** Begins the connection. */
const clientHello = message('hello', {
  versions: Type.Array(Type.Integer({ minimum: 1, maximum: 65_535 }), {
    minItems: 1,
    maxItems: 16,
  }),
  client: SoftwareName,
  bindings: Type.Array(Binding, { minItems: 1, maxItems: 3 }),
});

const Token = { token: Bytes32 };

const signals = {
  pong: message('pong', { ...Token, mark: Type.Optional(Mark) }),
  /** Takes leave. Answered with `bye`, reason `left`, and the end of the connection. */
  bye: message('bye', { ...Token }),
};

const serverHello = message('hello', {
  version: Type.Integer(),
  server: SoftwareName,
  /** Public identity of the server, 16 bytes in base64url; part of every OPAQUE login. */
  serverId: Id16,
  name: label(64, "The operator's name for the line."),
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
});

const codes = Object.keys(errorSentences) as [ErrorCode, ...ErrorCode[]];

/** The sentence of a message by its name, for whoever says it in another language. */
const sentence = {
  detail: Type.Optional(DetailName),
  facts: Type.Optional(FactsShape),
};

/** Messages that the server sends unasked, or in place of an answer. */
const announcements = {
  error: message('error', {
    re: Type.Optional(RequestId),
    code: Type.Enum(codes),
    message: Type.String(),
    field: Type.Optional(Type.String()),
    retryAfterMs: Type.Optional(Delay),
    ...sentence,
  }),
  /** Entries of a room at their places; the same bytes for every reader. */
  entries: message('entries', {
    room: RoomId,
    /** Number of the first entry. */
    first: FirstSeq,
    runs: Runs,
  }),
  /** A room that the account is in from now on, or that is named otherwise from now on. */
  room: message('room', { room: RoomStateShape }),
  /** A room that the account is invited to. */
  'room.invited': message('room.invited', { room: RoomId, name: RoomName, from: Name }),
  /** A room that the account is not in any more; it may read it up to `last`. */
  'room.left': message('room.left', {
    room: RoomId,
    last: Seq,
    /** The room as it was: it was left while the device was away, which has not had its entries up to `last`. */
    missed: Type.Optional(RoomStateShape),
  }),
  /** The account has read a room up to this entry, on any device. */
  read: message('read', { room: RoomId, seq: Seq }),
  /** How far somebody else has come in a direct conversation. */
  receipt: message('receipt', { room: RoomId, ...ReceiptFields }),
  /** Accounts that came or went since the last such message; not stored. */
  presence: message('presence', {
    changes: Type.Array(
      Type.Object({ name: Name, online: Type.Boolean() }, { additionalProperties: false }),
    ),
  }),
  /** Accounts that went away or came back, stopped typing or type again, as they are now; not stored. */
  attention: message('attention', {
    changes: Type.Array(
      Type.Object(
        {
          name: Name,
          /** Why they are away; null: they are not. */
          away: Type.Union([AwayText, Type.Null()]),
          /** Since when they have not typed; null: they do. */
          idleSince: Type.Union([Time, Type.Null()]),
        },
        { additionalProperties: false },
      ),
    ),
  }),
  /** Somebody types in a room; not stored. */
  typing: message('typing', { room: RoomId, name: Name }),
  /** The preferences of the account as they are from now on. */
  'preferences.changed': message('preferences.changed', { preferences: PreferencesShape }),
  /** The account's role has changed. */
  role: message('role', { role: RoleName }),
  /** Another term of the history has begun: all that comes behind this is of it. */
  term: message('term', { term: TermId }),
  /** Something that an operator should know about the server; operators alone get it. */
  notice: message('notice', { text: Type.String() }),
  ping: message('ping', { mark: Mark }),
  bye: message('bye', { reason: Type.Enum(byeReasons), message: Type.String(), ...sentence }),
};

type Schemas = Readonly<Record<string, TObject>>;
type Rows = Readonly<Record<string, RequestRow>>;

/** The schemas of requests, with the fields that come with all of them in front. */
function requestSchemas(rows: Rows, common: TProperties): Schemas {
  return Object.fromEntries(
    Object.entries(rows).map(([name, { fields }]) => [
      name,
      message(name, { ...common, id: RequestId, ...fields }),
    ]),
  );
}

/** The schemas of answers, each once, in the order of the requests. */
function answerSchemas(rows: Rows): Schemas {
  const answers = Object.values(rows).flatMap(({ answer }) => Object.entries(answer ?? {}));
  return Object.fromEntries(
    answers.map(([name, fields]) => [name, message(name, { re: RequestId, ...fields })]),
  );
}

/** The schemas of all messages, by who sends them: a client before login, one after it, the server. */
export const schemas: Readonly<Record<'greeting' | 'member' | 'server', Schemas>> = {
  greeting: { hello: clientHello, ...requestSchemas(greetingRequests, {}) },
  member: { ...requestSchemas(memberRequests, Token), ...signals },
  server: {
    hello: serverHello,
    ...answerSchemas(greetingRequests),
    ...answerSchemas(memberRequests),
    ...announcements,
  },
};

/** Client messages before login, by type. */
export type GreetingMessages = { hello: Static<typeof clientHello> } & {
  [Name in GreetingRequestName]: Request<Name>;
};
/** Client messages after login, by type. */
export type MemberMessages = { [Name in MemberRequestName]: Request<Name> } & {
  [Name in keyof typeof signals]: Static<(typeof signals)[Name]>;
};
/** Server messages, by type. */
export type ServerMessages = { hello: Static<typeof serverHello> } & {
  [Name in keyof AnswerFieldsByName]: AnswerFieldsByName[Name] & { type: Name; re: number };
} & { [Name in keyof typeof announcements]: Static<(typeof announcements)[Name]> };

export type GreetingMessage = GreetingMessages[keyof GreetingMessages];
export type MemberMessage = MemberMessages[keyof MemberMessages];
export type ClientMessage = GreetingMessage | MemberMessage;
export type ServerMessage = ServerMessages[keyof ServerMessages];

/** State of a room as the server tells it at login. */
export type RoomState = Static<typeof RoomStateShape>;
/** A session as its owner sees it. */
export type SessionInfo = Static<typeof SessionInfoShape>;
/** An account as an operator sees it. */
export type AccountInfo = Static<typeof AccountInfoShape>;
/** Something that was done to somebody or to the line, as operators are shown it. */
export type Act = Static<typeof ActShape>;
/** A ban or a mute in force, as operators are shown it. */
export type SanctionInfo = Static<typeof SanctionShape>;
/** A session with whose it is, as an operator sees it. */
export type AccountSession = SessionInfo & { readonly name: string };
