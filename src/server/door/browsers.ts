import type { Socket } from 'node:net';
import type { Log } from '../../base/log.ts';
import { MessageChannel } from '../../wire/message-channel.ts';
import { webBindingTypes } from '../../words/binding-type.ts';
import type { Bounds } from '../bounds.ts';
import type { SentFiles } from '../web/send-file.ts';
import type { OpenedWebSocket, Visit } from '../web/visit.ts';
import type { WebDoor } from '../web/web-door.ts';
import type { WebOptions } from '../web/web-options.ts';
import type { AcceptedConnection } from './accepted-connection.ts';

/** The ways in which a connection is named and read. */
export type Way = Pick<AcceptedConnection, 'bindings' | 'binding' | 'openChannel'>;

/** A connection as the door knows it that it came through. */
export interface Origin {
  readonly address: string;
  readonly log: Log;
  readonly isTooMany: boolean;
}

/** The parts of the listener that browsers need. */
export interface BrowsersParts {
  readonly options: WebOptions;
  readonly files: SentFiles;
  readonly bounds: Pick<Bounds, 'tlsTimeoutMs'>;
  /** Gives the certificate of the server, DER; undefined without TLS. */
  readonly certificate: (() => Uint8Array) | undefined;
  /** Lets a connection wait to be logged in; returns how it leaves. */
  wait(socket: Socket, address: string): () => void;
  /** Takes a connection whose first message is due, and which waits until `leave`. */
  accept(origin: Origin, leave: () => void, way: Way): void;
}

/**
 * Connections that speak HTTP, and what becomes of them. The code for them is loaded when the first one comes, so
 * that a line without browsers starts as fast and as small as ever.
 */
export class Browsers {
  readonly #parts: BrowsersParts;
  #door: Promise<WebDoor> | undefined;
  #isClosed = false;

  constructor(parts: BrowsersParts) {
    this.#parts = parts;
  }

  /** Takes a connection that speaks HTTP. */
  take(visit: Visit): void {
    const { socket, log } = visit;
    this.#door ??= this.#open();
    this.#door.then(
      (door) => {
        if (this.#isClosed || socket.destroyed) socket.destroy();
        else door.take(visit);
      },
      (error: unknown) => {
        log.error('web.failed', { error });
        socket.destroy();
      },
    );
  }

  /** Cuts all that speak HTTP, and takes no more; WebSockets go on. */
  close(): void {
    this.#isClosed = true;
    void this.#door?.then((door) => door.close()).catch(() => {});
  }

  async #open(): Promise<WebDoor> {
    const { options, files, bounds, certificate } = this.#parts;
    const { WebDoor } = await import('../web/web-door.ts');
    return new WebDoor({ options, files, bounds, certificate, opened: this.#opened });
  }

  /** Takes a WebSocket of a page; one behind a proxy waits among those of its own network. */
  readonly #opened = (visit: Visit, { frames, address, origin }: OpenedWebSocket): void => {
    const { socket, log, isTooMany } = visit;
    let { leave } = visit;
    if (address !== visit.address) {
      leave();
      leave = this.#parts.wait(socket, address);
    }
    log.info('web.opened', { address, origin });
    this.#parts.accept({ address, log, isTooMany }, leave, {
      bindings: webBindingTypes,
      binding: () => Buffer.from(origin),
      openChannel: (maxFrameBytes, handlers) => new MessageChannel(frames, maxFrameBytes, handlers),
    });
  };
}
