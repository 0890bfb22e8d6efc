import type { Address } from '../../wire/address.ts';
import { TrustError } from './failures.ts';
import { assertExpected } from './pins.ts';

/** What a client presents that comes in beside others: an app token, or a device's session. */
export interface AttachCredential {
  readonly session: string;
  /** The app token's secret, or the device token. */
  readonly secret: string;
  /** Of the only certificate it may be shown to; undefined for a server in clear text. */
  readonly fingerprint: string | undefined;
}

/**
 * Coming in beside the account's other clients: nothing is renewed, nobody is replaced, and what the
 * account has seen stays as it is.
 */
export interface Attachment {
  /** Asked at every attempt: a running client renews the device token now and then. */
  credential(): AttachCredential | Promise<AttachCredential>;
  /** Messages are wanted. */
  readonly receive: boolean;
  /** The account counts as here. */
  readonly present: boolean;
}

/**
 * Refuses to show a secret to anybody but the server it is for, before anything is sent.
 *
 * @param fingerprint of the certificate that was shown; undefined without TLS
 * @throws TrustError `fingerprint`
 */
export function assertCredential(
  address: Address,
  credential: AttachCredential,
  fingerprint: string | undefined,
): void {
  if (credential.fingerprint !== undefined) {
    assertExpected({ ...address, fingerprint: credential.fingerprint }, fingerprint);
  } else if (fingerprint !== undefined) {
    throw new TrustError(
      'fingerprint',
      `The token is for a server in clear text, and ${address.host} is none. Nothing was sent: check the address and the token.`,
    );
  }
}
