import { isIP } from 'node:net';
import { InputError } from '../base/errors.ts';

/* Where the nodes of a line meet, and how they show who they are there. */

/** How a node gets into its cluster. Plain data, so that a thread can be given it. */
export interface ClusterOptions {
  /** nats-servers: `nats://HOST:PORT`, or `tls://HOST:PORT`; the port is 4222 where it is left out. */
  readonly servers: readonly string[];
  /** The name of the line there, in letters, digits, `-` and `_`. Default `partyline`. */
  readonly name?: string | undefined;
  /** How many nats-servers keep the order, 1 to 5; counts when the line begins. Default 3, or 1 with one URL. */
  readonly replicas?: number | undefined;
  /** A user of the nats-servers. */
  readonly user?: string | undefined;
  /** A file with the user's password on its first line. */
  readonly passwordFile?: string | undefined;
  /** A file with the seed of an NKey. */
  readonly nkeyFile?: string | undefined;
  /** A file of credentials, JWT and seed, as `nsc` makes it. */
  readonly credentialsFile?: string | undefined;
  /** A PEM file of the certificates by which those of the nats-servers are known. Default: the system's. */
  readonly caFile?: string | undefined;
  /** A PEM file of the certificate that this node shows. */
  readonly certificateFile?: string | undefined;
  /** A PEM file of its key. */
  readonly keyFile?: string | undefined;
}

/** A nats-server's address. */
export interface ServerAddress {
  readonly host: string;
  readonly port: number;
  readonly isSecure: boolean;
}

/** The name of a line in its cluster when none is given. */
export const usualClusterName = 'partyline';

const usualPort = 4222;

/**
 * Looks at options before anything is connected; returns the addresses.
 *
 * @throws InputError for what cannot be meant
 */
export function addressesOf(options: ClusterOptions): readonly ServerAddress[] {
  const { servers, name = usualClusterName, replicas, user, passwordFile } = options;
  if (servers.length === 0) {
    throw new InputError('A cluster needs the URL of a nats-server: nats://HOST:PORT.');
  }
  if (!/^[A-Za-z0-9_-]{1,32}$/.test(name)) {
    throw new InputError(
      `The name ${name} cannot be that of a line in a cluster: it has 1 to 32 letters, digits, - and _.`,
    );
  }
  if (replicas !== undefined && !(Number.isInteger(replicas) && replicas >= 1 && replicas <= 5)) {
    throw new InputError(`A cluster keeps 1 to 5 replicas of the order, not ${replicas}.`);
  }
  if ((user === undefined) !== (passwordFile === undefined)) {
    throw new InputError('A user of the nats-servers goes with the file of a password.');
  }
  const ways = [user, options.nkeyFile, options.credentialsFile].filter((way) => way !== undefined);
  if (ways.length > 1) {
    throw new InputError(
      'A node shows one thing to the nats-servers: a user with a password, an NKey, or credentials.',
    );
  }
  const addresses = servers.map(addressOf);
  const { caFile, certificateFile, keyFile } = options;
  if ((certificateFile === undefined) !== (keyFile === undefined)) {
    throw new InputError('A certificate for the nats-servers goes with its key.');
  }
  const hasTls = caFile !== undefined || certificateFile !== undefined;
  const secure = addresses.filter(({ isSecure }) => isSecure).length;
  if (secure !== 0 && secure !== addresses.length) {
    throw new InputError(
      'The nats-servers of a cluster are reached all by tls:// or all by nats://.',
    );
  }
  if (hasTls && secure === 0) {
    throw new InputError(
      'Certificates are for nats-servers with TLS: write tls:// instead of nats://.',
    );
  }
  return addresses;
}

function addressOf(text: string): ServerAddress {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isPlain = url?.protocol === 'nats:';
  if (url === undefined || !(isPlain || url.protocol === 'tls:') || url.hostname === '') {
    throw new InputError(
      `${text} is not the URL of a nats-server: write nats://HOST:PORT, or tls:// with TLS.`,
    );
  }
  if (url.username !== '' || url.password !== '') {
    throw new InputError(
      'The URL of a nats-server has no user and no password in it, which other users of the machine could read: name the user with --cluster-user, and the file of the password with --cluster-password-file.',
    );
  }
  if (/[?#]|\/./.test(text.slice(text.indexOf('//') + 2))) {
    throw new InputError(
      `${text} is not the URL of a nats-server: nothing comes behind host and port.`,
    );
  }
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  return { host, port: url.port === '' ? usualPort : Number(url.port), isSecure: !isPlain };
}

/** An address as the NATS client takes it. */
export function formatServer({ host, port }: ServerAddress): string {
  return isIP(host) === 6 ? `[${host}]:${port}` : `${host}:${port}`;
}
