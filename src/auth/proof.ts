import { createHash, createHmac, hkdfSync } from 'node:crypto';
import { equalSecrets } from '../base/ids.ts';
import type { ChannelBinding } from './binding.ts';

/** The payloads of the four messages that lead to a login, byte for byte as they were sent. */
export interface LoginContext {
  readonly clientHello: Uint8Array;
  readonly serverHello: Uint8Array;
  readonly loginStart: Uint8Array;
  readonly loginChallenge: Uint8Array;
}

/**
 * SHA-256 of `partyline/1 login`, a zero byte, and each of the four payloads with its length in front
 * (4 bytes, big-endian): 32 bytes that both sides share if nobody changed a byte in between.
 */
export function transcriptHash(context: LoginContext): Buffer {
  const { clientHello, serverHello, loginStart, loginChallenge } = context;
  const transcript = createHash('sha256').update('partyline/1 login\0');
  for (const payload of [clientHello, serverHello, loginStart, loginChallenge]) {
    transcript.update(uint32(payload.length)).update(payload);
  }
  return transcript.digest();
}

/**
 * A side's key: HKDF-SHA256 (RFC 5869) of the OPAQUE session key, with the transcript hash as salt and
 * `partyline/1 client proof` or `partyline/1 server proof` as info; 32 bytes.
 *
 * @param sessionKey base64url, as OPAQUE gives it (64 bytes)
 */
export function proofKey(
  sessionKey: string,
  context: LoginContext,
  role: 'client' | 'server',
): Buffer {
  const salt = transcriptHash(context);
  const info = `partyline/1 ${role} proof`;
  return Buffer.from(hkdfSync('sha256', Buffer.from(sessionKey, 'base64url'), salt, info, 32));
}

/**
 * A binding as bytes: the length of its type in one byte, the type in ASCII, the length of its data in
 * four bytes (big-endian), the data.
 */
export function bindingBytes(binding: ChannelBinding): Buffer {
  const type = Buffer.from(binding.type, 'latin1');
  return Buffer.concat([Buffer.of(type.length), type, uint32(binding.data.length), binding.data]);
}

/**
 * The client's proof that it sees the same messages and the same channel as the server: HMAC-SHA256
 * of the binding under the client's key; 32 bytes, base64url.
 *
 * @param context the four payloads as the client saw them
 * @param binding of the client's end of the channel
 */
export function proveClient(
  sessionKey: string,
  context: LoginContext,
  binding: ChannelBinding,
): string {
  const key = proofKey(sessionKey, context, 'client');
  return createHmac('sha256', key).update(bindingBytes(binding)).digest('base64url');
}

/**
 * The server's answer to it: HMAC-SHA256 of the binding and then the 32 bytes of the client's proof,
 * under the server's key; 32 bytes, base64url.
 */
export function proveServer(
  sessionKey: string,
  context: LoginContext,
  binding: ChannelBinding,
  clientProof: string,
): string {
  const key = proofKey(sessionKey, context, 'server');
  const mac = createHmac('sha256', key).update(bindingBytes(binding));
  return mac.update(Buffer.from(clientProof, 'base64url')).digest('base64url');
}

/** Whether the server's proof is right; a client uses nothing of a `welcome` whose proof is not. */
export function verifyServer(
  sessionKey: string,
  context: LoginContext,
  binding: ChannelBinding,
  clientProof: string,
  serverProof: string,
): boolean {
  return equalSecrets(serverProof, proveServer(sessionKey, context, binding, clientProof));
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}
