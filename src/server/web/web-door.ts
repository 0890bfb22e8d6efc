import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { Log } from '../../base/log.ts';
import { limits } from '../../words/limits.ts';
import type { Bounds } from '../bounds.ts';
import { AllowedHosts } from './allowed-hosts.ts';
import { addressBehind } from './forwarded.ts';
import { formFor, PageFiles } from './page-files.ts';
import { endRefused, refuse } from './refusal.ts';
import { pathOf, refusalOf, refusalOfWebSocket, wayIn } from './request-checks.ts';
import { securityHeaders } from './security-headers.ts';
import { type SentFiles, sendFile, ticketIn } from './send-file.ts';
import type { OpenedWebSocket, Visit } from './visit.ts';
import type { WebOptions } from './web-options.ts';
import { WebSocketStream } from './web-socket-stream.ts';

/** Bytes of a request up to its end. */
const mostHeaderBytes = 8 * 1024;
/** Requests on one connection before it is closed. */
const mostRequests = 100;
/** How long a connection stays open for the next request, in milliseconds. */
const keepAliveMs = 5_000;
/** How long a refused WebSocket may take to close, in milliseconds. */
const closeTimeoutMs = 2_000;
/** Pieces of one message of a WebSocket, and pieces of bytes that one of its frames may come in. */
const mostFragments = 64;
const mostChunks = 4_096;

/** Its types do not know all of them. */
const webSocketOptions = {
  noServer: true,
  clientTracking: false,
  maxPayload: limits.frameBytes,
  maxFragments: mostFragments,
  maxBufferedChunks: mostChunks,
  closeTimeout: closeTimeoutMs,
  perMessageDeflate: false,
} as const;

/** What is known of a connection while it speaks HTTP. */
interface Visitor extends Visit {
  requests: number;
  /** The answer to a request is on its way. */
  isAnswering: boolean;
  /** Until the next request must have come in whole. */
  deadline: NodeJS.Timeout | undefined;
}

/**
 * The door for browsers: gives the page's files, and turns WebSockets into connections like any other. It takes
 * sockets that the listener has let in, and that count there as long as they last.
 */
export class WebDoor {
  readonly #options: WebOptions;
  readonly #sent: SentFiles;
  readonly #bounds: Pick<Bounds, 'tlsTimeoutMs'>;
  readonly #hosts: AllowedHosts;
  readonly #opened: (visit: Visit, webSocket: OpenedWebSocket) => void;
  readonly #http: Server;
  readonly #webSockets: WebSocketServer;
  readonly #visitors = new Map<Duplex, Visitor>();
  #files: Promise<PageFiles> | undefined;

