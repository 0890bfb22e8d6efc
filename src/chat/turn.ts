/*
 * The order in which connections were greeted. A client greets on a new connection only once it has given
 * the one before up, so that what comes in later on an older connection is known as late.
 */

/** The place of a connection among those that one run of a server has greeted. */
export interface Turn {
  /** The run of the server, 16 random bytes in base64url: no connection outlives it. */
  readonly run: string;
  /** Counts from 1. */
  readonly number: number;
}

/** Whether a connection was greeted before the other one, or is the same; null: there is no other. */
export function isNotAfter(turn: Turn, other: Turn | null): boolean {
  return other !== null && turn.run === other.run && turn.number <= other.number;
}
