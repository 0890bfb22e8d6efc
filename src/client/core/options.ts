import type { Clock } from '../../base/clock.ts';
import type { Log } from '../../base/log.ts';
import type { Address } from '../../wire/address.ts';
import type { Credentials } from './credentials.ts';
import type { Profile } from './profile.ts';
import type { Beginning } from './since.ts';
import type { LineState } from './states.ts';
import type { Timing } from './timing.ts';
import type { AttachCredential } from './way-in.ts';

/* The options of a line as programs write them. */

/**
 * `recent`: at most the last 1,000 messages of each room. `while-running`: the same when the line is made,
 * and everything that is said from then on, however long it is down. `all`: everything.
 */
export type CatchUp = 'recent' | 'while-running' | 'all';

/** A session that a client has saved, for a program that comes in beside it. */
export interface SavedLogin {
  readonly address: Address;
  /** Where the other nodes of the line are, as the client was told them. */
  readonly others?: readonly Address[] | undefined;
  /** The account's name. */
  readonly name: string;
  /**
   * Reads it anew: a running client renews its device token now and then.
   *
   * @throws InputError if it is not there any more
   */
  credential(): AttachCredential;
}

/**
 * How a program joins a line. There are four ways in, one of which has to be chosen: an app token
 * (`token`); the session of a client that is logged in already (`session`); the server's own machine, as
 * its operator (`dataFolder`); or a login as a person does it, by `name` and `password`, by a `profile` that
 * remembers the last time, or by asking (`credentials`).
 */
export interface LineOptions {
  /**
   * Where the server is: `HOST`, `HOST:PORT`, or `partyline://HOST:PORT#FINGERPRINT`. Of a line with several nodes
   * as many as are known, in a list or with commas between them; the others are told at the login. May be left out
   * with `session`, and with a `profile` that was used before.
   */
  readonly address?: string | Address | readonly (string | Address)[] | undefined;
  /** An app token, `plt_...`. It is shown to no server but the one it was made by. */
  readonly token?: string | undefined;
  /** A session that `savedSession` has found: comes in beside the client that uses it. */
  readonly session?: SavedLogin | undefined;
  /**
   * The data folder of a server on this machine: comes in as its operator, whom the folder belongs to,
   * without address and password.
   */
  readonly dataFolder?: string | undefined;
  /** The account's name; if left out, the one that the profile remembers. */
  readonly name?: string | undefined;
  /** The password, or a function that is called when it is needed. */
  readonly password?: string | (() => string | Promise<string>) | undefined;
  /** Makes the account if there is none of this name and the server allows it. False if left out. */
  readonly signUp?: boolean | undefined;
  /** Asks a person for what is needed, in place of `password` and `signUp`. */
  readonly credentials?: Credentials | undefined;
  /**
   * A folder that remembers session, the server's key and how far was read, so that the next run needs no
   * password and goes on where this one stopped. Without one they last as long as the line.
   */
  readonly profile?: string | Profile | undefined;
  /** The name of this program in the list of sessions. The host's name if left out. */
  readonly deviceName?: string | undefined;
  /** Name and version of the program as the server's log shows it; 1 to 64 characters. */
  readonly software?: string | undefined;
  /**
   * Where messages begin. If left out: where the `profile` left off, as `catchUp` says, else with what is
   * said from now on.
   */
  readonly since?: Beginning | undefined;
  /** How much of what was missed is told, with `since` left out. `while-running` if left out. */
  readonly catchUp?: CatchUp | undefined;
  /**
   * Messages are wanted. True if left out; false for what only sends. A login with the password wants them always.
   */
  readonly receive?: boolean | undefined;
  /**
   * The account counts as here. If left out, false with `session` and `dataFolder`, else true; after a login with
   * the password it does.
   */
  readonly present?: boolean | undefined;
  /** Makes the line anew when it is lost. True if left out. */
  readonly reconnect?: boolean | undefined;
  /** Waits for a server that cannot be reached at first. False if left out: the line ends. */
  readonly retryFirstConnection?: boolean | undefined;
  /** Waits for the operator to admit the account. False if left out: the line ends. */
  readonly waitForAdmission?: boolean | undefined;
  /** Gives up connecting; it says nothing once the line was up. */
  readonly signal?: AbortSignal | undefined;
  /**
   * Is told each state from the first on, as the event `state` tells it: `connect` gives no line to listen to
   * before it is up, and why it waits, such as for a server that is busy, stands in these.
   */
  readonly onState?: ((state: LineState) => void) | undefined;
  /** Durations to change, in milliseconds. */
  readonly timing?: Partial<Timing> | undefined;
  /** Where events of the connection are told; nowhere if left out. */
  readonly log?: Log | undefined;
  /** The time; the machine's if left out. */
  readonly clock?: Clock | undefined;
}