  /**
   * @param parts.certificate gives that of the server, DER; undefined without TLS
   * @param parts.opened is given every WebSocket
   */
  constructor(parts: {
    readonly options: WebOptions;
    readonly files: SentFiles;
    readonly bounds: Pick<Bounds, 'tlsTimeoutMs'>;
    readonly certificate: (() => Uint8Array) | undefined;
    readonly opened: (visit: Visit, webSocket: OpenedWebSocket) => void;
  }) {
    this.#options = parts.options;
    this.#sent = parts.files;
    this.#bounds = parts.bounds;
    this.#hosts = new AllowedHosts(parts.options.hosts ?? [], parts.certificate);
    this.#opened = parts.opened;
    this.#http = createServer({ maxHeaderSize: mostHeaderBytes, keepAliveTimeout: keepAliveMs });
    // Time without a byte in either direction.
    this.#http.timeout = parts.bounds.tlsTimeoutMs;
    this.#http
      .on('request', (request, response) => void this.#answer(request, response))
      .on('checkContinue', (request, response) => void this.#answer(request, response))
      .on('upgrade', (request, socket, head) => this.#upgrade(request, socket as Socket, head))
      .on('connect', (_request, socket) => socket.destroy())
      .on('clientError', (error, socket) => this.#malformed(error, socket as Socket));
    this.#webSockets = new WebSocketServer(webSocketOptions);
  }

  /** Takes a connection that speaks HTTP. */
  take(visit: Visit): void {
    const { socket, log } = visit;
    const visitor: Visitor = { ...visit, requests: 0, isAnswering: false, deadline: undefined };
    this.#visitors.set(socket, visitor);
    this.#awaitRequest(visitor);
    socket.once('close', () => {
      clearTimeout(visitor.deadline);
      if (!this.#visitors.delete(socket)) return;
      const { requests } = visitor;
      const sentBytes = socket.bytesWritten;
      const reason = socket.errored?.message ?? 'http';
      log.info('connection.closed', { reason, requests, sentBytes });
    });
    this.#http.emit('connection', socket);
  }

  /** Cuts all that speak HTTP; WebSockets that were handed over go on. */
  close(): void {
    for (const socket of this.#visitors.keys()) socket.destroy();
  }

  /** Nobody gets longer for a request than for everything else before a login. */
  #awaitRequest(visitor: Visitor): void {
    clearTimeout(visitor.deadline);
    visitor.deadline = setTimeout(() => visitor.socket.destroy(), this.#bounds.tlsTimeoutMs);
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const visitor = this.#visitors.get(request.socket);
    // Browsers and proxies wait for an answer before they ask again: nobody may have it work ahead.
    if (visitor === undefined || visitor.isAnswering) {
      request.socket.destroy();
      return;
    }
    visitor.isAnswering = true;
    visitor.requests += 1;
    clearTimeout(visitor.deadline);
    response.once('finish', () => {
      visitor.isAnswering = false;
      this.#awaitRequest(visitor);
    });
    const refusal = refusalOf(request, visitor, this.#hosts) ?? wayIn(request, visitor);
    if (refusal !== undefined) {
      visitor.log.info('web.refused', { status: refusal.status, reason: refusal.text });
      refuse(response, refusal);
    } else {
      if (visitor.requests >= mostRequests) response.setHeader('connection', 'close');
      const ticket = ticketIn(pathOf(request));
      if (ticket === undefined) await this.#sendFile(request, response, visitor.log);
      else await this.#sendSent(ticket, request, response, visitor.log);
    }
  }

  /** Sends a file that somebody has sent to a room. */
  async #sendSent(
    ticket: string,
    request: IncomingMessage,
    response: ServerResponse,
    log: Log,
  ): Promise<void> {
    try {
      // To look whether a ticket is good would use it up.
      if (request.method === 'GET' && (await sendFile(this.#sent, ticket, response))) return;
    } catch (error) {
      log.info('web.file-failed', { error });
      response.destroy();
      return;
    }
    refuse(response, { status: 404, text: 'There is no such file here, or its ticket was used.' });
  }

  async #sendFile(request: IncomingMessage, response: ServerResponse, log: Log): Promise<void> {
    let files: PageFiles;
    try {
      files = await this.#pageFiles();
    } catch (error) {
      log.error('web.failed', { error });
      refuse(response, {
        status: 503,
        text: 'The page cannot be read; the server’s log says why.',
      });
      return;
    }
    const file = files.at(pathOf(request));
    if (file === undefined) {
      refuse(response, { status: 404, text: 'There is no such page here.' });
      return;
    }
    const { encoding, bytes, etag } = formFor(file, request.headers['accept-encoding'] as string);
    const isKnown = request.headers['if-none-match']?.split(/\s*,\s*/).includes(etag) === true;
    response.writeHead(isKnown ? 304 : 200, {
      ...securityHeaders,
      'cache-control': file.isImmutable ? 'public, max-age=31536000, immutable' : 'no-cache',
      etag,
      vary: 'accept-encoding',
      ...(isKnown ? {} : { 'content-type': file.type, 'content-length': bytes.length }),
      ...(encoding === undefined || isKnown ? {} : { 'content-encoding': encoding }),
    });
    response.end(isKnown || request.method === 'HEAD' ? undefined : bytes);
  }

  /** Reads the files when they are first asked for; one who asks after a failure has them read again. */
  #pageFiles(): Promise<PageFiles> {
    const { folder } = this.#options;
    this.#files ??= (async () =>
      PageFiles.read(typeof folder === 'string' ? folder : await folder()))();
    this.#files.catch(() => {
      this.#files = undefined;
    });
    return this.#files;
  }

  #upgrade(request: IncomingMessage, socket: Socket, head: Buffer): void {
    const visitor = this.#visitors.get(socket);
    if (visitor === undefined || visitor.isAnswering) {
      socket.destroy();
      return;
    }
    visitor.requests += 1;
    clearTimeout(visitor.deadline);
    const refusal =
      refusalOf(request, visitor, this.#hosts) ?? refusalOfWebSocket(request, visitor);
    if (refusal !== undefined) {
      visitor.log.warn('web.refused', { status: refusal.status, reason: refusal.text });
      endRefused(socket, refusal);
      return;
    }
    const { origin, 'x-forwarded-for': forwardedFor } = request.headers;
    const trusted = this.#options.trustedProxies ?? [];
    const address = addressBehind(visitor.address, forwardedFor as string | undefined, trusted);
    this.#webSockets.handleUpgrade(request, socket, head, (webSocket) => {
      this.#visitors.delete(socket);
      const frames = new WebSocketStream(webSocket, socket);
      this.#opened(visitor, { frames, address, origin: origin as string });
    });
  }

  #malformed(error: NodeJS.ErrnoException, socket: Socket): void {
    const visitor = this.#visitors.get(socket);
    visitor?.log.info('web.refused', { reason: error.message });
    if (!socket.writable || visitor?.isAnswering !== false) {
      socket.destroy();
      return;
    }
    const isTooLong = error.code === 'HPE_HEADER_OVERFLOW';
    endRefused(socket, {
      status: isTooLong ? 431 : 400,
      text: isTooLong ? 'The request is too long.' : 'This is no request of HTTP.',
    });
  }
}
