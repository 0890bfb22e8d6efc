import { argon2Sync, createHash, createHmac } from 'node:crypto';
import {
  decodeElement,
  elementFromUniform,
  encodeElement,
  fromBytes,
  generator,
  invert,
  multiply,
  order,
} from './ristretto255.ts';

/*
 * The client's half of OPAQUE, written from docs/protocol.md and the RFCs that it names, without the
 * library that the product uses: for tests that hold the page, the library and the vectors to each
 * other. Random values come from outside.
 */

/** The page's names for the parameters of a login or a registration, besides the messages. */
export interface Parameters {
  /** Normalised. */
  readonly password: string;
  /** Account id: the client's identity. */
  readonly account: string;
  /** The server's identity. */
  readonly serverId: string;
  readonly stretching: {
    readonly iterations: number;
    readonly memory: number;
    readonly parallelism: number;
  };
}

const oprfContext = 'OPRFV1-\0-ristretto255-SHA512';
const nonceBytes = 32;
const keyBytes = 32;
const hashBytes = 64;

type Bytes = string | Uint8Array;

function sha512(...parts: readonly Bytes[]): Buffer {
  const hash = createHash('sha512');
  for (const part of parts) hash.update(part);
  return hash.digest();
}

function hmac(key: Uint8Array, ...parts: readonly Bytes[]): Buffer {
  const mac = createHmac('sha512', key);
  for (const part of parts) mac.update(part);
  return mac.digest();
}

/** HKDF-Extract without a salt (RFC 5869 section 2.2). */
function extract(...parts: readonly Bytes[]): Buffer {
  return hmac(Buffer.alloc(hashBytes), ...parts);
}

/** HKDF-Expand (RFC 5869 section 2.3). */
function expand(key: Uint8Array, info: readonly Bytes[], length: number): Buffer {
  const blocks: Buffer[] = [];
  for (let count = 1; hashBytes * blocks.length < length; count++) {
    blocks.push(hmac(key, blocks.at(-1) ?? '', ...info, Buffer.of(count)));
  }
  return Buffer.concat(blocks).subarray(0, length);
}

function uint16(value: number): Buffer {
  return Buffer.of(value >> 8, value & 255);
}

/** Bytes with their length in front, as two bytes. */
function vector(bytes: Bytes): Buffer {
  const body = Buffer.from(bytes as Uint8Array);
  return Buffer.concat([uint16(body.length), body]);
}

/** expand_message_xmd for 64 bytes (RFC 9380 section 5.3.1). */
function uniformBytes(message: Bytes, tag: string): Buffer {
  const domain = Buffer.from(tag, 'latin1');
  const suffix = Buffer.concat([domain, Buffer.of(domain.length)]);
  const first = sha512(Buffer.alloc(128), message, uint16(64), Buffer.of(0), suffix);
  return sha512(first, Buffer.of(1), suffix);
}

/** The message that goes out first: the password, blinded (RFC 9497 section 3.3.1). */
export function blindedMessage(password: string, blind: Uint8Array): Buffer {
  const element = elementFromUniform(uniformBytes(password, `HashToGroup-${oprfContext}`));
  return encodeElement(multiply(fromBytes(blind), element));
}

/** The public key of a secret scalar. */
export function publicKeyOf(secret: Uint8Array): Buffer {
  return encodeElement(multiply(fromBytes(secret), generator));
}

/** Unblinds the answer, and stretches it: what stands in for the password from here on. */
export function randomizedPassword(
  { password, stretching }: Parameters,
  blind: Uint8Array,
  evaluated: Uint8Array,
): { oprfOutput: Buffer; stretched: Buffer; randomized: Buffer } {
  const unblinded = multiply(invert(fromBytes(blind)), decodeElement(evaluated));
  const oprfOutput = sha512(vector(password), vector(encodeElement(unblinded)), 'Finalize');
  const stretched = argon2Sync('argon2id', {
    message: oprfOutput,
    nonce: Buffer.alloc(16),
    passes: stretching.iterations,
    memory: stretching.memory,
    parallelism: stretching.parallelism,
    tagLength: hashBytes,
  });
  return { oprfOutput, stretched, randomized: extract(oprfOutput, stretched) };
}

/** The client's long-term secret, which only the password gives back (RFC 9807 section 4.1). */
function clientSecret(randomized: Uint8Array, nonce: Uint8Array): Buffer {
  const seed = expand(randomized, [nonce, 'PrivateKey'], keyBytes);
  const input = Buffer.concat([seed, vector('OPAQUE-DeriveDiffieHellmanKeyPair'), Buffer.of(0)]);
  const scalar = fromBytes(uniformBytes(input, `DeriveKeyPair${oprfContext}`)) % order;
  return Buffer.from(scalar.toString(16).padStart(64, '0'), 'hex').reverse();
}

function envelopeTag(
  randomized: Uint8Array,
  nonce: Uint8Array,
  serverPublicKey: Uint8Array,
  { account, serverId }: Parameters,
): Buffer {
  const key = expand(randomized, [nonce, 'AuthKey'], hashBytes);
  return hmac(key, nonce, serverPublicKey, vector(serverId), vector(account));
}

