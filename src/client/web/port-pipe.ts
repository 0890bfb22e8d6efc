import { ConnectionError } from '../core/failures.ts';
import type { MessagePipe, PipeListener } from './message-pipe.ts';

/*
 * A pipe over a port between a tab and the worker that all tabs share. What goes through is the payload of a
 * message; null at the end; and from the worker first a word whether it has a connection.
 */

/** The end of a port that is used here. */
export interface Port {
  postMessage(message: unknown): void;
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void;
  start(): void;
  close(): void;
}

/** Whether it is a payload, of whatever part of the browser. */
function isPayload(data: unknown): data is Uint8Array {
  return ArrayBuffer.isView(data);
}

/** The first word of the worker. */
type Opening = { readonly type: 'open' } | { readonly type: 'failed'; readonly words: string };

/** An end of a port as a pipe; `end` closes it as if the other end had. */
class PortPipe implements MessagePipe {
  /** A port takes everything at once. */
  readonly bufferedBytes = 0;
  readonly #port: Port;
  #listener: PipeListener | undefined;
  #isClosed = false;

  constructor(port: Port) {
    this.#port = port;
  }

  listen(listener: PipeListener): void {
    this.#listener = listener;
    if (this.#isClosed) listener.closed();
  }

  send(payload: Uint8Array): void {
    if (!this.#isClosed) this.#port.postMessage(payload);
  }

  close(): void {
    if (this.#isClosed) return;
    this.#port.postMessage(null);
    // As of a WebSocket, the end is told in a later turn.
    queueMicrotask(() => this.end());
  }

  /** Nothing comes any more. */
  end(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#port.close();
    this.#listener?.closed();
  }

  /** Takes what came through the port. */
  take(data: unknown): void {
    if (isPayload(data)) this.#listener?.message(data);
    else if (data === null) this.end();
  }
}

/**
 * The worker's end.
 *
 * @returns the pipe, and how it tells the tab that there is a connection, or why not
 */
export function workerPipe(port: Port): {
  readonly pipe: MessagePipe & { end(): void };
  opened(): void;
  failed(words: string): void;
} {
  const pipe = new PortPipe(port);
  port.addEventListener('message', ({ data }) => pipe.take(data));
  port.start();
  return {
    pipe,
    opened: () => port.postMessage({ type: 'open' } satisfies Opening),
    failed: (words) => {
      port.postMessage({ type: 'failed', words } satisfies Opening);
      pipe.close();
    },
  };
}

/**
 * The tab's end; resolves when the worker has a connection.
 *
 * @throws (by rejection) ConnectionError when it gets none; the signal's reason
 */
export async function tabPipe(port: Port, signal: AbortSignal): Promise<MessagePipe> {
  signal.throwIfAborted();
  const pipe = new PortPipe(port);
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const stop = () => reject(signal.reason);
  signal.addEventListener('abort', stop, { once: true });
  port.addEventListener('message', ({ data }) => {
    const opening = data as Opening | null;
    if (isPayload(data) || opening === null) pipe.take(data);
    else if (opening.type === 'open') resolve();
    else reject(new ConnectionError(opening.words));
  });
  port.start();
  try {
    await promise;
    return pipe;
  } catch (error) {
    pipe.close();
    throw error;
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
