import {
  createPrivateKey,
  createPublicKey,
  hash,
  KeyObject,
  webcrypto,
  X509Certificate,
} from 'node:crypto';

/** A certificate and its private key, both PEM. */
export interface CertificatePair {
  certificate: string;
  key: string;
}

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };

/**
 * How long a certificate lasts, in years. Clients trust a fingerprint, not a date, so that a date would
 * only break lines that run well.
 */
const lifetimeYears = 20;

/** A clock that runs a day behind must not find the certificate "not yet valid". */
const dayMs = 24 * 60 * 60 * 1000;

/**
 * Makes a certificate for a key, which signs it itself: ECDSA over P-256 with SHA-256, valid from a day
 * before `now` for 20 years, for TLS servers.
 *
 * @param options `name` goes into the common name, 64 characters at most; `now` in milliseconds since 1970 UTC;
 *   `key` as PEM, a new one if left out
 * @throws Error if the key is none, or not one over P-256
 */
export async function createCertificate(options: {
  readonly name: string;
  readonly now: number;
  readonly key?: string | undefined;
}): Promise<CertificatePair> {
  const x509 = await loadX509();
  const keys = await (options.key === undefined ? newKeys() : keysFrom(options.key));
  const notBefore = new Date(options.now - dayMs);
  const notAfter = new Date(options.now);
  notAfter.setUTCFullYear(notAfter.getUTCFullYear() + lifetimeYears);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: new x509.Name([{ CN: [{ utf8String: options.name }] }]),
    notBefore,
    notAfter,
    keys,
    signingAlgorithm: algorithm,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
    ],
  });
  const key = KeyObject.from(keys.privateKey).export({ type: 'pkcs8', format: 'pem' });
  return { certificate: `${certificate.toString('pem')}\n`, key: key.toString() };
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

function newKeys(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
}

function keysFrom(pem: string): webcrypto.CryptoKeyPair {
  const privateKey = createPrivateKey(pem).toCryptoKey(algorithm, true, ['sign']);
  const publicKey = createPublicKey(pem).toCryptoKey(algorithm, true, ['verify']);
  return { privateKey, publicKey };
}

/**
 * The library is loaded when the first certificate is made: few starts need it. Its injector works on
 * the metadata functions that the package before it puts on Reflect, as its documentation asks for.
 */
async function loadX509(): Promise<typeof import('@peculiar/x509')> {
  await import('reflect-metadata');
  return import('@peculiar/x509');
}
