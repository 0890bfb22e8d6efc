import Type, { type Static, type TObject, type TProperties } from 'typebox';
import { limits } from '../words/limits.ts';
import {
  AccountInfoShape,
  Binding,
  Bytes32,
  Code,
  Content,
  Count,
  Cursors,
  DeviceName,
  FirstSeq,
  GrantShape,
  Id16,
  Name,
  OpaqueMessage,
  Reason,
  RoleName,
  RoomAddress,
  RoomId,
  RoomReference,
  RoomStateShape,
  Runs,
  Seq,
  SessionInfoShape,
  SignUp,
  Time,
} from './field-types.ts';

/*
 * The table of requests: every message that is answered, with its answer. Schemas, checks and the page of
 * the protocol follow from it, and so do the handlers of the server and the answers that a client waits
 * for. Programs import its types only, as loading typebox takes longer than all else they do; what they
 * need at run time stands in request-facts.ts, which npm run schema makes.
 */

/**
 * The right that a request needs: none, an app token's right to read or to post (anywhere at all; the
 * handler looks at the room), a device instead of an app token, or a device of an operator.
 */
export type Right = 'none' | 'read' | 'write' | 'device' | 'operator';

/** One request. */
export interface RequestRow {
  readonly right: Right;
  /** Its fields besides `type`, `id` and, once logged in, `token`. */
  readonly fields: TProperties;
  /** The answer's name with its fields besides `type` and `re`; null: it is always refused. */
  readonly answer: Readonly<Record<string, TProperties>> | null;
}

const welcome = {
  welcome: {
    /** The server's own proof, after a password login; null after a resume. */
    proof: Type.Union([Bytes32, Type.Null()]),
    name: Name,
    session: Id16,
    /** For the next time; null after `attach`, which changes nothing. */
    deviceToken: Type.Union([Bytes32, Type.Null()]),
    token: Bytes32,
    /** null: everything; else what the app token may do. */
    grant: Type.Union([GrantShape, Type.Null()]),
    /** Changes when the server's history was replaced; cursors compare only within one. */
    epoch: Id16,
    /** The account was made by this login. */
    created: Type.Boolean(),
    role: RoleName,
    /** When and from where the account was last here; null the first time. */
    lastSeen: Type.Union([
      Type.Object({ at: Time, address: Type.String() }, { additionalProperties: false }),
      Type.Null(),
    ]),
    rooms: Type.Array(RoomStateShape),
  },
};

const oneTimeCode = {
  'code.created': {
    code: Code,
    /** The line's address with the code in it. */
    address: Type.String(),
    expiresAt: Time,
  },
};

/** Requests of a client that is not logged in yet. */
export const greetingRequests = {
  /** Asks whether a name is taken; answered only while sign-up is open to all. */
  'account.lookup': {
    right: 'none',
    fields: { name: Name },
    answer: { 'account.status': { exists: Type.Boolean() } },
  },
  /** Sign-up, or a new password with a reset code: the OPAQUE registration request. */
  'register.start': {
    right: 'none',
    fields: { name: Name, request: OpaqueMessage, code: Type.Optional(Code) },
    answer: { 'register.response': { account: Id16, response: OpaqueMessage } },
  },
  /** The OPAQUE registration record; the login that must follow at once makes it count. */
  'register.finish': {
    right: 'none',
    fields: { record: OpaqueMessage },
    answer: { 'register.accepted': {} },
  },
  /** OPAQUE KE1. */
  'login.start': {
    right: 'none',
    fields: { name: Name, ke1: OpaqueMessage },
    answer: { 'login.challenge': { account: Id16, ke2: OpaqueMessage } },
  },
  /** OPAQUE KE3, and the proof that nobody sits in between. */
  'login.finish': {
    right: 'none',
    fields: { ke3: OpaqueMessage, binding: Binding, proof: Bytes32, device: DeviceName },
    answer: welcome,
  },
  /** The client could not open KE2: the name or the password is wrong. Refused with `auth.failed`. */
  'login.cancel': { right: 'none', fields: {}, answer: null },
  resume: {
    right: 'none',
    fields: {
      session: Id16,
      deviceToken: Bytes32,
      epoch: Id16,
      /** Last sequence number this device has shown, by room. */
      cursors: Cursors,
    },
    answer: welcome,
  },
  /**
   * An app token, or a device's session used by a program beside its client: nothing is rotated, and
   * what the account has seen stays as it is. Sent only to a certificate that is known.
   */
  attach: {
    right: 'none',
    fields: {
      session: Id16,
      /** The app token's secret, or the device token. */
      secret: Bytes32,
      /** Messages are wanted; without cursors those from now on. */
      receive: Type.Boolean(),
      /** The account counts as here. */
      present: Type.Boolean(),
      epoch: Type.Optional(Id16),
      cursors: Type.Optional(Cursors),
    },
    answer: welcome,
  },
  /**
   * The operator at the server itself: known by the door it comes through, a socket in the data folder,
   * and taken at no other.
   */
  'local.login': {
    right: 'none',
    fields: {
      device: DeviceName,
      /** Messages are wanted, those that were missed first, and what was read is remembered. */
      receive: Type.Boolean(),
      /** The account counts as online. */
      present: Type.Boolean(),
    },
    answer: welcome,
  },
} satisfies Record<string, RequestRow>;

