import type { IncomingMessage } from 'node:http';
import { type AllowedHosts, isOwnOrigin } from './allowed-hosts.ts';
import type { Refusal } from './refusal.ts';
import type { Visit } from './visit.ts';

/* Why requests of browsers, and of those who pass for one, get nothing. */

/** Where a page opens its WebSocket, and the protocol that it speaks there. */
const webSocketPath = '/line';
const webSocketProtocol = 'partyline.1';

/** Bytes of the address in a request. */
const mostAddressBytes = 2 * 1024;

/** Why a request gets nothing, whatever it asks for. */
export function refusalOf(
  request: IncomingMessage,
  { isTooMany }: Visit,
  hosts: AllowedHosts,
): Refusal | undefined {
  const { headers, headersDistinct, method, url = '' } = request;
  if (isTooMany) return { status: 503, text: 'The server has no room for more.' };
  if (headersDistinct.host?.length !== 1 || !hosts.includes(headers.host ?? '')) {
    return {
      status: 421,
      text: 'This server does not go by that name. Its operator can say that it does, with --web-host.',
    };
  }
  if (url.length > mostAddressBytes) return { status: 414, text: 'The address is too long.' };
  const hasBody =
    headers['transfer-encoding'] !== undefined || (headers['content-length'] ?? '0') !== '0';
  if (hasBody) return { status: 413, text: 'Nothing can be sent here.' };
  if (method === 'GET' || method === 'HEAD') return undefined;
  const allow = { allow: 'GET, HEAD' };
  return { status: 405, text: 'Only GET and HEAD are answered here.', headers: allow };
}

/** Shows somebody in clear text the way to TLS. */
export function wayIn({ headers, url }: IncomingMessage, { isAstray }: Visit): Refusal | undefined {
  if (!isAstray) return undefined;
  const location = `https://${headers.host}${url?.startsWith('/') === true ? url : '/'}`;
  return { status: 308, text: 'The page is reached by https.', headers: { location } };
}

/** Why nobody gets a WebSocket for a request. */
export function refusalOfWebSocket(request: IncomingMessage, visit: Visit): Refusal | undefined {
  const { host = '', origin, upgrade, ...headers } = request.headers;
  if (visit.isAstray || pathOf(request) !== webSocketPath || upgrade?.toLowerCase() !== 'websocket')
    return { status: 404, text: 'There is nothing to upgrade to here.' };
  if (!isOwnOrigin(origin, host, visit.isSecure)) {
    return { status: 403, text: 'Only the page of this server may open a WebSocket.' };
  }
  const protocols = headers['sec-websocket-protocol']?.split(/\s*,\s*/) ?? [];
  if (protocols.length !== 1 || protocols[0] !== webSocketProtocol) {
    return { status: 400, text: `Only the protocol ${webSocketProtocol} is spoken here.` };
  }
  return undefined;
}

/** The path of a request, without what follows a question mark. */
export function pathOf({ url = '' }: IncomingMessage): string {
  return url.split('?', 1)[0] as string;
}
