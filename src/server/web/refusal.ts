import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { securityHeaders } from './security-headers.ts';

/** A refusal of a request. */
export interface Refusal {
  readonly status: number;
  /** One sentence. */
  readonly text: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Answers with a sentence, and closes the connection. */
export function refuse(response: ServerResponse, { status, text, headers }: Refusal): void {
  const body = `${text}\n`;
  response.writeHead(status, {
    ...securityHeaders,
    'content-type': 'text/plain; charset=utf-8',
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
    connection: 'close',
    ...headers,
  });
  response.end(body);
}

/** The same, where there is nothing but the socket. */
export function endRefused(socket: Socket, { status, text }: Refusal): void {
  const body = `${text}\n`;
  const head = [
    `HTTP/1.1 ${status} Refused`,
    'Content-Type: text/plain; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
    '',
    body,
  ];
  socket.end(head.join('\r\n'), () => socket.destroy());
}
