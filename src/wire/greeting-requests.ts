import Type from 'typebox';
import { limits } from '../words/limits.ts';
import {
  Binding,
  Bytes32,
  Code,
  Count,
  Cursors,
  DeviceName,
  FileBytes,
  FloodLimitsShape,
  GrantShape,
  Id16,
  Name,
  NodeAddress,
  OpaqueMessage,
  RoleName,
  RoomStateShape,
  TermId,
  Time,
} from './field-types.ts';
import type { RequestRow } from './request-row.ts';

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
    /** The server's clock: lengths of time are reckoned by it, as the client's may be wrong. */
    now: Time,
    /** The latest terms of the history, the present one first. */
    terms: Type.Array(TermId),
    /** How fast posts are taken, those that come sooner wait; missing where all are taken at once. */
    limits: Type.Optional(FloodLimitsShape),
    /** The files that the line takes; missing where it takes none. */
    files: Type.Optional(
      Type.Object(
        {
          /** Length of the longest. */
          fileBytes: FileBytes,
          /** How long one is kept after it was posted, in milliseconds. */
          keepMs: Count,
        },
        { additionalProperties: false },
      ),
    ),
    /** The account was made by this login. */
    created: Type.Boolean(),
    role: RoleName,
    /** When and from where the account was last here; null the first time. */
    lastSeen: Type.Union([
      Type.Object({ at: Time, address: Type.String() }, { additionalProperties: false }),
      Type.Null(),
    ]),
    rooms: Type.Array(RoomStateShape),
    /** Where the other nodes of the line are, with the same keys; missing where there are none. */
    nodes: Type.Optional(Type.Array(NodeAddress, { minItems: 1, maxItems: limits.nodesTold })),
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
      /** Messages are wanted; without it, they are. */
      receive: Type.Optional(Type.Boolean()),
      /** The account counts as here; without it, it does. */
      present: Type.Optional(Type.Boolean()),
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
