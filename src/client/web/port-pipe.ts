import { ConnectionError } from '../core/failures.ts';
import type { MessagePipe, PipeListener } from './message-pipe.ts';

/*
 * A pipe over a port between a tab and the worker that all tabs share. What goes through is the payload of a
 * message; null at the end; and first words that say whether there is a connection.
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

/** The first words: somebody is there, and then whether the pipe can be used. */
type Opening =
  | { readonly type: 'here' | 'open' }
  | { readonly type: 'failed'; readonly words: string };

/** A pipe that can be ended on this side alone, where the other has died without a word. */
export interface EndingPipe extends MessagePipe {
  end(): void;
}

/** An end of a port as a pipe. */
class PortPipe implements EndingPipe {
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
 * The end of a port whose owner has the other side of a pipe, or gets it soon.
 *
 * @returns the pipe, and how the other end is told that it can begin, or why not
 */
export function offerPipe(port: Port): {
  readonly pipe: EndingPipe;
  opened(): void;
  failed(error: unknown): void;
} {
  const pipe = new PortPipe(port);
  port.addEventListener('message', ({ data }) => pipe.take(data));
  port.start();
  const tell = (opening: Opening) => port.postMessage(opening);
  tell({ type: 'here' });
  return {
    pipe,
    opened: () => tell({ type: 'open' }),
    failed: (error) => {
      tell({ type: 'failed', words: error instanceof Error ? error.message : String(error) });
      pipe.close();
    },
  };
}

/**
 * The end of a port whose owner waits until the pipe can be used.
 *
 * @param here is called when the other end says that it is there at all
 * @throws (by rejection) ConnectionError when it cannot be used; the signal's reason
 */
export async function awaitPipe(
  port: Port,
  signal: AbortSignal,
  here = (): void => {},
): Promise<EndingPipe> {
  signal.throwIfAborted();
  const pipe = new PortPipe(port);
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const stop = () => reject(signal.reason);
  signal.addEventListener('abort', stop, { once: true });
  port.addEventListener('message', ({ data }) => {
    const opening = data as Opening | null;
    if (isPayload(data) || opening === null) pipe.take(data);
    else if (opening.type === 'here') here();
    else if (opening.type === 'failed') reject(new ConnectionError(opening.words));
    else resolve();
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

/** Lets everything that comes out of one pipe go into the other, until one of them is closed. */
export function joinPipes(one: MessagePipe, other: MessagePipe): void {
  for (const [from, to] of [
    [one, other],
    [other, one],
  ] as const) {
    from.listen({ message: (payload) => to.send(payload), closed: () => to.close() });
  }
}
