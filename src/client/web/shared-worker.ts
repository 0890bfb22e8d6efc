// The program of the worker that all tabs of a browser share: see tab-hub.ts. The build makes a file of it, which
// the page starts as a SharedWorker.
import { admitTab } from './admit-tab.ts';
import { webSocketUrl } from './page-address.ts';
import type { Port } from './port-pipe.ts';
import type { Locks, TabRequest } from './share-tabs.ts';
import { TabHub } from './tab-hub.ts';
import { openWebSocketPipe } from './web-socket-pipe.ts';

/** The little of a shared worker that is used here; the compiler knows no browser in this part of the source. */
interface SharedWorkerScope {
  readonly location: { readonly origin: string };
  readonly navigator: { readonly locks: Locks };
  onconnect: ((event: { readonly ports: readonly TabPort[] }) => void) | null;
}

interface TabPort {
  onmessage:
    | ((event: { readonly data: TabRequest; readonly ports: readonly Port[] }) => void)
    | null;
}

/** How long the server may take to answer the worker itself, in milliseconds. */
const connectTimeoutMs = 4_000;

const scope = globalThis as unknown as SharedWorkerScope;
const url = webSocketUrl(scope.location);
const hub = new TabHub(() => openWebSocketPipe(url, AbortSignal.timeout(connectTimeoutMs)));

scope.onconnect = (connected) => {
  for (const port of connected.ports) {
    port.onmessage = ({ data, ports }) => admitTab(hub, data, ports, scope.navigator.locks);
  }
};
