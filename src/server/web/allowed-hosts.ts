import { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import { hostname } from 'node:os';

/** A host with an optional port, as `Host` has it (RFC 9110, section 7.2), in the characters of names and addresses. */
const hostForm = /^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::\d{1,5})?$/i;

/**
 * The names by which browsers may reach the server. A page of another site whose name was led to this machine
 * (DNS rebinding) would otherwise count as the server's own. Every IP address is allowed, since no name leads
 * there, `localhost`, the machine's own name, the names of its certificate, and those that the operator gave.
 */
export class AllowedHosts {
  readonly #names: ReadonlySet<string>;
  readonly #certificate: (() => Uint8Array) | undefined;

  /**
   * @param names that the operator gave
   * @param certificate gives the one that the server shows at present, DER; undefined without TLS
   */
  constructor(names: readonly string[], certificate: (() => Uint8Array) | undefined) {
    const own = hostname();
    const all = ['localhost', own, `${own}.local`, ...names];
    this.#names = new Set(all.map((name) => name.toLowerCase()));
    this.#certificate = certificate;
  }

  /** Whether a request with this `Host` is for this server. */
  includes(host: string): boolean {
    const [, named] = hostForm.exec(host) ?? [];
    if (named === undefined) return false;
    const name = named.replace(/^\[|\]$/g, '').toLowerCase();
    if (isIP(name) !== 0 || this.#names.has(name)) return true;
    const certificate = this.#certificate?.();
    if (certificate === undefined) return false;
    return new X509Certificate(certificate).checkHost(name) !== undefined;
  }
}

/**
 * Whether a WebSocket comes from the server's own page: `Origin` (RFC 6454) names the same host and port as
 * `Host`. A page that came by TLS has `https`; one that came in clear text may have either, since a proxy may have
 * secured it.
 */
export function isOwnOrigin(origin: string | undefined, host: string, isSecure: boolean): boolean {
  const schemes = isSecure ? ['https'] : ['http', 'https'];
  return schemes.some((scheme) => {
    const own = URL.parse(`${scheme}://${host}`);
    return own !== null && own.origin === origin;
  });
}