const maskingKeyOf = (randomized: Uint8Array) => expand(randomized, ['MaskingKey'], hashBytes);

/** The registration record for a registration response. */
export function registrationRecord(
  parameters: Parameters,
  random: { readonly blind: Uint8Array; readonly nonce: Uint8Array },
  response: Uint8Array,
): Buffer {
  const { blind, nonce } = random;
  const { randomized } = randomizedPassword(parameters, blind, response.subarray(0, keyBytes));
  const serverPublicKey = response.subarray(keyBytes);
  return Buffer.concat([
    publicKeyOf(clientSecret(randomized, nonce)),
    maskingKeyOf(randomized),
    nonce,
    envelopeTag(randomized, nonce, serverPublicKey, parameters),
  ]);
}

/** A client's state between KE1 and KE2. */
export interface ClientSecrets {
  readonly blind: Uint8Array;
  readonly nonce: Uint8Array;
  readonly keyshareSecret: Uint8Array;
}

/** KE1. */
export function startLogin(password: string, secrets: ClientSecrets): Buffer {
  const { blind, nonce, keyshareSecret } = secrets;
  return Buffer.concat([blindedMessage(password, blind), nonce, publicKeyOf(keyshareSecret)]);
}

/** Every step from KE2 to KE3, by the names of the page. */
export interface FinishedLogin {
  readonly oprfOutput: Buffer;
  readonly stretched: Buffer;
  readonly randomizedPassword: Buffer;
  readonly maskingKey: Buffer;
  readonly serverPublicKey: Buffer;
  readonly clientPublicKey: Buffer;
  readonly sessionKey: Buffer;
  readonly ke3: Buffer;
}

/** KE3 and the session key; undefined if the password is wrong, or the server has not the record. */
export function finishLogin(
  parameters: Parameters,
  secrets: ClientSecrets,
  ke2: Uint8Array,
): FinishedLogin | undefined {
  const { randomized, ...stretching } = randomizedPassword(
    parameters,
    secrets.blind,
    ke2.subarray(0, keyBytes),
  );
  const maskingKey = maskingKeyOf(randomized);
  const [serverPublicKey, nonce, tag] = unmask(maskingKey, ke2);
  if (!envelopeTag(randomized, nonce, serverPublicKey, parameters).equals(tag)) return undefined;
  const secret = clientSecret(randomized, nonce);
  const exchanged = exchangeKeys(parameters, secrets, { secret, serverPublicKey }, ke2);
  return (
    exchanged && {
      ...stretching,
      randomizedPassword: randomized,
      maskingKey,
      serverPublicKey,
      clientPublicKey: publicKeyOf(secret),
      ...exchanged,
    }
  );
}

/** The server's public key, the envelope's nonce, and the envelope's tag. */
function unmask(maskingKey: Uint8Array, ke2: Uint8Array): [Buffer, Buffer, Buffer] {
  const maskingNonce = ke2.subarray(keyBytes, keyBytes + nonceBytes);
  const masked = ke2.subarray(keyBytes + nonceBytes, 192);
  const pad = expand(maskingKey, [maskingNonce, 'CredentialResponsePad'], masked.length);
  const plain = Buffer.from(masked.map((byte, at) => byte ^ (pad[at] as number)));
  return [plain.subarray(0, 32), plain.subarray(32, 64), plain.subarray(64)];
}

/** 3DH of RFC 9807 section 6.4. */
function exchangeKeys(
  { password, account, serverId }: Parameters,
  secrets: ClientSecrets,
  keys: { readonly secret: Uint8Array; readonly serverPublicKey: Uint8Array },
  ke2: Uint8Array,
): { sessionKey: Buffer; ke3: Buffer } | undefined {
  const ke1 = startLogin(password, secrets);
  const keyshare = ke2.subarray(224, 256);
  const share = (secret: Uint8Array, point: Uint8Array) =>
    encodeElement(multiply(fromBytes(secret), decodeElement(point)));
  const key = extract(
    share(secrets.keyshareSecret, keyshare),
    share(secrets.keyshareSecret, keys.serverPublicKey),
    share(keys.secret, keyshare),
  );
  const preamble = Buffer.concat([
    Buffer.from('OPAQUEv1-'),
    vector(''),
    vector(account),
    ke1,
    vector(serverId),
    ke2.subarray(0, 256),
  ]);
  const hash = sha512(preamble);
  const handshake = derive(key, 'HandshakeSecret', hash);
  const serverMac = hmac(derive(handshake, 'ServerMAC', ''), hash);
  if (!serverMac.equals(ke2.subarray(256))) return undefined;
  const ke3 = hmac(derive(handshake, 'ClientMAC', ''), sha512(preamble, serverMac));
  return { sessionKey: derive(key, 'SessionKey', hash), ke3 };
}

/** Derive-Secret of RFC 9807 section 6.4.2.1. */
function derive(secret: Uint8Array, label: string, transcriptHash: Bytes): Buffer {
  const name = `OPAQUE-${label}`;
  const context = Buffer.from(transcriptHash as Uint8Array);
  const info = [
    uint16(hashBytes),
    Buffer.of(name.length),
    name,
    Buffer.of(context.length),
    context,
  ];
  return expand(secret, info, hashBytes);
}
