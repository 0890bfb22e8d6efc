import type { MessagePipe } from './message-pipe.ts';
import { type Port, tabPipe, workerPipe } from './port-pipe.ts';
import type { TabHub } from './tab-hub.ts';

/*
 * The two ends between which tabs and their worker meet. A tab sends the worker a port for each connection that it
 * wants; the worker learns of the end of a tab, which nobody tells it, by a lock that the tab holds while it lives.
 */

/** A tab wants a connection; its port comes with it. */
export interface TabRequest {
  /** The lock that the tab holds. */
  readonly lock: string;
  /** The session that it would resume. */
  readonly session: string | undefined;
}

/** A port that can be handed over, in a browser or in a test. */
interface TransferringPort {
  postMessage(message: unknown, transfer: readonly unknown[]): void;
}

/** `navigator.locks`. */
interface Locks {
  request(name: string, callback: () => unknown): Promise<unknown>;
}

/**
 * The tab's end: gives pipes to the connection that the tabs share.
 *
 * @param means.worker connects to the worker: `() => new SharedWorker(url).port`; one that has died is started anew
 */
export function shareTabs(means: {
  worker(): TransferringPort;
  readonly locks: Locks;
}): (session: string | undefined, signal: AbortSignal) => Promise<MessagePipe> {
  const lock = `partyline tab ${crypto.randomUUID()}`;
  // Held as long as the tab lives.
  void means.locks.request(lock, () => new Promise(() => {}));
  return (session, signal) => {
    const { port1, port2 } = new MessageChannel();
    const pipe = tabPipe(port1 as unknown as Port, signal);
    means.worker().postMessage({ lock, session } satisfies TabRequest, [port2]);
    return pipe;
  };
}

/**
 * The worker's end: brings a tab to the hub.
 *
 * @param port that came with the request
 */
export function admitTab(
  hub: TabHub,
  { lock, session }: TabRequest,
  port: Port,
  locks: Locks,
): void {
  const { pipe, opened, failed } = workerPipe(port);
  void locks.request(lock, () => pipe.end());
  hub
    .add(pipe, session)
    .then(opened, (error: unknown) =>
      failed(error instanceof Error ? error.message : String(error)),
    );
}
