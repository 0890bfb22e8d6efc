import { ClearMessageSocket } from '../../src/wire/message-socket.ts';

/** WebSockets that were opened, for a test to cut. */
export interface FakeWebSockets {
  /** Stands in the place of `WebSocket` on a page. */
  readonly WebSocket: new (
    url: string,
  ) => EventTarget;
  /** How many were opened so far. */
  readonly count: number;
  /** Cuts all that are open. */
  cutAll(): void;
}

/**
 * WebSockets that lead to a server which speaks frames in clear text: what a page sends as one text message
 * goes there as one frame, and back.
 */
export function fakeWebSockets(): FakeWebSockets {
  const open = new Set<ClearMessageSocket>();
  let count = 0;

  class FakeWebSocket extends EventTarget {
    readonly OPEN = 1;
    readonly bufferedAmount = 0;
    readyState = 0;
    readonly #socket = new ClearMessageSocket();

    constructor(url: string) {
      super();
      count += 1;
      const { hostname, port } = new URL(url);
      this.#socket.on('error', () => {});
      this.#socket.on('close', () => this.#close());
      this.#socket.connect({ host: hostname, port: Number(port) }, () => void this.#open());
    }

    send(text: string): void {
      void this.#socket.sendMessage(text).catch(() => {});
    }

    close(): void {
      this.#socket.end();
      this.#socket.destroySoon();
    }

    async #open(): Promise<void> {
      open.add(this.#socket);
      this.readyState = this.OPEN;
      this.dispatchEvent(new Event('open'));
      try {
        for await (const data of this.#socket.messages()) {
          this.dispatchEvent(new MessageEvent('message', { data }));
        }
      } catch {
        // The socket broke: its close is told.
      }
      this.#socket.destroy();
    }

    #close(): void {
      open.delete(this.#socket);
      this.readyState = 3;
      this.dispatchEvent(new Event('close'));
    }
  }

  return {
    WebSocket: FakeWebSocket,
    get count() {
      return count;
    },
    cutAll: () => {
      for (const socket of open) socket.destroy();
    },
  };
}
