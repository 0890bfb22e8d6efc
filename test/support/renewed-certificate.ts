import { createPrivateKey, createPublicKey, webcrypto } from 'node:crypto';
import 'reflect-metadata';
import { X509CertificateGenerator } from '@peculiar/x509';

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };

/** Another certificate for the same key, as an operator makes one when the first is out of date; both PEM. */
export async function renewedCertificate(key: string): Promise<string> {
  const privateKey = createPrivateKey(key);
  const publicKey = createPublicKey(privateKey);
  const certificate = await X509CertificateGenerator.createSelfSigned(
    {
      name: 'CN=renewed',
      keys: {
        privateKey: privateKey.toCryptoKey(algorithm, true, ['sign']),
        publicKey: publicKey.toCryptoKey(algorithm, true, ['verify']),
      },
      signingAlgorithm: algorithm,
      // Node's own implementation, of which the generator wants one by name.
    },
    webcrypto as never,
  );
  return `${certificate.toString('pem')}\n`;
}
