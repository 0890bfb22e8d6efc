import Type from 'typebox';
import { limits } from '../words/limits.ts';
import {
  Bytes32,
  Count,
  DeviceName,
  Id16,
  OpaqueMessage,
  RoomReference,
  SessionInfoShape,
  Time,
} from './field-types.ts';
import type { RequestRow } from './request-row.ts';

/** Requests of a member about the own account: its sessions, app tokens and password. */
export const accountRequests = {
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
} satisfies Record<string, RequestRow>;
