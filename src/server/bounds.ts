/** Every bound of the server, each with the reason it is there; tests turn them down. */
export interface Bounds {
  /**
   * Time a new connection has to say what it speaks, and the same from the server's part of the TLS handshake to its end, in
   * milliseconds. It may wait longer for the server.
   */
  readonly tlsTimeoutMs: number;
  /** Time a new connection has to be logged in, in milliseconds; people may type inside it. */
  readonly loginTimeoutMs: number;
  /** Silence after which the server asks a member's client whether it is there, in milliseconds. */
  readonly pingAfterMs: number;
  /** Silence after which the server takes the line for dead, in milliseconds. */
  readonly silenceTimeoutMs: number;
  /**
   * Connections of one address (/32 of IPv4, /64 of IPv6) that may wait for their TLS handshake to begin, and as many
   * each for its end and to be logged in; one more drops one that came before.
   */
  readonly waitingPerAddress: number;
  /** Connections in all that may wait for their TLS handshake to begin, and as many each for its end and to be logged in. */
  readonly waiting: number;
  /**
   * Connections from networks where somebody has logged in lately that may wait for their TLS handshake to begin beside
   * those: everybody who was here comes back at once when the server is started again.
   */
  readonly waitingKnown: number;
  /**
   * How much later a connection is closed that was dropped before it was secured, in milliseconds: as often a crowd can
   * come again. Until then it may end its handshake.
   */
  readonly droppedForMs: number;
  /** Sign-ups that one address (/32 of IPv4, /64 of IPv6) may begin at once. */
  readonly signUpsPerAddress: number;
  /** Sign-ups that one site (/24 of IPv4, /56 of IPv6) may begin at once. */
  readonly signUpsPerSite: number;
  /** Sign-ups without a code that may begin at once, in all. */
  readonly signUps: number;
  /** Connections that one session may have when programs go on beside its own. */
  readonly connectionsPerSession: number;
  /** Bytes that one reader may leave unread, in this process and in the kernels together. */
  readonly readerQueueBytes: number;
  /** Posts of one connection that may wait for their acknowledgement before reading from it pauses. */
  readonly postsInFlight: number;
  /** How long a session token is good for, in milliseconds; the client resumes for the next one. */
  readonly tokenLifetimeMs: number;
  /** People online up to which arrivals and departures are told to all; above, `who` is asked. */
  readonly presenceAudience: number;
  /** How long arrivals and departures are gathered before they are told, in milliseconds. */
  readonly presenceDelayMs: number;
  /** How long somebody whose connection was lost still counts as here, in milliseconds. */
  readonly presenceGraceMs: number;
  /** Readers of a room up to whom is told who types there. */
  readonly typingAudience: number;
  /** Longest time an answer to a login is held back after failed ones, in milliseconds. */
  readonly heldLoginMs: number;
  /** How long an invitation is good for, in milliseconds. */
  readonly inviteLifetimeMs: number;
  /** How long a reset code is good for, in milliseconds. */
  readonly resetLifetimeMs: number;
  /** Time given to clients to take the last words when the server stops, in milliseconds. */
  readonly stopTimeoutMs: number;
  /** Free disk space below which nothing more is stored, in bytes. */
  readonly freeDiskBytes: number;
}

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** The bounds a server runs with unless told otherwise. */
export const defaultBounds: Bounds = {
  tlsTimeoutMs: 10_000,
  loginTimeoutMs: 20_000,
  pingAfterMs: 30_000,
  silenceTimeoutMs: 50_000,
  waitingPerAddress: 256,
  waiting: 1_024,
  waitingKnown: 8_192,
  droppedForMs: 2_000,
  signUpsPerAddress: 30,
  signUpsPerSite: 60,
  signUps: 200,
  connectionsPerSession: 16,
  readerQueueBytes: 256 * 1_024,
  postsInFlight: 1_024,
  tokenLifetimeMs: dayMs,
  presenceAudience: 256,
  presenceDelayMs: 50,
  presenceGraceMs: 30_000,
  typingAudience: 64,
  heldLoginMs: 4_000,
  inviteLifetimeMs: 7 * dayMs,
  resetLifetimeMs: dayMs,
  stopTimeoutMs: 2_000,
  freeDiskBytes: 64 * 1_024 * 1_024,
};