/** Requests of a client that is logged in. */
export const memberRequests = {
  /** Says something in a room. */
  post: {
    right: 'write',
    fields: {
      /** The conversation with a person is made when it is missing. */
      room: RoomAddress,
      mid: Id16,
      content: Content,
      /** The earlier entry of the room that it is about. */
      of: Type.Optional(FirstSeq),
    },
    answer: {
      posted: {
        room: RoomId,
        seq: Seq,
        at: Time,
        /** The other person of a direct conversation is not here; the message waits for them. */
        away: Type.Boolean(),
      },
    },
  },
  who: {
    right: 'read',
    fields: {},
    answer: {
      people: {
        people: Type.Array(
          Type.Object(
            { name: Name, operator: Type.Boolean(), since: Time },
            { additionalProperties: false },
          ),
        ),
        /** More are here than the list holds. */
        more: Count,
      },
    },
  },
  history: {
    right: 'read',
    fields: {
      room: RoomAddress,
      /** Messages with a higher sequence number, oldest first. */
      after: Seq,
      limit: Type.Integer({ minimum: 1, maximum: limits.replayMessages }),
    },
    answer: {
      history: {
        room: RoomId,
        /** Number of the first entry. */
        first: FirstSeq,
        runs: Runs,
        /** There are more after the last of these. */
        more: Type.Boolean(),
      },
    },
  },
  /** Where in a room a time lies: for asking for messages since then. */
  'history.find': {
    right: 'read',
    fields: { room: RoomAddress, at: Time },
    /** Messages after `after` are from the time that was asked for, or later. */
    answer: { 'history.place': { room: RoomId, after: Seq } },
  },
  sessions: {
    right: 'device',
    fields: {},
    answer: {
      sessions: {
        sessions: Type.Array(SessionInfoShape),
        /** Sessions unused for longer than these, for which the frame has no room. */
        more: Count,
      },
    },
  },
  /** Makes an app token for this account. */
  'token.create': {
    right: 'device',
    fields: {
      name: DeviceName,
      read: Type.Boolean(),
      write: Type.Boolean(),
      rooms: Type.Optional(
        Type.Array(RoomReference, { minItems: 1, maxItems: limits.roomsPerToken }),
      ),
      expiresAt: Type.Optional(Time),
    },
    /** Told once; an app token is written with the server's fingerprint in front of these two. */
    answer: { 'token.created': { session: Id16, secret: Bytes32 } },
  },
  'session.revoke': {
    right: 'device',
    fields: {
      session: Type.Union([
        Id16,
        Type.Literal('current'),
        Type.Literal('all'),
        Type.Literal('others'),
      ]),
    },
    answer: { revoked: { count: Count } },
  },
  /** The old password's KE1 and the new password's registration request, together. */
  'password.start': {
    right: 'device',
    fields: { ke1: OpaqueMessage, request: OpaqueMessage },
    answer: {
      'password.challenge': { account: Id16, ke2: OpaqueMessage, response: OpaqueMessage },
    },
  },
  'password.finish': {
    right: 'device',
    fields: { ke3: OpaqueMessage, record: OpaqueMessage },
    answer: { 'password.changed': { revoked: Count } },
  },
  /** The accounts by name, those after a name, as many as fit into one answer. */
  accounts: {
    right: 'operator',
    fields: { after: Type.Optional(Name) },
    answer: {
      accounts: {
        accounts: Type.Array(AccountInfoShape),
        /** There are more after the last of these. */
        more: Type.Boolean(),
      },
    },
  },
  /** The sessions of one account, or of all. */
  'account.sessions': {
    right: 'operator',
    fields: { name: Type.Optional(Name) },
    answer: {
      'account.sessions': {
        sessions: Type.Array(
          Type.Object(
            { name: Name, ...SessionInfoShape.properties },
            { additionalProperties: false },
          ),
        ),
        /** Sessions unused for longer than these, for which the frame has no room. */
        more: Count,
      },
    },
  },
  /** Ends one session of an account, or all. */
  'account.revoke': {
    right: 'operator',
    fields: { name: Name, session: Type.Union([Id16, Type.Literal('all')]) },
    answer: { revoked: { count: Count } },
  },
  /** Ends all connections of an account, which may come back. */
  'account.kick': {
    right: 'operator',
    fields: { name: Name, reason: Reason },
    answer: { kicked: { connections: Count } },
  },
  /** Shuts an account out until a time; null: for good. */
  'account.ban': {
    right: 'operator',
    fields: { name: Name, until: Type.Union([Time, Type.Null()]), reason: Reason },
    answer: { done: {} },
  },
  'account.unban': { right: 'operator', fields: { name: Name }, answer: { done: {} } },
  /** Lets an account in that waits for it. */
  'account.admit': { right: 'operator', fields: { name: Name }, answer: { done: {} } },
  /** Makes an account an operator of the line, or a member again. */
  'account.role': {
    right: 'operator',
    fields: { name: Name, role: RoleName },
    answer: { done: {} },
  },
  /** Makes a one-time code with which a person sets a new password. */
  'account.reset': { right: 'operator', fields: { name: Name }, answer: oneTimeCode },
  /** Makes a one-time code with which a newcomer signs up, under this name or under any. */
  'invite.create': {
    right: 'operator',
    fields: { name: Type.Optional(Name) },
    answer: oneTimeCode,
  },
  /** Changes how newcomers are taken. */
  'sign-up.change': { right: 'operator', fields: { mode: SignUp }, answer: { done: {} } },
  /** How the line is run at present. */
  'line.status': {
    right: 'operator',
    fields: {},
    answer: {
      'line.status': {
        /** The address others join by. */
        address: Type.String(),
        signUp: SignUp,
        /** Nobody new gets in at present. */
        paused: Type.Boolean(),
      },
    },
  },
  /** Takes no new connections, or takes them again; who is online stays. */
  'line.pause': {
    right: 'operator',
    fields: { paused: Type.Boolean() },
    answer: { done: {} },
  },
  /** The last lines of the server's log, as many as fit into one answer. */
  'line.log': {
    right: 'operator',
    fields: {
      count: Type.Integer({ minimum: 1, maximum: limits.logLines }),
      /** Lines at the end of the log that are left out: those that an answer had before. */
      skip: Type.Integer({ minimum: 0, maximum: limits.logLines }),
    },
    answer: {
      'line.log': {
        /** Oldest first. */
        lines: Type.Array(Type.String()),
        /** There are more before the first of these, of as many as were asked for. */
        more: Type.Boolean(),
      },
    },
  },
  /** Stops the server, which tells everybody. */
  'line.stop': { right: 'operator', fields: { reason: Reason }, answer: { done: {} } },
} satisfies Record<string, RequestRow>;

