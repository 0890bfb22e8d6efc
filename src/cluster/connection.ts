import {
  connect,
  errors,
  type NatsConnection,
  type NodeConnectionOptions,
} from '@nats-io/transport-node';
import { DeniedError, InputError, UnreachableError } from '../base/errors.ts';
import { accessOf } from './access.ts';
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
  const access = accessOf(options);
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
    ...access,
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

/** Codes of Node's for a certificate that is not to be trusted. */
const untrusted = /CERT|ISSUER|LEAF_SIGNATURE/;

function refusal(error: unknown, addresses: readonly ServerAddress[]): InputError {
  const servers = addresses.map(formatServer).join(', ');
  const isSecure = addresses[0]?.isSecure === true;
  // Node has advice for who writes programs behind a semicolon.
  const reason = (error as Error).message.split(';', 1)[0] ?? '';
  const { code = '', cause } = error as NodeJS.ErrnoException;
  const hint = { cause: error };
  if (error instanceof errors.AuthorizationError || /authoriz/i.test(reason)) {
    return new DeniedError(
      `The nats-server at ${servers} does not let this node in (${reason}): look at the user and password, the NKey or the credentials that it shows.`,
      hint,
    );
  }
  // The client has no words for it.
  if (!isSecure && cause instanceof TypeError) {
    return new InputError(
      `Cannot reach a nats-server at ${servers}: it wants TLS. Write tls:// instead of nats://.`,
      hint,
    );
  }
  if (untrusted.test(code)) {
    return new UnreachableError(
      `Cannot trust the certificate of the nats-server at ${servers}: ${reason}. Name the certificate that signed it with --cluster-ca, and the server by a name that stands in its own.`,
      hint,
    );
  }
  const remedies = isSecure
    ? 'that it speaks TLS, and that it takes the certificate of --cluster-cert if it asks for one'
    : 'and that nats:// and tls:// are right';
  return new UnreachableError(
    `Cannot reach a nats-server at ${servers}: ${reason}. See that one runs there, ${remedies}.`,
    hint,
  );
}
