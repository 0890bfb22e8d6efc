import Type from 'typebox';
import { limits } from '../words/limits.ts';
import {
  Count,
  DroppedShape,
  FirstSeq,
  ReceiptFields,
  RoomAddress,
  RoomId,
  RoomReference,
  Runs,
  Seq,
  TermId,
  Time,
} from './field-types.ts';
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
        /** The beginning of what the account may read of the room is gone. */
        dropped: Type.Optional(DroppedShape),
      },
    },
  },
  /** The rooms of which the account may read something: those that it is in, and those that it was in. */
  'history.rooms': {
    right: 'read',
    fields: {
      /** Only rooms behind this one in the order of the answer. */
      after: Type.Optional(RoomId),
    },
    answer: {
      'history.readable': {
        rooms: Type.Array(
          Type.Object(
            {
              room: RoomId,
              /** How the account calls it, or called it when it left. */
              name: RoomReference,
              /** Number of the last entry that it may read; 0: there is none. */
              last: Seq,
            },
            { additionalProperties: false },
          ),
        ),
        /** More follow when they are asked for `after` this one; null: no more. */
        next: Type.Union([RoomId, Type.Null()]),
      },
    },
  },
  /** Where in a room a time lies: for asking for messages since then. */
  'history.find': {
    right: 'read',
    fields: { room: RoomAddress, at: Time },
    /** Messages after `after` are from the time that was asked for, or later. */
    answer: {
      'history.place': {
        room: RoomId,
        after: Seq,
        /** Messages before `after` are gone that may have been from the time that was asked for. */
        dropped: Type.Optional(DroppedShape),
      },
    },
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
  /** A device has taken a room up to an entry, or the person has read it. */
  mark: {
    right: 'account',
    fields: { room: RoomAddress, seq: Seq, as: Type.Enum(['delivered', 'read']) },
    answer: { done: {} },
  },
  /** How far the others of a direct conversation have come. */
  receipts: {
    right: 'account',
    fields: { room: RoomAddress },
    answer: {
      receipts: {
        receipts: Type.Array(Type.Object(ReceiptFields, { additionalProperties: false })),
      },
    },
  },
  /** How much is unread in the rooms of the account. */
  unread: {
    right: 'read',
    fields: {
      /** Only rooms behind this one in the order of the answer. */
      after: Type.Optional(RoomId),
    },
    answer: {
      'unread.rooms': {
        rooms: Type.Array(
          Type.Object(
            {
              room: RoomId,
              name: RoomReference,
              /** The account has read up to this one, on any device. */
              read: Seq,
              /** Sequence number of the room's last entry. */
              last: Seq,
              /** Messages of others behind it. */
              unread: Count,
              /** Those among them that mention the account. */
              mentions: Count,
              /** There may be more of both: so many entries are looked at, and no more. */
              more: Type.Boolean(),
            },
            { additionalProperties: false },
          ),
        ),
        /** There are more rooms behind these. */
        more: Type.Boolean(),
      },
    },
  },
} satisfies Record<string, RequestRow>;
