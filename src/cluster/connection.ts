import { readFileSync } from 'node:fs';
import { checkServerIdentity, type PeerCertificate } from 'node:tls';
import {
  type Authenticator,
  connect,
  credsAuthenticator,
  errors,
  type NatsConnection,
  type NodeConnectionOptions,
  nkeyAuthenticator,
} from '@nats-io/transport-node';
import { InputError, UnreachableError } from '../base/errors.ts';
import { asked, assertEntrusted } from '../base/private-files.ts';
import { addressesOf, type ClusterOptions, formatServer, type ServerAddress } from './options.ts';

/* The way to the nats-servers. */

/** How long a nats-server may take to answer at the start, in milliseconds. */
const connectTimeoutMs = 5_000;
/** How soon after a failed try the next server is tried, in milliseconds. */
const reconnectEveryMs = 250;
/** A connection on which two of its pings went unanswered is given up. */
const pingEveryMs = 2_000;
/** The largest message that has to fit: an entry, and what is around it. */
const minPayloadBytes = 1024 * 1024;

/**
 * Connects a node to one of the nats-servers of its cluster. When that is lost, it goes on to the next by itself, for
 * as long as it takes.
 *
 * @param purpose what the connection is for, as the nats-server lists it
 * @throws InputError (by rejection) when there is none that lets it in
 */
export async function connectToCluster(
  options: ClusterOptions,
  purpose: string,
): Promise<NatsConnection> {
  const addresses = addressesOf(options);
  const authenticator = authenticatorOf(options);
  const given: NodeConnectionOptions = {
    servers: addresses.map(formatServer),
    name: `partyline ${purpose}`,
    noEcho: true,
    timeout: connectTimeoutMs,
    maxReconnectAttempts: -1,
    reconnectTimeWait: reconnectEveryMs,
    reconnectJitter: reconnectEveryMs,
    reconnectJitterTLS: reconnectEveryMs,
    pingInterval: pingEveryMs,
    maxPingOut: 2,
    ignoreClusterUpdates: true,
    // While it runs, a server that refuses it is one that is being set up.
    ignoreAuthErrorAbort: true,
    tls: tlsOf(options, addresses),
    ...(authenticator && { authenticator }),
    ...passwordOf(options),
  };
  const connection = await connect(given).catch((error: unknown) => {
    throw refusal(error, addresses);
  });
  const largest = connection.info?.max_payload ?? 0;
  if (largest >= minPayloadBytes) return connection;
  await connection.close();
  throw new InputError(
    `The nats-server ${connection.getServer()} takes messages of ${largest} bytes at most, and a line needs ${minPayloadBytes}: set its max_payload to 1MB.`,
  );
}

function passwordOf({ user, passwordFile }: ClusterOptions): NodeConnectionOptions {
  if (user === undefined || passwordFile === undefined) return {};
  return { user, pass: secretIn(passwordFile).toString().split('\n', 1)[0]?.trimEnd() ?? '' };
}

function authenticatorOf({ nkeyFile, credentialsFile }: ClusterOptions): Authenticator | undefined {
  if (nkeyFile !== undefined) {
    return nkeyAuthenticator(Buffer.from(secretIn(nkeyFile).toString().trim()));
  }
  if (credentialsFile !== undefined) return credsAuthenticator(secretIn(credentialsFile));
  return undefined;
}

/** null: clear text. */
type TlsChoice = NonNullable<NodeConnectionOptions['tls']> | null;

function tlsOf(
  { caFile, certificateFile, keyFile }: ClusterOptions,
  addresses: readonly ServerAddress[],
): TlsChoice {
  const [first] = addresses;
  if (!first?.isSecure) return null;
  const files = {
    ...(caFile !== undefined && { ca: textIn(caFile) }),
    ...(certificateFile !== undefined && { cert: textIn(certificateFile) }),
    ...(keyFile !== undefined && { key: secretIn(keyFile).toString() }),
  };
  // The client knows no names of servers that are called by their IP address.
  const check = (_name: string, certificate: PeerCertificate) => {
    const faults = addresses.map(({ host }) => checkServerIdentity(host, certificate));
    return faults.includes(undefined) ? undefined : faults[0];
  };
  return { ...files, checkServerIdentity: check } as TlsChoice;
}

function secretIn(file: string): Buffer {
  return asked(`read ${file}`, () => {
    assertEntrusted(file);
    return readFileSync(file);
  });
}

function textIn(file: string): string {
  return asked(`read ${file}`, () => readFileSync(file, 'utf8'));
}

function refusal(error: unknown, addresses: readonly ServerAddress[]): InputError {
  const servers = addresses.map(formatServer).join(', ');
  const reason = (error as Error).message;
  if (error instanceof errors.AuthorizationError || /authoriz/i.test(reason)) {
    return new InputError(
      `The nats-server at ${servers} does not let this node in (${reason}): look at the user and password, the NKey or the credentials that it shows.`,
      { cause: error },
    );
  }
  return new UnreachableError(
    `Cannot reach a nats-server at ${servers}: ${reason}. See that one runs there, and that nats:// and tls:// are right.`,
    { cause: error },
  );
}
