import { once } from 'node:events';
import { chmodSync, lstatSync, renameSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { type Duplex, duplexPair } from 'node:stream';
import { InputError } from '../../base/errors.ts';
import { type FileIdentity, identityAt, isInPlace } from '../../base/file-identity.ts';
import { randomId } from '../../base/ids.ts';
import { localSocketPath } from '../../base/local-socket.ts';
import type { Log } from '../../base/log.ts';
import { localAddress } from '../../chat/local-session.ts';
import { MessageChannel } from '../../wire/message-channel.ts';
import { clearBindingTypes } from '../../words/binding-type.ts';
import type { AcceptedConnection } from './accepted-connection.ts';

/** Bytes that the path of a Unix socket may have on every system (macOS has the least). */
const maxPathBytes = 103;

/**
 * The door at the server itself. A person who comes through it is the operator: it is a socket that only its
 * owner can open (0600), or a stream within this process.
 */
export class LocalDoor {
  readonly #log: Log;
  readonly #accepted: (connection: AcceptedConnection) => void;
  #server: Server | undefined;
  /** The socket in the data folder. */
  #socket: { readonly path: string; readonly identity: FileIdentity | undefined } | undefined;
  #count = 0;

  /** @param accepted is given every connection */
  constructor(log: Log, accepted: (connection: AcceptedConnection) => void) {
    this.#log = log;
    this.#accepted = accepted;
  }

  /**
   * Listens on the socket of a data folder, whose lock the caller holds, in place of the socket of an earlier
   * server.
   *
   * @throws InputError when the path is too long for a socket, or something else is there
   */
  async listen(dataFolder: string, platform: NodeJS.Platform): Promise<void> {
    const path = localSocketPath(dataFolder, platform);
    const isFile = platform !== 'win32';
    if (isFile) assertUsable(path);
    // A socket's first name is removed when it is closed, whoever may have the name by then: it gets another.
    const firstPath = isFile ? join(dataFolder, `new-${randomId(5)}`) : path;
    const server = createServer((socket) => this.#accept(socket));
    this.#server = server;
    server.listen(firstPath);
    await once(server, 'listening');
    if (!isFile) return;
    chmodSync(firstPath, 0o600);
    renameSync(firstPath, path);
    this.#socket = { path, identity: identityAt(path) };
  }

  /** A stream to the server within this process. */
  open(): Duplex {
    const [near, far] = duplexPair();
    this.#accept(far);
    return near;
  }

  /** Accepts no more; connections handed over go on. */
  close(): void {
    this.#server?.close();
    const { path, identity } = this.#socket ?? {};
    if (path !== undefined && identity !== undefined && isInPlace(path, identity)) rmSync(path);
    this.#socket = undefined;
  }

  #accept(stream: Duplex): void {
    this.#count += 1;
    const log = this.#log.child({ console: this.#count });
    stream.on('error', (error) => log.debug('socket.error', { error: error.message }));
    log.info('connection.opened', { address: localAddress });
    this.#accepted({
      address: localAddress,
      isLocal: true,
      isTooMany: false,
      log,
      waitedMs: 0,
      bindings: clearBindingTypes,
      binding: () => new Uint8Array(),
      openChannel: (maxFrameBytes, handlers) => new MessageChannel(stream, maxFrameBytes, handlers),
      admitted: () => {},
    });
  }
}

function assertUsable(path: string): void {
  if (Buffer.byteLength(path) > maxPathBytes) {
    throw new InputError(
      `No console can be attached: ${path} is longer than the ${maxPathBytes} bytes a socket's path may have. ` +
        'Choose a shorter data folder with --data.',
    );
  }
  const present = lstatSync(path, { throwIfNoEntry: false });
  if (present === undefined || present.isSocket()) return;
  throw new InputError(
    `No console can be attached: ${path} is in the way, and is not the socket of a server. Move it away.`,
  );
}
