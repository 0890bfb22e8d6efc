import { once } from 'node:events';
import type { Duplex } from 'node:stream';
import { WebSocket } from 'ws';
import { WebSocketStream } from '../../src/server/web/web-socket-stream.ts';
import type { Address } from '../../src/wire/address.ts';
import { MessageStream } from '../../src/wire/message-stream.ts';
import { limits } from '../../src/words/limits.ts';

/** How a page opens its WebSocket; each of these as its browser does unless told otherwise. */
export interface WebSocketOptions {
  readonly origin?: string;
  readonly path?: string;
  readonly protocols?: string | string[];
  readonly headers?: Readonly<Record<string, string>>;
  /** Offers to compress. Default false. */
  readonly perMessageDeflate?: boolean;
}

/** Opens a WebSocket to a server, as a page of it would. Rejects with the error of `ws` when it is refused. */
export async function openWebSocket(
  address: Address,
  options: WebSocketOptions = {},
): Promise<WebSocket> {
  const { path = '/line', protocols = 'partyline.1', perMessageDeflate = false } = options;
  const { origin = originOf(address), headers = {} } = options;
  const url = `${address.clear ? 'ws' : 'wss'}://${address.host}:${address.port}${path}`;
  const insecure = { rejectUnauthorized: false, perMessageDeflate };
  const webSocket = new WebSocket(url, protocols, { origin, headers, ...insecure });
  webSocket.on('error', () => {});
  await once(webSocket, 'open');
  return webSocket;
}

/** The origin of a server's page. */
export function originOf({ host, port, clear }: Address): string {
  return `${clear ? 'http' : 'https'}://${host}:${port}`;
}

/** A WebSocket with the methods of a message socket, for the protocol by hand. */
export class WebMessageSocket extends WebSocketStream {
  readonly origin: string;
  readonly #stream: MessageStream;

  constructor(webSocket: WebSocket, origin: string) {
    super(webSocket, (webSocket as unknown as { readonly _socket: Duplex })._socket);
    this.origin = origin;
    this.#stream = new MessageStream(this, limits.frameBytes);
  }

  static async open(address: Address, options: WebSocketOptions = {}): Promise<WebMessageSocket> {
    const webSocket = await openWebSocket(address, options);
    return new WebMessageSocket(webSocket, options.origin ?? originOf(address));
  }

  receiveMessage(): Promise<string | null> {
    return this.#stream.receive();
  }
}
