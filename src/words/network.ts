import { InputError } from '../base/errors.ts';
import { worded } from '../base/worded.ts';

/* Networks of IP addresses, as operators write them and as they are compared. */

/** A network of IPv4 or IPv6; one of the whole length of an address is that address. */
export interface Network {
  readonly family: 4 | 6;
  /** Bits of the address that all of the network have in common: 0 to 32, or to 128. */
  readonly prefix: number;
  /** The first address; the bits behind the prefix are 0. */
  readonly first: bigint;
}

/** An IP address as a number. */
type Address = Pick<Network, 'family'> & { readonly value: bigint };

const bitsOf = { 4: 32, 6: 128 } as const;

/** The prefix that one machine has to itself: of IPv6 a /64, in which it may choose its address (RFC 4291, 2.5.1). */
const ownPrefix = { 4: 32, 6: 64 } as const;

/** Whether a text is meant as an address or a network, and not as a name: `10.0.0.7`, `2001:db8::/32`. */
export function looksLikeNetwork(text: string): boolean {
  return /[:/]/.test(text) || /^\d+\.\d+\.\d+\.\d+$/.test(text);
}

/**
 * Reads an address or a network in CIDR notation (RFC 4632, RFC 4291). An address alone stands for what one
 * machine has: itself for IPv4, its /64 for IPv6. Bits behind the prefix are ignored; an IPv4 address mapped
 * to IPv6 is one of IPv4.
 *
 * @throws InputError with a sentence for a person
 */
export function parseNetwork(text: string): Network {
  const [, addressText = '', prefixText] = /^([^/%]+)(?:\/(\d{1,3}))?$/.exec(text) ?? [];
  const read = readNumber(addressText);
  if (read === undefined) throw notNetwork(text);
  const address = unmapped(read);
  const longest = bitsOf[read.family];
  const written = prefixText === undefined ? undefined : Number(prefixText);
  if (written !== undefined && written > longest) throw notNetwork(text);
  if (address.family === read.family) {
    return networkAround(address, written ?? ownPrefix[address.family]);
  }
  const prefix = written === undefined ? bitsOf[4] : written - (bitsOf[6] - bitsOf[4]);
  // Shorter than the part that says that IPv4 is mapped: a network of IPv6 after all.
  return prefix < 0 ? networkAround(read, written ?? 0) : networkAround(address, prefix);
}

function notNetwork(text: string): InputError {
  const shown = JSON.stringify(Array.from(text).slice(0, 60).join(''));
  return new InputError(worded('network.wrong', { text: shown }));
}

function networkAround({ family, value }: Address, prefix: number): Network {
  const rest = BigInt(bitsOf[family] - prefix);
  return { family, prefix, first: (value >> rest) << rest };
}

/** The network that holds what is on the wire for a connection's peer; undefined where that is no IP address. */
export function networkOfAddress(address: string): Network | undefined {
  const read = readNumber(address.split('%')[0] ?? '');
  if (read === undefined) return undefined;
  const { family, value } = unmapped(read);
  return { family, prefix: bitsOf[family], first: value };
}

/** Whether all addresses of `inner` are in `outer`. */
export function contains(outer: Network, inner: Network): boolean {
  if (outer.family !== inner.family || outer.prefix > inner.prefix) return false;
  const rest = BigInt(bitsOf[outer.family] - outer.prefix);
  return inner.first >> rest === outer.first >> rest;
}

/** The one way to write a network: `10.0.0.0/8`, `2001:db8::/32` (RFC 5952). */
export function formatNetwork({ family, prefix, first }: Network): string {
  return `${family === 4 ? formatIPv4(first) : formatIPv6(first)}/${prefix}`;
}

function formatIPv4(value: bigint): string {
  return [24n, 16n, 8n, 0n].map((shift) => (value >> shift) & 0xffn).join('.');
}

function formatIPv6(value: bigint): string {
  const groups = [7n, 6n, 5n, 4n, 3n, 2n, 1n, 0n].map((at) =>
    ((value >> (at * 16n)) & 0xffffn).toString(16),
  );
  const zeros = longestZeros(groups);
  if (zeros.length < 2) return groups.join(':');
  const left = groups.slice(0, zeros.start).join(':');
  return `${left}::${groups.slice(zeros.start + zeros.length).join(':')}`;
}

function longestZeros(groups: readonly string[]): { start: number; length: number } {
  let longest = { start: 0, length: 0 };
  for (let start = 0; start < groups.length; start += 1) {
    const behind = groups.slice(start).findIndex((group) => group !== '0');
    const length = behind < 0 ? groups.length - start : behind;
    if (length > longest.length) longest = { start, length };
  }
  return longest;
}

/** The address inside one of IPv6 that stands for one of IPv4 (RFC 4291, section 2.5.5.2). */
function unmapped({ family, value }: Address): Address {
  const isMapped = family === 6 && value >> 32n === 0xffffn;
  return isMapped ? { family: 4, value: value & 0xffffffffn } : { family, value };
}

function readNumber(text: string): Address | undefined {
  const family = text.includes(':') ? 6 : 4;
  const value = family === 6 ? readIPv6(text) : readIPv4(text);
  return value === undefined ? undefined : { family, value };
}

function readIPv4(text: string): bigint | undefined {
  const octet = '(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)';
  if (!new RegExp(`^${octet}(?:\\.${octet}){3}$`).test(text)) return undefined;
  const octets = text.split('.');
  // With a zero in front some read it in base eight.
  if (octets.some((digits) => digits.length > 1 && digits.startsWith('0'))) return undefined;
  return octets.reduce((value, digits) => (value << 8n) | BigInt(digits), 0n);
}

function readIPv6(text: string): bigint | undefined {
  const [head = '', tail, ...more] = text.split('::');
  if (more.length > 0) return undefined;
  const left = groupsOf(head, tail === undefined);
  const right = tail === undefined ? [] : groupsOf(tail, true);
  if (left === undefined || right === undefined) return undefined;
  const missing = 8 - left.length - right.length;
  if (tail === undefined ? missing !== 0 : missing < 1) return undefined;
  const groups = [...left, ...Array<bigint>(missing).fill(0n), ...right];
  return groups.reduce((value, group) => (value << 16n) | group, 0n);
}

/** The groups of one side of `::`; an IPv4 address may stand at the end of the whole. */
function groupsOf(text: string, mayEndInIPv4: boolean): bigint[] | undefined {
  if (text === '') return [];
  const groups: bigint[] = [];
  const parts = text.split(':');
  for (const [index, part] of parts.entries()) {
    const isLast = index === parts.length - 1;
    const octets = isLast && mayEndInIPv4 && part.includes('.') ? readIPv4(part) : undefined;
    if (octets !== undefined) groups.push(octets >> 16n, octets & 0xffffn);
    else if (/^[0-9a-f]{1,4}$/i.test(part)) groups.push(BigInt(`0x${part}`));
    else return undefined;
  }
  return groups;
}
