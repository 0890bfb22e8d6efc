import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createSecureContext, type SecureContext } from 'node:tls';
import { InputError } from '../base/errors.ts';
import { systemReason } from '../base/private-files.ts';
import { fingerprintOf } from '../wire/certificate.ts';

/** Where a server's key and certificate are, both PEM. */
export interface TlsFiles {
  /** For its owner alone. */
  readonly keyFile: string;
  /** The certificate, and behind it those that signed it. */
  readonly certificateFile: string;
}

/** How the files have to be kept; each throws InputError. */
export interface FileChecks {
  assertKey(path: string): void;
  assertCertificate(path: string): void;
  /** A sentence for files that cannot be used. */
  readonly remedy: string;
}

/** A server's key and certificate, as connections need them. */
interface TlsKeys {
  readonly secureContext: SecureContext;
  /** DER bytes of the certificate, for the channel binding `tls-server-end-point`. */
  readonly certificate: Uint8Array;
  /** SHA-256 of the public key (SPKI), base64url: the same after a renewal that keeps the key. */
  readonly fingerprint: string;
  /** The end of the certificate's validity, in milliseconds since 1970 UTC. */
  readonly validTo: number;
}

/** How a server shows who it is: a key and a certificate that can be read anew while it runs. */
export class TlsIdentity {
  readonly #files: TlsFiles;
  readonly #checks: FileChecks;
  #keys: TlsKeys;

  /**
   * Reads the files.
   *
   * @param checks how the files are kept, and a sentence for files that cannot be used
   * @throws InputError when one is missing or damaged, when they do not belong together, or when others can
   *   read the key
   */
  constructor(files: TlsFiles, checks: FileChecks) {
    this.#files = files;
    this.#checks = checks;
    this.#keys = this.#load();
  }

  /** For new connections. */
  get secureContext(): SecureContext {
    return this.#keys.secureContext;
  }

  /** DER bytes of the certificate that new connections are shown. */
  get certificate(): Uint8Array {
    return this.#keys.certificate;
  }

  /** SHA-256 of the public key (SPKI), base64url. */
  get fingerprint(): string {
    return this.#keys.fingerprint;
  }

  /** The end of the certificate's validity, in milliseconds since 1970 UTC. */
  get validTo(): number {
    return this.#keys.validTo;
  }

  /**
   * Reads the files anew, for connections from now on; returns whether the certificate is another one.
   *
   * @throws InputError as the constructor does; the present ones stay in use
   */
  reload(): boolean {
    const before = this.#keys.certificate;
    this.#keys = this.#load();
    return !Buffer.from(before).equals(this.#keys.certificate);
  }

  #load(): TlsKeys {
    const { keyFile, certificateFile } = this.#files;
    try {
      this.#checks.assertKey(keyFile);
      this.#checks.assertCertificate(certificateFile);
      return parse(readFileSync(keyFile, 'utf8'), readFileSync(certificateFile, 'utf8'));
    } catch (cause) {
      if (cause instanceof InputError) throw cause;
      throw new InputError(
        `The TLS key ${keyFile} and its certificate ${certificateFile} cannot be used: ${reasonOf(cause)}. ${this.#checks.remedy}`,
        { cause },
      );
    }
  }
}

function reasonOf(cause: unknown): string {
  const { syscall } = cause as NodeJS.ErrnoException;
  return syscall === undefined
    ? 'one of them is damaged, or they do not belong together'
    : systemReason(cause);
}

function parse(key: string, cert: string): TlsKeys {
  const certificate = new X509Certificate(cert);
  if (!certificate.checkPrivateKey(createPrivateKey(key))) throw new Error('they do not match');
  return {
    secureContext: createSecureContext({ key, cert, minVersion: 'TLSv1.3' }),
    certificate: certificate.raw,
    fingerprint: fingerprintOf(cert),
    validTo: certificate.validToDate.getTime(),
  };
}
