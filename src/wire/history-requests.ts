import Type from 'typebox';
import { limits } from '../words/limits.ts';
import { FirstSeq, RoomAddress, RoomId, Runs, Seq, TermId, Time } from './field-types.ts';
import type { RequestRow } from './request-row.ts';

/** Requests of a member about what is stored of a room. */
export const historyRequests = {
  history: {
    right: 'read',
    fields: {
      room: RoomAddress,
      /** Entries with a higher number, the lowest first. */
      after: Type.Optional(Seq),
      /** Entries with a lower number: with `after` those between, else the highest. */
      before: Type.Optional(FirstSeq),
      /** The entry of this number, and those on both sides of it; alone. */
      around: Type.Optional(FirstSeq),
      /** Without any of them: the last entries of the room. */
      limit: Type.Integer({ minimum: 1, maximum: limits.replayMessages }),
    },
    answer: {
      history: {
        room: RoomId,
        /** Number of the first entry. */
        first: FirstSeq,
        runs: Runs,
        /** There are more that were asked for: after the last of these; with `before` alone, or nothing, before the first. */
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
