import { decodeBase64Url, encodeBase64Url } from '../base/base64url.ts';
import {
  bindingBytes,
  type ChannelBinding,
  concatenate,
  type LoginContext,
  type ProofRole,
  proofInfo,
  transcript,
} from './login-context.ts';

/*
 * The proofs of proof.ts as a client makes and checks them: by the Web Crypto API, which browsers and Node
 * have.
 */

/**
 * The client's proof that it sees the same messages and the same channel as the server; base64url.
 *
 * @param context the four payloads as the client saw them
 * @param binding of the client's end of the channel
 */
export async function makeClientProof(
  sessionKey: string,
  context: LoginContext,
  binding: ChannelBinding,
): Promise<string> {
  const key = await proofKey(sessionKey, context, 'client', 'sign');
  const proof = await crypto.subtle.sign('HMAC', key, bindingBytes(binding));
  return encodeBase64Url(new Uint8Array(proof));
}

/** Whether the server's proof is right; a client uses nothing of a `welcome` whose proof is not. */
export async function isServerProof(
  sessionKey: string,
  context: LoginContext,
  binding: ChannelBinding,
  clientProof: string,
  serverProof: string,
): Promise<boolean> {
  const given = decodeBase64Url(serverProof);
  if (given === undefined) return false;
  const key = await proofKey(sessionKey, context, 'server', 'verify');
  const proved = concatenate(bindingBytes(binding), ownBytes(clientProof));
  return crypto.subtle.verify('HMAC', key, given, proved);
}

async function proofKey(
  sessionKey: string,
  context: LoginContext,
  role: ProofRole,
  use: 'sign' | 'verify',
): Promise<ProofKey> {
  const { subtle } = crypto;
  const salt = await subtle.digest('SHA-256', concatenate(...transcript(context)));
  const secret = await subtle.importKey('raw', ownBytes(sessionKey), 'HKDF', false, ['deriveKey']);
  const derivation = { name: 'HKDF', hash: 'SHA-256', salt, info: proofInfo[role] };
  const mac = { name: 'HMAC', hash: 'SHA-256', length: 256 };
  return subtle.deriveKey(derivation, secret, mac, false, [use]);
}

type ProofKey = Awaited<ReturnType<typeof crypto.subtle.importKey>>;

/** The bytes of what this side has written itself. */
function ownBytes(text: string): Uint8Array<ArrayBuffer> {
  const bytes = decodeBase64Url(text);
  if (bytes === undefined) throw new Error('A key or a proof of our own is not base64url.');
  return bytes;
}
