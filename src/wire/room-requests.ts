import Type from 'typebox';
import {
  AwayText,
  Content,
  Count,
  FirstSeq,
  Id16,
  Name,
  RoomAddress,
  RoomId,
  Seq,
  Time,
} from './field-types.ts';
import type { RequestRow } from './request-row.ts';

/** Requests of a member about rooms and the people in them. */
export const roomRequests = {
  /** Says something in a room. */
  post: {
    right: 'write',
    fields: {
      /** The conversation with one or more people is made when it is missing. */
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
  /** Answered at once: how long that takes is how slow the line is. */
  echo: { right: 'none', fields: {}, answer: { done: {} } },
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
} satisfies Record<string, RequestRow>;
