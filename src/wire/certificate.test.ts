import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  X509Certificate,
} from 'node:crypto';
import { test } from 'node:test';
import tls from 'node:tls';
import { createCertificate, fingerprintOf } from './certificate.ts';

const now = Date.UTC(2030, 1, 28, 12);

test('makes a certificate that its own key signed, over P-256, not for signing others', () => {
  const pair = createCertificate({ name: 'the line', now });
  const certificate = new X509Certificate(pair.certificate);
  const key = createPrivateKey(pair.key);
  assert.equal(certificate.checkPrivateKey(key), true);
  assert.equal(certificate.verify(certificate.publicKey), true);
  assert.equal(key.asymmetricKeyDetails?.namedCurve, 'prime256v1');
  assert.equal(certificate.ca, false);
  assert.deepEqual(certificate.keyUsage, ['1.3.6.1.5.5.7.3.1']);
});

test('is valid from a day before now for twenty years', () => {
  const { certificate } = createCertificate({ name: 'x', now });
  const { validFromDate, validToDate } = new X509Certificate(certificate);
  assert.equal(validFromDate.toISOString(), '2030-02-27T12:00:00.000Z');
  assert.equal(validToDate.toISOString(), '2050-02-28T12:00:00.000Z');
});

test('carries any name, and does not read it as a list of attributes', () => {
  for (const name of ['Ann’s line', 'a, O=Evil', 'x=y+z', '#00', '日本 😀', 'x'.repeat(64)]) {
    const { certificate } = createCertificate({ name, now });
    const { subject } = new X509Certificate(certificate).toLegacyObject();
    assert.deepEqual({ ...subject }, { CN: name });
  }
});

test('makes a new key and serial number each time, also at once', () => {
  const pairs = [1, 2, 3].map(() => createCertificate({ name: 'x', now }));
  const certificates = pairs.map(({ certificate }) => new X509Certificate(certificate));
  assert.equal(new Set(pairs.map(({ key }) => key)).size, 3);
  assert.equal(new Set(certificates.map(({ serialNumber }) => serialNumber)).size, 3);
});

test('takes a key that is there, and none that is not over P-256', () => {
  const { certificate, key } = createCertificate({ name: 'x', now });
  const renewed = createCertificate({ name: 'y', now, key });
  assert.equal(renewed.key, key);
  assert.equal(fingerprintOf(renewed.certificate), fingerprintOf(certificate));
  for (const curve of ['P-384', 'ed25519']) {
    const { privateKey } =
      curve === 'ed25519'
        ? generateKeyPairSync(curve)
        : generateKeyPairSync('ec', { namedCurve: curve });
    const other = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    assert.throws(() => createCertificate({ name: 'x', now, key: other }), /not over P-256/, curve);
  }
});

test('says no more and no less than a certificate of a server needs, as OpenSSL reads it', (t) => {
  const { certificate } = createCertificate({ name: 'the line', now });
  const read = ['x509', '-noout', '-text', '-certopt', 'no_pubkey,no_sigdump,no_serial'];
  const { stdout, error } = spawnSync('openssl', read, { input: certificate, encoding: 'utf8' });
  if (error) return t.skip('openssl is not installed');
  assert.deepEqual(
    stdout
      .trim()
      .split('\n')
      .map((line) => line.trim()),
    [
      'Certificate:',
      'Data:',
      'Version: 3 (0x2)',
      'Signature Algorithm: ecdsa-with-SHA256',
      'Issuer: CN = the line',
      'Validity',
      'Not Before: Feb 27 12:00:00 2030 GMT',
      'Not After : Feb 28 12:00:00 2050 GMT',
      'Subject: CN = the line',
      'X509v3 extensions:',
      'X509v3 Basic Constraints: critical',
      'CA:FALSE',
      'X509v3 Key Usage: critical',
      'Digital Signature',
      'X509v3 Extended Key Usage:',
      'TLS Web Server Authentication',
    ],
  );
});

test('makes a pair that a TLS context accepts', () => {
  const { certificate, key } = createCertificate({ name: 'x', now });
  assert.ok(tls.createSecureContext({ cert: certificate, key, minVersion: 'TLSv1.3' }));
});

test('the fingerprint is SHA-256 over the public key in base64url, from PEM and from DER alike', () => {
  const { certificate, key } = createCertificate({ name: 'x', now });
  const der = Buffer.from(certificate.replace(/-----[A-Z ]+-----|\s/g, ''), 'base64');
  const spki = createPublicKey(createPrivateKey(key)).export({ type: 'spki', format: 'der' });
  const expected = createHash('sha256').update(spki).digest('base64url');
  assert.equal(expected.length, 43);
  assert.ok(der.includes(spki));
  assert.equal(fingerprintOf(certificate), expected);
  assert.equal(fingerprintOf(der), expected);
  assert.equal(fingerprintOf(new Uint8Array(der)), expected);
});

test('refuses to take the fingerprint of what is no certificate', () => {
  assert.throws(() => fingerprintOf('no certificate'));
  assert.throws(() => fingerprintOf(Buffer.from('3000', 'hex')));
});
