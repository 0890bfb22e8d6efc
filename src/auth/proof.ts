import { createHash, createHmac, createSecretKey, hkdfSync, type KeyObject } from 'node:crypto';
import {
  bindingBytes,
  type ChannelBinding,
  type LoginContext,
  type ProofRole,
  proofInfo,
  transcript,
} from './login-context.ts';

/**
 * SHA-256 of the login's transcript: 32 bytes that both sides share if nobody changed a byte in between.
 */
export function transcriptHash(context: LoginContext): Buffer {
  const hash = createHash('sha256');
  for (const part of transcript(context)) hash.update(part);
  return hash.digest();
}

/**
 * A side's key: HKDF-SHA256 (RFC 5869) of the OPAQUE session key, with the transcript hash as salt and
 * `partyline/1 client proof` or `partyline/1 server proof` as info; 32 bytes.
 *
 * @param sessionKey base64url, as OPAQUE gives it (64 bytes)
 */
export function proofKey(sessionKey: string, context: LoginContext, role: ProofRole): KeyObject {
  const salt = transcriptHash(context);
  // Of a key that is none of its objects, Node makes one by way of an exception, which takes three times as long.
  const key = createSecretKey(sessionKey, 'base64url');
  return createSecretKey(Buffer.from(hkdfSync('sha256', key, salt, proofInfo[role], 32)));
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
