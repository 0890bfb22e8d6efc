// The program of the worker that all tabs of a browser share: see tab-hub.ts. The build makes a file of it, which
// the page starts as a SharedWorker.
import { webSocketUrl } from './page-address.ts';
import type { Port } from './port-pipe.ts';
import { admitTab, type TabRequest } from './share-tabs.ts';
import { TabHub } from './tab-hub.ts';
import { openWebSocketPipe } from './web-socket-pipe.ts';

/** The little of a shared worker that is used here; the compiler knows no browser in this part of the source. */
interface SharedWorkerScope {
  readonly location: { readonly origin: string };
  readonly navigator: { readonly locks: Parameters<typeof admitTab>[3] };
  onconnect: ((event: { readonly ports: readonly TabPort[] }) => void) | null;
}

interface TabPort {
  onmessage:
    | ((event: { readonly data: TabRequest; readonly ports: readonly Port[] }) => void)
    | null;
}

/** How long the server may take to answer, in milliseconds. */
const connectTimeoutMs = 10_000;

const scope = globalThis as unknown as SharedWorkerScope;
const url = webSocketUrl(scope.location);
const hub = new TabHub(() => openWebSocketPipe(url, AbortSignal.timeout(connectTimeoutMs)));

scope.onconnect = ({ ports }) => {
  for (const port of ports) {
    port.onmessage = ({ data, ports: [own] }) => {
      if (own !== undefined) admitTab(hub, data, own, scope.navigator.locks);
    };
  }
};
