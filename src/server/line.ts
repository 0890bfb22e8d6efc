import type { RateLimit } from '../auth/rate-limit.ts';
import type { Throttle } from '../auth/throttle.ts';
import type { Journal } from '../journal/journal.ts';
import type { Directory } from '../store/directory.ts';
import type { HistoryReader } from '../store/history.ts';
import type { ByeReason } from '../wire/messages.ts';
import type { SignUpMode } from '../words/sign-up-mode.ts';
import type { FanOut } from './delivery/fan-out.ts';
import type { Posts } from './delivery/posts.ts';
import type { Presence } from './delivery/presence.ts';
import type { Keys } from './keys.ts';
import type { LoginQueue } from './login/login-queue.ts';
import type { Settings } from './options.ts';
import type { Handlers } from './requests/handlers.ts';

/** Who is logged in on a connection. */
export interface MemberIdentity {
  readonly account: number;
  readonly sessionId: string;
}

/** What every connection and console of one running server works with. */
export interface Line {
  readonly settings: Settings;
  readonly keys: Keys;
  readonly journal: Journal;
  readonly directory: Directory;
  readonly history: HistoryReader;
  readonly fanOut: FanOut;
  readonly posts: Posts;
  readonly presence: Presence;
  readonly handlers: Handlers;
  /** Slows down who guesses passwords and codes. */
  readonly throttle: Throttle;
  /** Bounds how often one network may ask whether names exist. */
  readonly lookups: RateLimit;
  /** Costly steps of those who log in. */
  readonly loginQueue: LoginQueue;
  readonly epoch: string;
  /** How many logged-in connections this session has. */
  connectionsOf(session: string): number;
  /** Ends the logged-in connections that are chosen; returns how many. */
  endMembers(
    which: (member: MemberIdentity) => boolean,
    reason: ByeReason,
    message: string,
  ): number;
  /** How newcomers are taken at present. */
  signUp: SignUpMode;
  /** The operator has paused the line: nobody new gets in. */
  paused: boolean;
  /** The server takes leave: nothing new is begun. */
  stopping: boolean;
}
