import { once } from 'node:events';
import { chmodSync, lstatSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { connect } from 'node:net';
import { InputError } from '../../base/errors.ts';
import type { Log } from '../../base/log.ts';
import { systemReason } from '../../base/private-files.ts';

/** Where machines ask how a server is doing: an address, or the path of a Unix socket. */
export type MetricsAddress =
  | { readonly host: string; readonly port: number }
  | { readonly path: string };

/** The answers that an endpoint gives. */
export interface EndpointParts {
  readonly log: Log;
  /** Why clients are not served, in a sentence, as once the server begins to stop; undefined: they are. */
  unready(): string | undefined;
  /** The metrics and the type of the text. */
  metrics(): Promise<{ readonly text: string; readonly contentType: string }>;
}

const plain = 'text/plain; charset=utf-8';
const pages = '/metrics, /healthz and /readyz';

/**
 * A page of HTTP for machines that watch the server: `/metrics` in the format of Prometheus, `/healthz` while the
 * process lives, and `/readyz` while it serves clients. It knows nobody and tells no names.
 */
export class MetricsEndpoint {
  readonly #parts: EndpointParts;
  readonly #server: Server;

  constructor(parts: EndpointParts) {
    this.#parts = parts;
    this.#server = createServer(
      {
        headersTimeout: 5_000,
        requestTimeout: 5_000,
        keepAliveTimeout: 65_000,
        maxHeaderSize: 8_192,
      },
      (request, response) => void this.#answer(request, response),
    );
    this.#server.maxConnections = 64;
  }

  /**
   * Listens; resolves with the port, undefined on a Unix socket, which only its owner can use.
   *
   * @throws InputError when that cannot be had
   */
  async listen(address: MetricsAddress): Promise<number | undefined> {
    if ('path' in address) await clearSocket(address.path);
    try {
      this.#server.listen(address);
      await once(this.#server, 'listening');
    } catch (error) {
      throw new InputError(
        `Cannot offer metrics at ${wordsOf(address)}: ${systemReason(error)}. Choose another place with --metrics.`,
        { cause: error },
      );
    }
    this.#server.on('error', (error) =>
      this.#parts.log.error('metrics.failed', { error: error.message }),
    );
    if ('path' in address) chmodSync(address.path, 0o600);
    const bound = this.#server.address();
    return bound === null || typeof bound === 'string' ? undefined : bound.port;
  }

  /** Answers nothing more. May be called twice. */
  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [path] = (request.url ?? '').split('?');
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.setHeader('allow', 'GET, HEAD');
      return send(response, 405, `Only GET and HEAD are answered here.\n`);
    }
    if (path === '/metrics') return await this.#answerMetrics(response);
    if (path === '/healthz') return send(response, 200, 'The server runs.\n');
    if (path !== '/readyz') return send(response, 404, `There is nothing here but ${pages}.\n`);
    const reason = this.#parts.unready();
    if (reason === undefined) return send(response, 200, 'The server serves clients.\n');
    send(response, 503, `${reason}\n`);
  }

  async #answerMetrics(response: ServerResponse): Promise<void> {
    try {
      const { text, contentType } = await this.#parts.metrics();
      send(response, 200, text, contentType);
    } catch (error) {
      this.#parts.log.error('metrics.failed', { error });
      send(response, 503, 'The server cannot tell how it is doing; its log says why.\n');
    }
  }
}

function send(response: ServerResponse, status: number, text: string, type = plain): void {
  response.writeHead(status, {
    'content-type': type,
    'content-length': Buffer.byteLength(text),
    'cache-control': 'no-store',
  });
  response.end(text);
}

/** Takes away the socket of a server that is gone; throws InputError for anything else that is in the way. */
async function clearSocket(path: string): Promise<void> {
  const present = lstatSync(path, { throwIfNoEntry: false });
  if (present === undefined) return;
  const inTheWay = `Cannot offer metrics at ${path}:`;
  if (!present.isSocket())
    throw new InputError(`${inTheWay} something else is there. Move it away.`);
  if (await answers(path)) {
    throw new InputError(
      `${inTheWay} another program listens there. Choose another with --metrics.`,
    );
  }
  rmSync(path);
}

function answers(path: string): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const socket = connect(path, () => resolve(true)).on('error', () => resolve(false));
  return promise.finally(() => socket.destroy());
}

function wordsOf(address: MetricsAddress): string {
  return 'path' in address ? address.path : `${address.host}, port ${address.port}`;
}
