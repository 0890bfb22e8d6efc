import assert from 'node:assert/strict';
import { createHash, createPrivateKey, createPublicKey, X509Certificate } from 'node:crypto';
import { test } from 'node:test';
import tls from 'node:tls';
import { createCertificate, fingerprintOf } from './certificate.ts';

const now = Date.UTC(2030, 1, 28, 12);

test('makes a certificate that its own key signed, over P-256, not for signing others', async () => {
  const pair = await createCertificate({ name: 'the line', now });
  const certificate = new X509Certificate(pair.certificate);
  const key = createPrivateKey(pair.key);
  assert.equal(certificate.checkPrivateKey(key), true);
  assert.equal(certificate.verify(certificate.publicKey), true);
  assert.equal(key.asymmetricKeyDetails?.namedCurve, 'prime256v1');
  assert.equal(certificate.ca, false);
  assert.deepEqual(certificate.keyUsage, ['1.3.6.1.5.5.7.3.1']);
});

test('is valid from a day before now for twenty years', async () => {
  const { certificate } = await createCertificate({ name: 'x', now });
  const { validFromDate, validToDate } = new X509Certificate(certificate);
  assert.equal(validFromDate.toISOString(), '2030-02-27T12:00:00.000Z');
  assert.equal(validToDate.toISOString(), '2050-02-28T12:00:00.000Z');
});

test('carries any name, and does not read it as a list of attributes', async () => {
  for (const name of ['Ann’s line', 'a, O=Evil', 'x=y+z', '#00', '日本 😀', 'x'.repeat(64)]) {
    const { certificate } = await createCertificate({ name, now });
    const { subject } = new X509Certificate(certificate).toLegacyObject();
    assert.deepEqual({ ...subject }, { CN: name });
  }
});

test('makes a new key and serial number each time, also at once', async () => {
  const pairs = await Promise.all([1, 2, 3].map(() => createCertificate({ name: 'x', now })));
  const certificates = pairs.map(({ certificate }) => new X509Certificate(certificate));
  assert.equal(new Set(pairs.map(({ key }) => key)).size, 3);
  assert.equal(new Set(certificates.map(({ serialNumber }) => serialNumber)).size, 3);
});

test('makes a pair that a TLS context accepts', async () => {
  const { certificate, key } = await createCertificate({ name: 'x', now });
  assert.ok(tls.createSecureContext({ cert: certificate, key, minVersion: 'TLSv1.3' }));
});

test('the fingerprint is SHA-256 over the public key in base64url, from PEM and from DER alike', async () => {
  const { certificate, key } = await createCertificate({ name: 'x', now });
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
