import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  hash,
  type KeyObject,
  randomBytes,
  sign,
  X509Certificate,
} from 'node:crypto';
import {
  bitString,
  explicit,
  objectIdentifier,
  octetString,
  sequence,
  setOf,
  time,
  trueValue,
  unsigned,
  utf8String,
} from './der.ts';

/** A certificate and its private key, both PEM. */
export interface CertificatePair {
  certificate: string;
  key: string;
}

const curve = 'prime256v1';

/** Object identifiers: RFC 5280, section 4.2.1 and appendix A; RFC 5758, section 3.2. */
const identifiers = {
  commonName: '2.5.4.3',
  ecdsaWithSha256: '1.2.840.10045.4.3.2',
  keyUsage: '2.5.29.15',
  basicConstraints: '2.5.29.19',
  extendedKeyUsage: '2.5.29.37',
  serverAuthentication: '1.3.6.1.5.5.7.3.1',
} as const;

/**
 * How long a certificate lasts, in years. Clients trust a fingerprint, not a date, so that a date would
 * only break lines that run well.
 */
const lifetimeYears = 20;

/** A clock that runs a day behind must not find the certificate "not yet valid". */
const dayMs = 24 * 60 * 60 * 1000;

/**
 * Makes a certificate for a key, which signs it itself (RFC 5280, section 4.1): ECDSA over P-256 with SHA-256,
 * valid from a day before `now` for 20 years, for TLS servers.
 *
 * @param options `name` goes into the common name, 64 characters at most; `now` in milliseconds since 1970 UTC;
 *   `key` as PEM, a new one if left out
 * @throws Error if the key is none, or not one over P-256
 */
export function createCertificate(options: {
  readonly name: string;
  readonly now: number;
  readonly key?: string | undefined;
}): CertificatePair {
  const key = options.key === undefined ? newKey() : keyFrom(options.key);
  const notBefore = new Date(options.now - dayMs);
  const notAfter = new Date(options.now);
  notAfter.setUTCFullYear(notAfter.getUTCFullYear() + lifetimeYears);
  const algorithm = sequence(objectIdentifier(identifiers.ecdsaWithSha256));
  const name = nameOf(options.name);
  const signed = sequence(
    explicit(0, unsigned(Uint8Array.of(2))), // Version 3.
    unsigned(randomBytes(16)),
    algorithm,
    name,
    sequence(time(notBefore), time(notAfter)),
    name,
    createPublicKey(key).export({ type: 'spki', format: 'der' }),
    explicit(3, extensions()),
  );
  const signature = bitString(sign('sha256', signed, key));
  return {
    certificate: pemOf(sequence(signed, algorithm, signature)),
    key: key.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}

/**
 * The fingerprint by which clients know a server: SHA-256 over the SubjectPublicKeyInfo of its certificate
 * (RFC 5280, section 4.1.2.7), base64url without padding, 43 characters. A certificate that is renewed for the
 * same key keeps it.
 *
 * @param certificate PEM text, or DER bytes
 * @throws Error if it is not a certificate
 */
export function fingerprintOf(certificate: string | Uint8Array): string {
  const { publicKey } = new X509Certificate(certificate);
  return hash('sha256', publicKey.export({ type: 'spki', format: 'der' }), 'base64url');
}

/**
 * The fingerprint of a whole certificate, as addresses, tokens and profiles had it before: SHA-256 over its
 * DER bytes.
 */
export function wholeFingerprintOf(der: Uint8Array): string {
  return hash('sha256', der, 'base64url');
}

function newKey(): KeyObject {
  return generateKeyPairSync('ec', { namedCurve: curve }).privateKey;
}

function keyFrom(pem: string): KeyObject {
  const key = createPrivateKey(pem);
  if (key.asymmetricKeyDetails?.namedCurve !== curve) throw new Error('the key is not over P-256');
  return key;
}

/** A name that is nothing but a common name. */
function nameOf(text: string): Uint8Array {
  return sequence(setOf(sequence(objectIdentifier(identifiers.commonName), utf8String(text))));
}

/** Good for the server of a TLS connection, not for signing other certificates. */
function extensions(): Uint8Array {
  const digitalSignature = bitString(Uint8Array.of(0x80), 7);
  return sequence(
    extension(identifiers.basicConstraints, 'critical', sequence()),
    extension(identifiers.keyUsage, 'critical', digitalSignature),
    extension(
      identifiers.extendedKeyUsage,
      'optional',
      sequence(objectIdentifier(identifiers.serverAuthentication)),
    ),
  );
}

function extension(id: string, weight: 'critical' | 'optional', value: Uint8Array): Uint8Array {
  const critical = weight === 'critical' ? [trueValue()] : [];
  return sequence(objectIdentifier(id), ...critical, octetString(value));
}

function pemOf(der: Uint8Array): string {
  const lines = Buffer.from(der)
    .toString('base64')
    .replace(/.{1,64}/g, '$&\n');
  return `-----BEGIN CERTIFICATE-----\n${lines}-----END CERTIFICATE-----\n`;
}
