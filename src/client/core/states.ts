/* The states of a line, and the reasons for its waits and its end. */

/** Why a line waits before it is tried again. */
export type WaitingReason =
  /** Nothing answered, or the line was cut. */
  | 'lost'
  | 'server.stopping'
  | 'busy'
  | 'timeout'
  | 'internal'
  /** Too many attempts; the server said when to come back. */
  | 'throttled'
  /** The password is right; the operator has yet to admit the account. */
  | 'pending';

/** Why a line ended for good. */
export type ClosedReason =
  /** It took leave. */
  | 'left'
  /** The program ended it, by `abort` or its signal. */
  | 'aborted'
  | 'kicked'
  | 'banned'
  /** The session was ended, here or from another device. */
  | 'revoked'
  /** Another program came with the same session; to try again would only drive that one out. */
  | 'replaced'
  /** Wrong password, no sign-up, a used invitation: `error` says which. */
  | 'refused'
  /** A name or a password was asked for and not given. */
  | 'gave-up'
  /** Somebody may sit between client and server. */
  | 'intercepted'
  /** The server's key is not the one that the address names. */
  | 'fingerprint'
  /** Nothing answered at the first connection. */
  | 'unreachable'
  /** The two sides do not understand each other. */
  | 'protocol'
  /** Something that the client was given cannot be used: `error` says what. */
  | 'failed'
  /** It would wait and try again, but was told not to. */
  | WaitingReason;

/** The state of a line; each has what belongs to it. */
export type LineState =
  | { readonly type: 'connecting' /** 1 for the first. */; readonly attempt: number }
  | { readonly type: 'securing' }
  | { readonly type: 'authenticating' }
  | { readonly type: 'online' }
  | {
      readonly type: 'waiting';
      readonly reason: WaitingReason;
      /** Milliseconds since 1970 UTC; sooner when something is sent meanwhile. */
      readonly retryAt: number;
      readonly error: Error;
    }
  | { readonly type: 'closed'; readonly reason: ClosedReason; readonly error?: Error };
