import { once } from 'node:events';
import net from 'node:net';
import tls from 'node:tls';
import { channelBinding } from '../../auth/binding.ts';
import { type Worded, worded } from '../../base/worded.ts';
import type { Address } from '../../wire/address.ts';
import { fingerprintOf, wholeFingerprintOf } from '../../wire/certificate.ts';
import { ClearMessageSocket, MessageSocket } from '../../wire/message-socket.ts';
import { clearBindingTypes, tlsBindingTypes } from '../../words/binding-type.ts';
import { AbortedError, ConnectionError } from '../core/failures.ts';
import type { Transport, TransportRequest } from '../core/transport.ts';

/**
 * Connects to a server, over TLS 1.3 unless the address says otherwise. The certificate is not checked
 * here: pins.ts says what it is good for.
 *
 * @throws ConnectionError in words for a person; AbortedError when the signal was given
 */
export async function openSocket(request: TransportRequest): Promise<Transport> {
  const { address, signal } = request;
  const raw = address.clear ? new ClearMessageSocket() : new net.Socket();
  try {
    return await connect(raw, request);
  } catch (error) {
    raw.destroy();
    if (signal.aborted) throw new AbortedError(signal.reason);
    if (error instanceof ConnectionError) throw error;
    throw explain(error, address);
  }
}

async function connect(
  raw: net.Socket,
  { address, signal, connectTimeoutMs, secureTimeoutMs, onSecuring }: TransportRequest,
): Promise<Transport> {
  const within = <Result>(ms: number, wait: (limited: AbortSignal) => Promise<Result>) =>
    waitWithin(address, ms, signal, wait);
  raw.setNoDelay(true);
  raw.connect({ host: address.host, port: address.port });
  await within(connectTimeoutMs, (limited) => once(raw, 'connect', { signal: limited }));
  if (raw instanceof ClearMessageSocket) return clearTransport(raw);
  onSecuring();
  const socket = new MessageSocket(raw, tlsOptions());
  await within(secureTimeoutMs, (limited) => secured(socket, limited));
  const certificate = socket.getPeerX509Certificate();
  if (certificate === undefined) throw new Error('the server showed no certificate');
  return secureTransport(socket, certificate.raw);
}

/** Waits, at most so long. Throws ConnectionError (by rejection) when it took longer. */
async function waitWithin<Result>(
  address: Address,
  timeoutMs: number,
  signal: AbortSignal,
  wait: (limited: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const limit = AbortSignal.timeout(timeoutMs);
  try {
    return await wait(AbortSignal.any([signal, limit]));
  } catch (error) {
    throw limit.aborted ? tooSlow(address, timeoutMs) : error;
  }
}

function clearTransport(socket: ClearMessageSocket): Transport {
  return {
    fingerprint: undefined,
    bindings: clearBindingTypes,
    binding: () => new Uint8Array(),
    openChannel: (maxBytes, handlers) => socket.openChannel(maxBytes, handlers),
  };
}

/** @param certificate DER bytes: the socket may have let go of it by the time a binding needs it */
function secureTransport(socket: MessageSocket, certificate: Buffer): Transport {
  return {
    fingerprint: fingerprintOf(certificate),
    wholeFingerprint: wholeFingerprintOf(certificate),
    bindings: tlsBindingTypes,
    binding: (type) => channelBinding(socket, type, certificate),
    openChannel: (maxBytes, handlers) => socket.openChannel(maxBytes, handlers),
  };
}

/**
 * Waits for the TLS handshake. A server that hangs up in the middle of it makes an `end`, and not an
 * error, of a TLS socket that was not made by `tls.connect`.
 */
async function secured(socket: MessageSocket, signal: AbortSignal): Promise<void> {
  const hungUp = () => {
    socket.destroy(Object.assign(new Error('the server hung up'), { code: 'ECONNRESET' }));
  };
  socket.once('end', hungUp);
  await once(socket, 'secure', { signal });
  socket.off('end', hungUp);
}

/** No authorities: a pin says whom to trust, and the system's list takes its time to load. */
function tlsOptions(): tls.TLSSocketOptions {
  return {
    isServer: false,
    rejectUnauthorized: false,
    secureContext: tls.createSecureContext({ minVersion: 'TLSv1.3', ca: [] }),
  };
}

function tooSlow(address: Address, timeoutMs: number): ConnectionError {
  const seconds = timeoutMs / 1_000;
  return new ConnectionError(
    worded('connection.no-answer-within', { place: place(address), seconds }),
  );
}

const explanations: Readonly<Record<string, (place: string, host: string) => Worded>> = {
  ECONNREFUSED: (place) => worded('connection.refused', { place }),
  ENOTFOUND: (_, host) => worded('connection.no-host', { host }),
  EAI_AGAIN: (_, host) => worded('connection.no-name', { host }),
  EHOSTUNREACH: (_, host) => worded('connection.no-way', { host }),
  ENETUNREACH: (_, host) => worded('connection.no-way', { host }),
  ETIMEDOUT: (place) => worded('connection.no-answer', { place }),
  ECONNRESET: (place) => worded('connection.unsecured', { place }),
};

function explain(error: unknown, address: Address): ConnectionError {
  const { code, message } = error as NodeJS.ErrnoException;
  const sentence =
    explanations[code ?? '']?.(place(address), address.host) ??
    (isTlsCode(code)
      ? worded('connection.no-tls', { place: place(address) })
      : worded('connection.failed', { place: place(address), problem: message }));
  return new ConnectionError(sentence, error);
}

function isTlsCode(code: string | undefined): boolean {
  return code === 'EPROTO' || (code?.startsWith('ERR_SSL') ?? false);
}

function place({ host, port }: Address): string {
  return net.isIPv6(host) ? `[${host}]:${port}` : `${host}:${port}`;
}
