import type { Clock } from '../../base/clock.ts';
import { systemClock } from '../../base/clock.ts';
import { InputError } from '../../base/errors.ts';
import { type Log, silentLog } from '../../base/log.ts';
import { type AddressList, addressListOf, parseAddressList } from '../../wire/address-list.ts';
import { parseAppToken } from '../../wire/app-token.ts';
import { foldName } from '../../words/name.ts';
import { givenCredentials } from './credentials.ts';
import { assertLineOptions } from './line-arguments.ts';
import type { CatchUp, LineOptions, SavedLogin } from './options.ts';
import { MemoryProfile, type Profile } from './profile.ts';
import { assertBeginning, type Beginning } from './since.ts';
import { defaultTiming, type Timing } from './timing.ts';
import type { Machine } from './transport.ts';
import type { WayIn } from './way-in.ts';

/** How a line is joined, with every choice made. */
export interface ResolvedOptions {
  readonly wayIn: WayIn;
  /** Undefined: that of the server which the profile was last used with. */
  readonly addresses: AddressList | undefined;
  readonly profile: Profile;
  readonly deviceName: string;
  readonly software: string;
  readonly since: Beginning | undefined;
  readonly catchUp: CatchUp;
  readonly reconnect: boolean;
  readonly retryFirstConnection: boolean;
  readonly waitForAdmission: boolean;
  readonly timing: Timing;
  readonly log: Log;
  readonly clock: Clock;
  readonly openTransport: Machine['openTransport'];
  readonly openFile: Machine['openFile'];
}

/**
 * Makes the choices that were left open.
 *
 * @throws InputError in a sentence that names the option which is missing or wrong
 */
export function resolveOptions(options: LineOptions, machine: Machine): ResolvedOptions {
  assertLineOptions(options);
  const { since } = options;
  if (since !== undefined) assertBeginning(since);
  return {
    ...wayInOf(options, machine),
    deviceName: options.deviceName ?? machine.deviceName(),
    software: options.software ?? 'partyline',
    since,
    catchUp: options.catchUp ?? 'while-running',
    reconnect: options.reconnect ?? true,
    retryFirstConnection: options.retryFirstConnection ?? false,
    waitForAdmission: options.waitForAdmission ?? false,
    log: options.log ?? silentLog,
    clock: options.clock ?? systemClock,
    openFile: machine.openFile,
    ...timingOf(options),
  };
}

/** How the client comes in, where, and with which memory. */
type Entrance = Pick<ResolvedOptions, 'wayIn' | 'addresses' | 'profile' | 'openTransport'>;

/** The options in which the ways in over the network differ. */
type Choice = Omit<Entrance, 'openTransport'>;

function wayInOf(options: LineOptions, machine: Machine): Entrance {
  const { token, session, dataFolder, name, password, credentials, profile } = options;
  const logsIn = [name, password, credentials, profile].some((given) => given !== undefined);
  const ways = [token !== undefined, session !== undefined, dataFolder !== undefined, logsIn];
  if (ways.filter(Boolean).length !== 1) {
    throw new InputError(
      'Cannot connect: give either an app token (token), or a saved session (session), or the data folder of a server here (dataFolder), or what to log in with (name, password, profile).',
    );
  }
  const { openTransport } = machine;
  if (token !== undefined) return { ...byToken(options, token), openTransport };
  if (session !== undefined) return { ...bySession(options, session), openTransport };
  if (dataFolder !== undefined) return locally(options, dataFolder, machine);
  return { ...byLogin(options, machine), openTransport };
}

function byToken({ address, receive = true, present = true }: LineOptions, text: string): Choice {
  const credential = parseAppToken(text);
  if (address === undefined) {
    throw new InputError(
      'Cannot connect: an app token does not say where its server is; give its address.',
    );
  }
  const isClear = credential.fingerprint === undefined;
  return {
    wayIn: { type: 'attach', credential: () => credential, receive, present },
    addresses: namesScheme(address) ? givenAddresses(address) : inScheme(address, isClear),
    profile: new MemoryProfile(),
  };
}

/** A host alone says nothing about TLS, so the token does. */
function namesScheme(address: GivenAddress): boolean {
  const each = typeof address === 'string' || 'host' in address ? [address] : address;
  return each.some((one) => typeof one !== 'string' || one.includes('://'));
}

function inScheme(address: GivenAddress, clear: boolean): AddressList {
  const [first, ...others] = givenAddresses(address);
  return [{ ...first, clear }, ...others.map((other) => ({ ...other, clear }))];
}

/** Over a socket of this machine, whose other end cannot go without a sign, there is no silence to end. */
const localTiming: Partial<Timing> = {
  silenceTimeoutMs: 2 ** 31 - 1,
  unansweredTimeoutMs: 2 ** 31 - 1,
};

function timingOf({ dataFolder, timing }: LineOptions): Pick<ResolvedOptions, 'timing'> {
  const local = dataFolder === undefined ? {} : localTiming;
  const given = Object.entries(timing ?? {}).filter(([, value]) => value !== undefined);
  return { timing: { ...defaultTiming, ...local, ...Object.fromEntries(given) } };
}

function locally(
  { receive = true, present = false }: LineOptions,
  dataFolder: string,
  machine: Machine,
): Entrance {
  return {
    wayIn: { type: 'local', receive, present },
    addresses: [{ host: 'localhost', port: 0, clear: true }],
    profile: new MemoryProfile(),
    openTransport: ({ signal }) => machine.openLocalTransport(dataFolder, signal),
  };
}

function bySession(
  { address, receive = true, present = false }: LineOptions,
  session: SavedLogin,
): Choice {
  return {
    wayIn: { type: 'attach', credential: () => session.credential(), receive, present },
    addresses:
      address === undefined
        ? [session.address, ...(session.others ?? [])]
        : givenAddresses(address),
    profile: new MemoryProfile(),
  };
}

function byLogin(options: LineOptions, machine: Machine): Choice {
  const { address, name, profile, credentials = givenCredentials(options) } = options;
  const { receive = true, present = true } = options;
  if (address === undefined && profile === undefined) throw new InputError(noServer);
  return {
    wayIn: {
      type: 'log-in',
      name: name === undefined ? undefined : foldName(name),
      credentials,
      receive,
      present,
    },
    addresses: address === undefined ? undefined : givenAddresses(address),
    profile:
      typeof profile === 'string' ? machine.profileIn(profile) : (profile ?? new MemoryProfile()),
  };
}

/** Neither the program nor its profile has named a server. */
export const noServer = 'Cannot connect: no server is named; give its address.';

type GivenAddress = NonNullable<LineOptions['address']>;

/** The addresses of a line as programs give them. Throws InputError. */
export function givenAddresses(address: GivenAddress): AddressList {
  if (typeof address === 'string') return parseAddressList(address);
  if ('host' in address) return [address];
  const all = address.flatMap((one) => (typeof one === 'string' ? parseAddressList(one) : one));
  const [first, ...others] = all;
  if (first === undefined) throw new InputError(noServer);
  return addressListOf([first, ...others]);
}
