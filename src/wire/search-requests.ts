import Type from 'typebox';
import { limits } from '../words/limits.ts';
import {
  AnyContent,
  FirstSeq,
  Id16,
  Name,
  RoomAddress,
  RoomId,
  RoomReference,
  SearchTerm,
  Time,
} from './field-types.ts';
import type { RequestRow } from './request-row.ts';

const FoundEntry = Type.Object(
  {
    seq: FirstSeq,
    mid: Id16,
    from: Name,
    at: Time,
    content: AnyContent,
    /** The earlier entry of the room that it is about. */
    of: Type.Optional(FirstSeq),
    /** The text is long, and only the part of it where a term was found is here. */
    cut: Type.Optional(Type.Boolean()),
  },
  { additionalProperties: false },
);

/** The request of a member that looks for messages. */
export const searchRequests = {
  /** Looks for messages in all rooms that the member may read. */
  search: {
    right: 'read',
    fields: {
      /** Words and phrases that a message must all have: texts, without any syntax. */
      terms: Type.Array(SearchTerm, { maxItems: limits.searchTerms }),
      /** The person who said it. */
      from: Type.Optional(Name),
      /** The only room. */
      in: Type.Optional(RoomAddress),
      /** From this time on. */
      since: Type.Optional(Time),
      /** Earlier than this time. */
      until: Type.Optional(Time),
      /** It has a link. */
      link: Type.Optional(Type.Boolean()),
      /** Older than this message: the last one of the page before. */
      before: Type.Optional(
        Type.Object({ room: RoomAddress, seq: FirstSeq }, { additionalProperties: false }),
      ),
      limit: Type.Integer({ minimum: 1, maximum: limits.searchResults }),
    },
    answer: {
      'search.results': {
        /** Newest first. */
        results: Type.Array(
          Type.Object(
            {
              room: RoomId,
              name: RoomReference,
              /** Number of the message that was found. */
              seq: FirstSeq,
              /** It, with the message before and the one after it where there are any. */
              entries: Type.Array(FoundEntry, { minItems: 1, maxItems: 3 }),
            },
            { additionalProperties: false },
          ),
        ),
        /** There are more, older than the last of these. */
        more: Type.Boolean(),
      },
    },
  },
} satisfies Record<string, RequestRow>;
