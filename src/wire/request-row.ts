import type { TProperties } from 'typebox';

/* The shape of a row of the table of requests. */

/**
 * The right that a request needs: none, an app token's right to read or to post (anywhere at all; the
 * handler looks at the room), the account itself instead of an app token, the own connection of a device instead of one beside it or an app token, or that of
 * an operator's device.
 */
export type Right = 'none' | 'read' | 'write' | 'account' | 'device' | 'operator';

/** One request. */
export interface RequestRow {
  readonly right: Right;
  /** Its fields besides `type`, `id` and, once logged in, `token`. */
  readonly fields: TProperties;
  /** The answer's name with its fields besides `type` and `re`; null: it is always refused. */
  readonly answer: Readonly<Record<string, TProperties>> | null;
}
