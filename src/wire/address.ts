import { assertArgument, text as aText, type Kind } from '../base/arguments.ts';
import { InputError } from '../base/errors.ts';
import { worded } from '../base/worded.ts';

/** Port of a line that names none: PART on a telephone. */
export const defaultPort = 7278;

/** Where a line is, and what its operator gave away with the address. */
export interface Address {
  /** A host name in lower case (A-labels, RFC 5890), an IPv4 address, or an IPv6 address without brackets. */
  host: string;
  /** 1 to 65535. */
  port: number;
  /** SHA-256 of the server's certificate, base64url, 43 characters. */
  fingerprint?: string | undefined;
  /** One-time code that lets a newcomer sign up. */
  invite?: string | undefined;
  /** One-time code that lets its holder set a new password. */
  reset?: string | undefined;
  /** The server was run without TLS. */
  clear: boolean;
}

/** An address as an object. */
export const addressKind: Kind = {
  words: 'an address such as parseAddress gives',
  accepts(value) {
    const { host, port, clear } = Object(value) as Partial<Record<keyof Address, unknown>>;
    return typeof host === 'string' && typeof port === 'number' && typeof clear === 'boolean';
  },
};

const secureScheme = 'partyline';
const clearScheme = 'partyline+clear';
const addressPattern = /^(?:([^:/?#]*):\/\/)?([^/?#]*)\/?(?:\?([^#]*))?(?:#(.*))?$/s;
const hostPattern =
  /^(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*\.?$/;
const fingerprintPattern = /^[A-Za-z0-9_-]{43}$/;
const codePattern = /^[a-z0-9-]{1,64}$/;

/**
 * Reads an address as a person writes it: `HOST`, `HOST:PORT`, an IPv6 address (in brackets when a port
 * follows), or `partyline://HOST[:PORT][?invite=CODE][?reset=CODE][#FINGERPRINT]`, where
 * `partyline+clear://` stands for a server without TLS.
 *
 * @param defaults what stands where the text names no host or no port (7278 if left out)
 * @throws InputError one sentence that names the value that was wrong
 */
export function parseAddress(
  text: string,
  defaults: { readonly host?: string; readonly port?: number } = {},
): Address {
  assertArgument('Cannot read an address', 'it', text, aText);
  const match = addressPattern.exec(text.trim());
  if (match === null) throw new InputError(worded('address.wrong', { text }));
  const [, scheme = secureScheme, authority = '', query = '', fragment = ''] = match;
  const clear = parseScheme(scheme);
  const { host, port } = parseAuthority(authority);
  return {
    host: parseHost(host === '' ? (defaults.host ?? '') : host),
    port: port === undefined ? (defaults.port ?? defaultPort) : parsePort(port),
    ...parseFingerprint(fragment),
    ...parseCode(query),
    clear,
  };
}

/** Writes an address so that `parseAddress` gives it back: `partyline://HOST:PORT?invite=CODE#FINGERPRINT`. */
export function formatAddress(address: Address): string {
  assertArgument('Cannot write an address', 'it', address, addressKind);
  const scheme = address.clear ? clearScheme : secureScheme;
  const invite = address.invite === undefined ? '' : `?invite=${address.invite}`;
  const reset = address.reset === undefined ? '' : `?reset=${address.reset}`;
  const fingerprint = address.fingerprint === undefined ? '' : `#${address.fingerprint}`;
  return `${scheme}://${placeOf(address)}${invite}${reset}${fingerprint}`;
}

/** Writes the address of a line's page: `https://HOST:PORT/#invite=CODE`. A fragment is not sent to anybody on the way. */
export function formatPageAddress({ host, port, clear, invite, reset }: Address): string {
  const page = `${clear ? 'http' : 'https'}://${placeOf({ host, port })}/`;
  if (invite !== undefined) return `${page}#invite=${invite}`;
  return reset === undefined ? page : `${page}#reset=${reset}`;
}

/** Where a server listens: `HOST:PORT`, or `[IPv6]:PORT` (RFC 3986, section 3.2.2). */
export function placeOf({ host, port }: Pick<Address, 'host' | 'port'>): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/**
 * Reads a port number, from `lowest` (1; a server that lets the system choose takes 0) to 65535.
 *
 * @throws InputError a sentence that names the value
 */
export function parsePort(text: string, lowest = 1): number {
  const trimmed = text.trim();
  const port = /^[0-9]{1,5}$/.test(trimmed) ? Number(trimmed) : Number.NaN;
  if (port >= lowest && port <= 65_535) return port;
  const sentence =
    trimmed === ''
      ? worded('port.empty', { least: lowest })
      : worded('port.wrong', { text: trimmed, least: lowest });
  throw new InputError(sentence);
}

function parseScheme(scheme: string): boolean {
  const lower = scheme.toLowerCase();
  if (lower === secureScheme || lower === clearScheme) return lower === clearScheme;
  throw new InputError(worded('address.scheme', { text: scheme }));
}

/** Cuts host and port apart. A text with two colons or more is an IPv6 address without brackets, or wrong. */
function parseAuthority(authority: string): { host: string; port: string | undefined } {
  const bracketed = /^\[([^\]]*)\](?::(.*))?$/.exec(authority);
  if (bracketed !== null) {
    const [, host = '', port] = bracketed;
    if (isIPv6(host)) return { host, port };
    throw new InputError(worded('address.ipv6', { text: host }));
  }
  const colon = authority.indexOf(':');
  if (colon !== authority.lastIndexOf(':') || colon === -1) {
    return { host: authority, port: undefined };
  }
  return { host: authority.slice(0, colon), port: authority.slice(colon + 1) };
}

function parseHost(host: string): string {
  if (host === '') throw new InputError(worded('address.no-host'));
  // A zone (RFC 4007 section 11) keeps its case: it is the name of an interface.
  const lower = host.replace(/^[^%]*/, (name) => name.toLowerCase());
  if (isIPv4(lower) || isIPv6(lower)) return lower;
  const ascii = asciiName(lower);
  // A name that ends in a number is an address to some programs (RFC 3696 section 2), and here a slip.
  if (hostPattern.test(ascii) && !/(^|\.)[0-9]+\.?$/.test(ascii)) return ascii;
  throw new InputError(worded('address.host', { text: host }));
}

/** Four numbers without leading zeros (RFC 3986, section 3.2.2). */
function isIPv4(text: string): boolean {
  const numbers = text.split('.');
  return (
    numbers.length === 4 &&
    numbers.every((part) => /^(0|[1-9][0-9]{0,2})$/.test(part) && Number(part) <= 255)
  );
}

/** Without brackets; a zone may follow (RFC 4007, section 11). */
function isIPv6(text: string): boolean {
  const [, address] = /^([0-9a-f:.]+)(?:%[0-9a-z.:-]+)?$/i.exec(text) ?? [];
  return address !== undefined && URL.canParse(`http://[${address}]`);
}

/** A name's A-labels (RFC 5890); nothing if it has none. */
function asciiName(name: string): string {
  if (/^[\x20-\x7e]*$/.test(name)) return name;
  // Not for a URL to read anything else out of it.
  if (/[\p{ASCII}--[a-z0-9._\-]]/v.test(name)) return '';
  return URL.parse(`http://${name}`)?.hostname ?? '';
}

function parseFingerprint(fragment: string): { fingerprint?: string } {
  if (fragment === '') return {};
  if (fingerprintPattern.test(fragment)) return { fingerprint: fragment };
  throw new InputError(worded('address.fingerprint', { text: fragment }));
}

function parseCode(query: string): { invite?: string; reset?: string } {
  if (query === '') return {};
  const [[kind, text] = ['', ''], ...more] = [...new URLSearchParams(query)];
  if (more.length > 0 || (kind !== 'invite' && kind !== 'reset')) {
    throw new InputError(worded('address.query', { text: query }));
  }
  const code = text.toLowerCase();
  if (codePattern.test(code)) return { [kind]: code };
  throw new InputError(worded('address.code', { text }));
}
