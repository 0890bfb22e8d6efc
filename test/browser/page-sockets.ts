import { WebSocket } from 'ws';

/** The WebSockets of pages in tests. */
export interface PageSockets {
  /** Stands in the place of `WebSocket` on a page of this origin. */
  readonly WebSocket: new (
    url: string,
    protocol: string,
  ) => EventTarget;
  /** How many were opened so far, and how many are open. */
  readonly count: number;
  readonly open: number;
  /** Cuts all that are open. */
  cutAll(): void;
}

/** WebSockets as a browser opens them from a page, which names its origin and was asked about the certificate. */
export function pageSockets(origin: string): PageSockets {
  const open = new Set<WebSocket>();
  let count = 0;

  class PageWebSocket extends WebSocket {
    constructor(url: string, protocol: string) {
      super(url, protocol, { origin, rejectUnauthorized: false });
      count += 1;
      this.on('open', () => open.add(this));
      this.on('close', () => open.delete(this));
      this.on('error', () => {});
    }
  }

  return {
    WebSocket: PageWebSocket as unknown as PageSockets['WebSocket'],
    get count() {
      return count;
    },
    get open() {
      return open.size;
    },
    cutAll: () => {
      for (const socket of open) socket.terminate();
    },
  };
}
