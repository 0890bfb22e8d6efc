import type { Clock } from '../../base/clock.ts';
import { systemClock } from '../../base/clock.ts';
import { type Log, silentLog } from '../../base/log.ts';
import type { Address } from '../../wire/address.ts';
import type { Attachment } from './attachment.ts';
import { type Credentials, noCredentials } from './credentials.ts';
import type { Cursors } from './inbox.ts';
import { MemoryProfile, type Profile } from './profile.ts';
import { defaultTiming, type Timing } from './timing.ts';
import { defaultUnsentLimits, type UnsentLimits } from './unsent-messages.ts';

/**
 * `recent`: at most the last 1,000 messages of each room. `while-running`: the same when the client
 * starts, and everything that is said while it runs, however long its line is down. `all`: everything.
 */
export type CatchUp = 'recent' | 'while-running' | 'all';

/** How a client joins a line. */
export interface LineOptions {
  /** Where the server is; with `invite` it signs up, with `reset` it sets a new password. */
  readonly address: Address;
  /** The account's name; if left out, the one last used with this server, else it is asked for. */
  readonly name?: string;
  /** What this device is called in the list of sessions; 1 to 64 characters. */
  readonly deviceName: string;
  /** Name and version of the program, `partyline/0.1.0`; 1 to 64 characters. */
  readonly software: string;
  /** Keeps session, pin and places between runs; if left out they last as long as the client. */
  readonly profile?: Profile;
  /** Asked for what the profile does not have; if left out, that is an error. */
  readonly credentials?: Credentials;
  /** Comes in beside the account's other clients, instead of logging in. */
  readonly attach?: Attachment;
  /** Makes the line anew when it is lost. True if left out. */
  readonly reconnect?: boolean;
  /** Tries again also when nothing answers at the very first connection. False if left out. */
  readonly retryFirstConnection?: boolean;
  /** Waits for the operator to admit the account, asking again and again. False if left out. */
  readonly waitForAdmission?: boolean;
  /** What is shown by itself of what was said meanwhile. `recent` if left out. */
  readonly catchUp?: CatchUp;
  /** Tells no message before `resume` is called; what comes meanwhile is asked for then. */
  readonly paused?: boolean;
  /** Of the places that were told, those to remember. All of them if left out. */
  readonly readPlaces?: (told: Cursors) => Cursors;
  /** Ends the client, as `abort` does. */
  readonly signal?: AbortSignal;
  readonly timing?: Partial<Timing>;
  readonly unsent?: UnsentLimits;
  readonly clock?: Clock;
  /** Between 0 and 1, for the delays before the line is made anew. Math.random if left out. */
  readonly random?: () => number;
  readonly log?: Log;
}

/** The same with every choice made. */
export interface ResolvedOptions
  extends Required<Omit<LineOptions, 'name' | 'attach' | 'signal' | 'timing'>> {
  readonly name: string | undefined;
  readonly attach: Attachment | undefined;
  readonly timing: Timing;
}

/** Fills in what was left out. */
export function resolveOptions(options: LineOptions): ResolvedOptions {
  return {
    ...options,
    name: options.name,
    attach: options.attach,
    credentials: options.credentials ?? noCredentials,
    catchUp: options.catchUp ?? 'recent',
    paused: options.paused ?? false,
    readPlaces: options.readPlaces ?? ((told) => told),
    profile: options.profile ?? new MemoryProfile(),
    reconnect: options.reconnect ?? true,
    retryFirstConnection: options.retryFirstConnection ?? false,
    waitForAdmission: options.waitForAdmission ?? false,
    timing: { ...defaultTiming, ...options.timing },
    unsent: options.unsent ?? defaultUnsentLimits,
    clock: options.clock ?? systemClock,
    random: options.random ?? Math.random,
    log: options.log ?? silentLog,
  };
}