type Rows = typeof greetingRequests & typeof memberRequests;
type Fields<Properties> = Properties extends TProperties ? Static<TObject<Properties>> : never;
type AnswersOf<Name extends RequestName> = Rows[Name]['answer'] extends null
  ? Record<never, never>
  : Rows[Name]['answer'];

/** Name of a request before login. */
export type GreetingRequestName = keyof typeof greetingRequests;
/** Name of a request after login. */
export type MemberRequestName = keyof typeof memberRequests;
/** Name of a request: the `type` of its message. */
export type RequestName = keyof Rows;

/** The fields of a request that are its own: without `type`, `id` and `token`. */
export type RequestFields<Name extends RequestName> = Fields<Rows[Name]['fields']>;

/** A request as it is sent. */
export type Request<Name extends RequestName> = {
  [Each in Name]: RequestFields<Each> & { type: Each; id: number } & SessionToken<Each>;
}[Name];

type SessionToken<Name> = Name extends MemberRequestName ? { token: string } : unknown;

/** The `type` of the message that answers a request. */
export type AnswerName<Name extends RequestName> = {
  [Each in Name]: keyof AnswersOf<Each> & string;
}[Name];

/** The fields of answers by their name, without `type` and `re`. */
export type AnswerFieldsByName = {
  [Name in RequestName as AnswerName<Name>]: Fields<AnswersOf<Name>[keyof AnswersOf<Name>]>;
};

/** The fields of the answer to a request that are its own: without `type` and `re`. */
export type AnswerFields<Name extends RequestName> = AnswerFieldsByName[AnswerName<Name> &
  keyof AnswerFieldsByName];

/** The message that answers a request. */
export type Answer<Name extends RequestName> = {
  [Each in Name]: AnswerFields<Each> & { type: AnswerName<Each>; re: number };
}[Name];
