import type { Log } from '../../base/log.ts';
import type { Address } from '../../wire/address.ts';
import type { SavedLogin } from '../node/saved-session.ts';
import type { Profile } from './profile.ts';
import type { Beginning } from './since.ts';
import type { Timing } from './timing.ts';

/**
 * How a program joins a line. There are three ways in, one of which has to be chosen: an app token
 * (`token`); the session of a client that is logged in already (`session`); or logging in as a person
 * does, by `name` and `password`, or by what a `profile` remembers of the last time.
 */
export interface ConnectOptions {
  /**
   * Where the server is: `HOST`, `HOST:PORT`, or `partyline://HOST:PORT#FINGERPRINT`. May be left out
   * with `session`, and with a `profile` that was used before.
   */
  readonly address?: string | Address;
  /** An app token, `plt_...`. It is shown to no server but the one it was made by. */
  readonly token?: string;
  /** What `savedSession` has found: comes in beside the client that uses it. */
  readonly session?: SavedLogin;
  /** The account's name; if left out, the one that the profile remembers. */
  readonly name?: string;
  /** The password, or a function that is called when it is needed. */
  readonly password?: string | (() => string | Promise<string>);
  /** Makes the account if there is none of this name and the server allows it. False if left out. */
  readonly signUp?: boolean;
  /**
   * A folder that remembers session, certificate and how far was read, so that the next run needs no
   * password and goes on where this one stopped. Without one they last as long as the line.
   */
  readonly profile?: string | Profile;
  /** What this program is called in the list of sessions. The host's name if left out. */
  readonly deviceName?: string;
  /** Name and version of the program as the server's log shows it; 1 to 64 characters. */
  readonly software?: string;
  /**
   * Where messages begin. If left out: where the `profile` left off (at most the last 1,000 messages of
   * each room), else with what is said from now on.
   */
  readonly since?: Beginning;
  /** With `since` left out: everything that was missed since the profile left off. False if left out. */
  readonly catchUp?: boolean;
  /** With `token` or `session`: messages are wanted. True if left out; false for what only sends. */
  readonly receive?: boolean;
  /** With `token` or `session`: the account counts as here. True if left out with `token`, else false. */
  readonly present?: boolean;
  /** Makes the line anew when it is lost. True if left out. */
  readonly reconnect?: boolean;
  /** Waits for a server that cannot be reached at first. False if left out: `connect` rejects. */
  readonly retryFirstConnection?: boolean;
  /** Waits for the operator to admit the account. False if left out: `connect` rejects. */
  readonly waitForAdmission?: boolean;
  /** Gives up connecting; it says nothing once `connect` has resolved. */
  readonly signal?: AbortSignal;
  /** Durations to change, in milliseconds. */
  readonly timing?: Partial<Timing>;
  /** Where events of the connection are told; nowhere if left out. */
  readonly log?: Log;
}

/** Whether messages are wanted at all. */
export function wantsMessages({ token, session, receive = true }: ConnectOptions): boolean {
  return receive || (token === undefined && session === undefined);
}
