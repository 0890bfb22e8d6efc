import { once } from 'node:events';
import { chmodSync, renameSync, rmSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { toPartylineError } from '../../base/errors.ts';
import type { RequestFields } from '../../wire/requests.ts';
import type { Lender } from '../core/profile.ts';

/*
 * The door of a client on this machine: other programs of its person, such as `partyline token`, have it ask
 * the server for what only the own connection of a device may do.
 */

/** The requests that a client makes for other programs of its person. */
export const lentRequests = ['sessions', 'token.create', 'session.revoke'] as const;
/** One of these requests. */
export type LentRequest = (typeof lentRequests)[number];

/** A request as it comes through the door: one line of JSON, and the end. */
export type DoorRequest =
  | { readonly type: LentRequest; readonly fields: RequestFields<LentRequest> }
  /** For the server's clock, which the client knows. */
  | { readonly type: 'server.time' };

/** Longest request, in characters. */
const maxRequestLength = 16 * 1024;

/** An open door. */
export interface AccountDoor {
  close(): void;
}

/**
 * Opens the door at a path, in place of that of an earlier client. The caller holds the lease that belongs to
 * the path. It keeps no process alive.
 *
 * @throws Error of the operating system, such as for a path that is too long for a socket
 */
export async function openAccountDoor(path: string, lender: Lender): Promise<AccountDoor> {
  const isFile = process.platform !== 'win32';
  // Under its second name it is its owner's alone; the first is removed by Node when it is closed.
  const firstPath = isFile ? `${path}.new` : path;
  if (isFile) rmSync(firstPath, { force: true });
  const server = createServer({ allowHalfOpen: true }, (socket) => void answer(socket, lender));
  server.unref();
  server.listen(firstPath);
  await once(server, 'listening');
  if (isFile) {
    chmodSync(firstPath, 0o600);
    renameSync(firstPath, path);
  }
  return {
    close: () => {
      server.close();
      if (isFile) rmSync(path, { force: true });
    },
  };
}

async function answer(socket: Socket, { ask, serverTime }: Lender): Promise<void> {
  socket.on('error', () => {});
  try {
    const request = await readRequest(socket);
    const { type } = request;
    const answer = type === 'server.time' ? serverTime() : await ask(type, request.fields);
    socket.end(JSON.stringify({ answer }));
  } catch (error) {
    const { code, message } = toPartylineError(error);
    socket.end(JSON.stringify({ error: { code, message: (error as Error).message || message } }));
  }
}

async function readRequest(socket: Socket): Promise<DoorRequest> {
  let text = '';
  for await (const chunk of socket.setEncoding('utf8')) {
    text += chunk;
    if (text.length > maxRequestLength) throw new Error('The request is too long.');
  }
  const request: DoorRequest = JSON.parse(text);
  if (request.type !== 'server.time' && !lentRequests.includes(request.type))
    throw new Error('No client makes this request.');
  return request;
}
