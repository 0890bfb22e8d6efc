import { InputError } from '../../base/errors.ts';
import { type Address, parseAddress } from '../../wire/address.ts';
import { parseAppToken } from '../../wire/app-token.ts';
import { deviceName } from '../node/device-name.ts';
import { FileProfile } from '../node/file-profile.ts';
import type { ConnectOptions } from './connect-options.ts';
import { type Credentials, noCredentials } from './credentials.ts';
import type { LineOptions } from './options.ts';
import type { Profile } from './profile.ts';

/**
 * Turns what a program says into how the client goes about it. The signal stays with the program: it is
 * for connecting, and not for what comes after.
 *
 * @throws InputError in a sentence that names the option which is missing or wrong
 */
export async function lineOptionsOf(options: ConnectOptions): Promise<LineOptions> {
  const { reconnect, retryFirstConnection, waitForAdmission, timing, log } = options;
  return {
    deviceName: options.deviceName ?? deviceName(),
    software: options.software ?? 'partyline',
    catchUp: options.catchUp ? 'all' : 'while-running',
    ...(reconnect === undefined ? {} : { reconnect }),
    ...(retryFirstConnection === undefined ? {} : { retryFirstConnection }),
    ...(waitForAdmission === undefined ? {} : { waitForAdmission }),
    ...(timing === undefined ? {} : { timing }),
    ...(log === undefined ? {} : { log }),
    ...(await wayIn(options)),
  };
}

type WayIn = Pick<LineOptions, 'address' | 'attach' | 'credentials' | 'profile' | 'name'>;

async function wayIn(options: ConnectOptions): Promise<WayIn> {
  const { token, session, name, password, profile } = options;
  const logsIn = name !== undefined || password !== undefined || profile !== undefined;
  if (Number(token !== undefined) + Number(session !== undefined) + Number(logsIn) !== 1) {
    throw new InputError(
      'Cannot connect: give either an app token (token), or a saved session (session), or what to log in with (name, password, profile).',
    );
  }
  if (token !== undefined) return byToken(options, token);
  if (session !== undefined) return bySession(options, session);
  return await byLogin(options);
}

function byToken({ address, receive = true, present = true }: ConnectOptions, text: string): WayIn {
  const credential = parseAppToken(text);
  if (address === undefined) {
    throw new InputError(
      'Cannot connect: an app token does not say where its server is; give its address.',
    );
  }
  const isClear = credential.fingerprint === undefined;
  return {
    address: { ...readAddress(address), ...(namesScheme(address) ? {} : { clear: isClear }) },
    attach: { credential: () => credential, receive, present },
  };
}

/** A host alone says nothing about TLS, so the token does. */
function namesScheme(address: string | Address): boolean {
  return typeof address !== 'string' || address.includes('://');
}

function bySession(
  { address, receive = true, present = false }: ConnectOptions,
  session: NonNullable<ConnectOptions['session']>,
): WayIn {
  return {
    address: address === undefined ? session.address : readAddress(address),
    attach: { credential: () => session.credential(), receive, present },
  };
}

async function byLogin(options: ConnectOptions): Promise<WayIn> {
  const { name, profile: given } = options;
  const profile = typeof given === 'string' ? new FileProfile(given) : given;
  return {
    address: await loginAddress(options, profile),
    credentials: givenCredentials(options),
    ...(name === undefined ? {} : { name }),
    ...(profile === undefined ? {} : { profile }),
  };
}

async function loginAddress(
  { address }: ConnectOptions,
  profile: Profile | undefined,
): Promise<Address> {
  const known = address ?? (await profile?.lastUsed())?.server;
  if (known !== undefined) return readAddress(known);
  throw new InputError('Cannot connect: no server is named; give its address.');
}

function readAddress(address: string | Address): Address {
  return typeof address === 'string' ? parseAddress(address) : address;
}

/** What was given is given once: a wrong password does not become right. */
function givenCredentials({ password, signUp = false }: ConnectOptions): Credentials {
  const given = async () => (typeof password === 'function' ? await password() : password);
  return {
    name: (taken) =>
      taken === undefined
        ? noCredentials.name()
        : Promise.reject(
            new InputError(`Cannot sign up as ${taken}: somebody else has this name.`),
          ),
    password: async (ask) => {
      if (ask.attempt > 1) return undefined;
      return (await given()) ?? (await noCredentials.password(ask));
    },
    newPassword: async ({ name, reason }) => {
      if (reason === 'sign-up' && !signUp) {
        throw new InputError(
          `There is no account ${name} on this server; with signUp: true it is made.`,
        );
      }
      return await given();
    },
    signUp: ({ mode }) => Promise.resolve(signUp && mode !== 'closed'),
  };
}
