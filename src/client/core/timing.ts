/** Every duration of a client, in milliseconds. */
export interface Timing {
  /** For TCP and TLS together. */
  readonly connectTimeoutMs: number;
  /** For each answer before the login is done. */
  readonly answerTimeoutMs: number;
  /** A line without a message for so long is taken for dead; the server pings after 54 s of silence. */
  readonly silenceTimeoutMs: number;
  /** Least time before the line is made anew. */
  readonly reconnectMinimumMs: number;
  /** Most time before the line is made anew. */
  readonly reconnectMaximumMs: number;
  /** A line that held for so long starts the delays from the least again. */
  readonly steadyMs: number;
  /** First wait for the operator to admit the account, and the longest. */
  readonly admissionMinimumMs: number;
  readonly admissionMaximumMs: number;
  /** How often a client that does not read, because its program is slow, shows that it is there. */
  readonly keepAliveMs: number;
  /** How long cursors may stay unsaved. */
  readonly saveDelayMs: number;
}

export const defaultTiming: Timing = {
  connectTimeoutMs: 10_000,
  answerTimeoutMs: 20_000,
  silenceTimeoutMs: 75_000,
  reconnectMinimumMs: 250,
  reconnectMaximumMs: 30_000,
  steadyMs: 5_000,
  admissionMinimumMs: 5_000,
  admissionMaximumMs: 60_000,
  keepAliveMs: 20_000,
  saveDelayMs: 1_000,
};
