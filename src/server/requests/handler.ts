import type { Account } from '../../chat/tables.ts';
import type { AnswerFields, MemberRequestName, Request } from '../../wire/requests.ts';
import type { Written } from '../delivery/encode.ts';
import type { PostOrigin } from '../delivery/posts.ts';
import type { PosterBuckets } from '../member/flood-gate.ts';
import type { Permissions } from '../member/permissions.ts';

/* The shape of the handlers of requests after login. */

/** The maker of a request: a logged-in connection, as handlers know it. */
export interface Requester {
  /** The account's number. */
  readonly account: number;
  /** The account's name. */
  readonly name: string;
  readonly sessionId: string;
  /** Where it comes from: an IP address. */
  readonly address: string;
  readonly permissions: Permissions;
  /** The buckets that its posts count in. */
  readonly buckets: PosterBuckets;
  /**
   * Reads nothing more from it until a post that came too early was acted on, after so many milliseconds, and
   * lets it know meanwhile that the server is there. Nothing is done when the connection ends before.
   */
  hold(waitMs: number, act: () => void): void;
  /** Is told what becomes of its posts. */
  readonly posts: PostOrigin;
  /** Its person has not typed since then, in milliseconds since 1970 UTC; null: they type. */
  isIdle(since: number | null): void;
  /** The id of the conversation with these people, whether or not it was begun. */
  conversationWith(...others: readonly Account[]): string;
}

/**
 * Acts on one kind of request. The requester has the right that the table asks for. Returns the fields of
 * the answer; undefined where the requester is answered later, as a post is once it is stored. Throws, or
 * rejects with, the PartylineError that the request is refused with.
 */
export type Handler<Name extends MemberRequestName> = (
  requester: Requester,
  request: Request<Name>,
) => AnswerBody<Name> | Promise<AnswerBody<Name>> | undefined;

/** The fields of an answer, as a handler gives them. */
export type AnswerBody<Name extends MemberRequestName> = Written<AnswerFields<Name>>;
