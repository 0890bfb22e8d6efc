import type { Address } from '../../wire/address.ts';

/** The place of a page, as `location` has it. */
export interface PagePlace {
  /** `https:` or `http:`. */
  readonly protocol: string;
  readonly hostname: string;
  /** Empty: that of the protocol. */
  readonly port: string;
  readonly origin: string;
}

/** The address of the server that a page came from. */
export function pageAddress({ protocol, hostname, port }: PagePlace): Address {
  const clear = protocol !== 'https:';
  const host = hostname.replace(/^\[|\]$/g, '');
  return { host, port: port === '' ? (clear ? 80 : 443) : Number(port), clear };
}

/** Where a page opens its WebSocket. */
export function webSocketUrl({ origin }: Pick<PagePlace, 'origin'>): string {
  return `${origin.replace(/^http/, 'ws')}/line`;
}
