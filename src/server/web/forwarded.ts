import { isIP } from 'node:net';
import { networkOf } from '../door/network.ts';

/**
 * The address that a browser comes from. The header is believed only where the connection comes from a proxy
 * that the operator trusts, and of the addresses in it the last one that is no such proxy: what stands before
 * it was written by whoever sent the request.
 *
 * @param address of the connection
 * @param forwardedFor the header `X-Forwarded-For`
 * @param trusted addresses of proxies
 */
export function addressBehind(
  address: string,
  forwardedFor: string | undefined,
  trusted: readonly string[],
): string {
  const isTrusted = (one: string) => trusted.some((proxy) => networkOf(proxy) === networkOf(one));
  if (!isTrusted(address)) return address;
  const addresses = (forwardedFor ?? '').split(',').map((each) => each.trim());
  const last = addresses.findLast((each) => !isTrusted(each));
  return last !== undefined && isIP(last) !== 0 ? last : address;
}
