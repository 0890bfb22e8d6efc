import Type from 'typebox';
import { limits } from '../words/limits.ts';
import {
  AwayText,
  Content,
  Count,
  FirstSeq,
  Id16,
  Name,
  RoomAddress,
  RoomId,
  Runs,
  Seq,
  TermId,
  Time,
} from './field-types.ts';
import type { RequestRow } from './request-row.ts';

/** Requests of a member about rooms and the people in them. */
export const roomRequests = {
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
            {
              name: Name,
              operator: Type.Boolean(),
              since: Time,
              /** null: they are not away. */
              away: Type.Union([AwayText, Type.Null()]),
              /** Since when they have not typed; null: they do. */
              idleSince: Type.Union([Time, Type.Null()]),
            },
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
  /** How far the history that a client knows is the server's: a store may have been put back. */
  'history.compare': {
    right: 'read',
    fields: {
      /** Terms that the client was told of, the latest first. */
      terms: Type.Array(TermId, { minItems: 1, maxItems: limits.termsCompared }),
      /** The last number that it knows of, by room. */
      cursors: Type.Record(RoomId, Seq, {
        maxProperties: limits.roomsCompared,
        additionalProperties: false,
      }),
    },
    answer: {
      'history.common': {
        /** The latest term in common; null: there is none, and the numbers say nothing. */
        term: Type.Union([TermId, Type.Null()]),
        /** Where the client knows of more than is in common: the last number that is, by room. */
        parted: Type.Record(RoomId, Seq, {
          maxProperties: limits.roomsCompared,
          additionalProperties: false,
        }),
      },
    },
  },
} satisfies Record<string, RequestRow>;
