import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Log } from '../../base/log.ts';

/** A connection on which a browser speaks HTTP. */
export interface Visit {
  /** Its first bytes are still to be read. */
  readonly socket: Socket;
  /** Of the other end, which may be a proxy. */
  readonly address: string;
  readonly log: Log;
  /** It came by TLS. */
  readonly isSecure: boolean;
  /** It came in clear text where there is TLS: it is shown the way. */
  readonly isAstray: boolean;
  /** It came while there was no room for more. */
  readonly isTooMany: boolean;
  /** Gives back its place among those who wait to be logged in. */
  leave(): void;
}

/** A WebSocket that a page has opened. */
export interface OpenedWebSocket {
  /** Messages as frames: see `WebSocketStream`. */
  readonly frames: Duplex;
  /** Of the browser: what a trusted proxy says, else that of the connection. */
  readonly address: string;
  /** Of the page, as its browser names it: `https://HOST:PORT`. */
  readonly origin: string;
}
