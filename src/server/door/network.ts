import { isIPv6 } from 'node:net';

/**
 * The network around an address that one person may well have all of: the /24 of an IPv4 address, the /56 of an
 * IPv6 address (a site, RFC 6177).
 */
export function siteOf(address: string): string {
  const network = networkOf(address);
  const [first, second, third, fourth] = network.replace(/::\/64$/, '').split(/[.:]/);
  if (!network.endsWith('/64')) return `${first}.${second}.${third}.0/24`;
  const site = Number.parseInt(fourth ?? '0', 16) & 0xff00;
  return `${first}:${second}:${third}:${site.toString(16)}::/56`;
}

/**
 * The network an address stands for when connections are counted: an IPv4 address itself, the /64 of
 * an IPv6 address (one customer's, RFC 6177), the IPv4 address inside a mapped one.
 */
export function networkOf(address: string): string {
  if (!address.includes(':')) return address;
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  if (!isIPv6(address)) return address;
  const [head = '', tail] = address.toLowerCase().split('%')[0]?.split('::') ?? [];
  const left = head === '' ? [] : head.split(':');
  const right = tail ? tail.split(':') : [];
  const zeros = tail === undefined ? 0 : 8 - left.length - right.length;
  const groups = [...left, ...Array<string>(Math.max(0, zeros)).fill('0'), ...right];
  return `${groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')}::/64`;
}
