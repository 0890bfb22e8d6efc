import type { TProperties } from 'typebox';

/* The shape of a row of the table of requests. */

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
