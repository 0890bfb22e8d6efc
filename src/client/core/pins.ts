import { worded } from '../../base/worded.ts';
import type { Address } from '../../wire/address.ts';
import { TrustError } from './failures.ts';
import type { Transport } from './transport.ts';

/* Key pinning: decisions about whom to trust with what. */

/**
 * The standing of the key that the other side showed: it is the one of the last login that was
 * proved (`pinned`), another one (`changed`), there was none before (`unknown`), or there is no TLS.
 */
export type Trust = 'pinned' | 'changed' | 'unknown' | 'clear';

/** The fingerprints of the key, and of the certificate around it, that the other side showed. */
export type ShownKey = Pick<Transport, 'fingerprint' | 'wholeFingerprint'>;

/**
 * Whether a pin is that of the key shown. A pin of the whole certificate, as it was written before keys were
 * pinned, stands for the certificate's key as long as that certificate is shown.
 */
function isPinOf(pin: string, { fingerprint, wholeFingerprint }: ShownKey): boolean {
  return pin === fingerprint || pin === wholeFingerprint;
}

/** @param pin fingerprint that was saved for this server */
export function trustOf(shown: ShownKey, pin: string | undefined): Trust {
  if (shown.fingerprint === undefined) return 'clear';
  if (pin === undefined) return 'unknown';
  return isPinOf(pin, shown) ? 'pinned' : 'changed';
}

/**
 * Whether the device token may be sent: it is a secret that whoever holds it can use, so only to the
 * very key that it came from. Sessions of servers in clear text are kept apart.
 */
export function mayResume(trust: Trust): boolean {
  return trust === 'pinned' || trust === 'clear';
}

/**
 * Refuses to make an account, or set a password, where the key is not the known one: unlike a
 * login, a registration proves nothing about who takes it.
 *
 * @throws TrustError `intercepted`
 */
export function assertMayRegister(trust: Trust, address: Address): void {
  if (trust !== 'changed' || address.fingerprint !== undefined) return;
  throw new TrustError('intercepted', worded('trust.register', { host: address.host }));
}

/**
 * Holds the server to the fingerprint in its address, before anything is sent to it.
 *
 * @throws TrustError `fingerprint`
 */
export function assertExpected(address: Address, shown: ShownKey): void {
  const expected = address.fingerprint;
  if (expected === undefined || isPinOf(expected, shown)) return;
  const { fingerprint } = shown;
  const { host } = address;
  throw new TrustError(
    'fingerprint',
    fingerprint === undefined
      ? worded('trust.no-key', { host, expected })
      : worded('trust.other-key', { host, expected, found: fingerprint }),
  );
}

/** The password was right, but the two sides do not see the same connection. */
export const interceptedWords = worded('trust.between');
