import type { Address } from '../../wire/address.ts';
import type { Credentials } from './credentials.ts';
import { TrustError } from './failures.ts';
import { assertExpected, type ShownKey } from './pins.ts';

/** How a client comes in. */
export type WayIn = LogIn | Attach | Local;

/** As a person does: by the session that the profile has saved, else by password, else by signing up. */
export interface LogIn {
  readonly type: 'log-in';
  /** Folded; undefined: the name last used with the server, else it is asked for. */
  readonly name: string | undefined;
  readonly credentials: Credentials;
  /** Of a session that is resumed: messages are wanted. After a login with the password they are. */
  readonly receive: boolean;
  /** Of a session that is resumed: the account counts as here. After a login with the password it does. */
  readonly present: boolean;
}

/**
 * Beside the account's other clients, by an app token or by the session of one of them: nothing is renewed,
 * nobody is replaced, and what the account has seen stays as it is.
 */
export interface Attach {
  readonly type: 'attach';
  /** Asked at every attempt: a running client renews its device token now and then. */
  credential(): AttachCredential | Promise<AttachCredential>;
  /** Messages are wanted. */
  readonly receive: boolean;
  /** The account counts as here. */
  readonly present: boolean;
}

/** At the server itself, as its operator, through the door in its data folder. */
export interface Local {
  readonly type: 'local';
  /** Messages are wanted, and what is told of them counts as read by the account. */
  readonly receive: boolean;
  /** The account counts as here. */
  readonly present: boolean;
}

/** The secret of a client that comes in beside others: an app token, or a device's session. */
export interface AttachCredential {
  readonly session: string;
  /** The app token's secret, or the device token. */
  readonly secret: string;
  /** Of the key of the only server it may be shown to; undefined for a server in clear text. */
  readonly fingerprint: string | undefined;
}

/**
 * Refuses to show a secret to anybody but the server it is for, before anything is sent.
 *
 * @throws TrustError `fingerprint`
 */
export function assertCredential(
  address: Address,
  credential: AttachCredential,
  shown: ShownKey,
): void {
  if (credential.fingerprint !== undefined) {
    assertExpected({ ...address, fingerprint: credential.fingerprint }, shown);
  } else if (shown.fingerprint !== undefined) {
    throw new TrustError(
      'fingerprint',
      `The token is for a server in clear text, and ${address.host} is none. Nothing was sent: check the address and the token.`,
    );
  }
}
