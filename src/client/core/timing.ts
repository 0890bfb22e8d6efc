/** Every duration of a client, in milliseconds. */
export interface Timing {
  /** Until the server is reached over TCP; in a page for TLS as well. */
  readonly connectTimeoutMs: number;
  /** For TLS, once the server is reached: everybody who comes back after a start waits for a turn. */
  readonly secureTimeoutMs: number;
  /** Both while another address of the line is left to try. */
  readonly connectElsewhereAfterMs: number;
  /** For each answer before the login is done. */
  readonly answerTimeoutMs: number;
  /** A line without a message for so long is taken for dead; the server pings after 30 s of silence. */
  readonly silenceTimeoutMs: number;
  /** A message that is not acknowledged for so long is told to be pending. */
  readonly pendingAfterMs: number;
  /** While an answer is due, a server that says nothing for so long is told of (notice `no-answer`). */
  readonly noAnswerAfterMs: number;
  /** While an answer is due, a line without a message for so long is taken for dead. */
  readonly unansweredTimeoutMs: number;
  /** Least time before the line is made anew. */
  readonly reconnectMinimumMs: number;
  /** Most time before the line is made anew. */
  readonly reconnectMaximumMs: number;
  /** The same while messages wait to be sent or acknowledged. */
  readonly pendingReconnectMaximumMs: number;
  /** First wait for the operator to admit the account, and the longest. */
  readonly admissionMinimumMs: number;
  readonly admissionMaximumMs: number;
  /** How often a client that does not read, because its program is slow, shows that it is there. */
  readonly keepAliveMs: number;
  /** How long cursors may stay unsaved, and what was read unmarked. */
  readonly saveDelayMs: number;
}

export const defaultTiming: Timing = {
  connectTimeoutMs: 10_000,
  secureTimeoutMs: 20_000,
  connectElsewhereAfterMs: 2_500,
  answerTimeoutMs: 20_000,
  silenceTimeoutMs: 60_000,
  pendingAfterMs: 2_000,
  noAnswerAfterMs: 10_000,
  unansweredTimeoutMs: 18_000,
  reconnectMinimumMs: 250,
  reconnectMaximumMs: 30_000,
  pendingReconnectMaximumMs: 5_000,
  admissionMinimumMs: 5_000,
  admissionMaximumMs: 60_000,
  keepAliveMs: 20_000,
  saveDelayMs: 1_000,
};
