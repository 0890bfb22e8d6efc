import type { MessagePipe } from './message-pipe.ts';
import { awaitPipe, joinPipes, offerPipe, type Port } from './port-pipe.ts';

/* The tab's end of what tabs share: see tab-hub.ts. */

/** A tab wants a connection; two ports come with it, one to talk and one to carry (see `admitTab`). */
export interface TabRequest {
  /** A lock that the tab holds as long as it lives. */
  readonly lock: string;
  /** The session that it would resume. */
  readonly session: string | undefined;
}

/** Asks a tab to connect to the server for the worker. */
export const carryWord = 'carry';

/**
 * A worker that does not say within so long that it is there does not run, in milliseconds: longer than a slow machine
 * takes to start one, and short enough that the tab can connect by itself in the time that an attempt has.
 */
const hereWithinMs = 6_000;

/** `SharedWorker.port`, in a browser or in a test. */
interface WorkerPort {
  postMessage(message: unknown, transfer: readonly unknown[]): void;
}

/** `navigator.locks`. */
export interface Locks {
  request(name: string, callback: () => unknown): Promise<unknown>;
}

/** The means by which a tab shares a connection. */
export interface SharingMeans {
  /**
   * Connects to the worker, `new SharedWorker(url).port`; one that has died is started anew.
   *
   * @param failed is called when its program cannot be loaded
   */
  worker(failed: () => void): WorkerPort;
  readonly locks: Locks;
  /** Connects to the server from this tab. */
  open(signal: AbortSignal): Promise<MessagePipe>;
}

/** Gives a pipe to the connection that the tabs of a session share. */
export type Share = (session: string | undefined, signal: AbortSignal) => Promise<MessagePipe>;

/**
 * Shares a connection with the other tabs. Where the worker does not run, the tab connects by itself, from then on.
 */
export function shareTabs({ worker, locks, open }: SharingMeans): Share {
  const lock = `partyline tab ${crypto.randomUUID()}`;
  // Nobody tells the worker that a tab has ended; it gets the lock then. So the tab has it before the worker asks for it.
  const held = new Promise<void>((resolve) => {
    void locks.request(lock, () => {
      resolve();
      return new Promise(() => {});
    });
  });
  let isAlone = false;
  return async (session, signal) => {
    await held;
    if (isAlone) return open(signal);
    const talk = new MessageChannel();
    const carrier = new MessageChannel();
    carryWhenAsked(carrier.port1 as unknown as Port, open);
    const silence = new AbortController();
    const timer = setTimeout(() => silence.abort(), hereWithinMs);
    const either = AbortSignal.any([signal, silence.signal]);
    const pipe = awaitPipe(talk.port1 as unknown as Port, either, () => clearTimeout(timer));
    worker(() => silence.abort()).postMessage({ lock, session } satisfies TabRequest, [
      talk.port2,
      carrier.port2,
    ]);
    try {
      return await pipe;
    } catch (error) {
      if (!silence.signal.aborted) throw error;
      isAlone = true;
      return open(signal);
    } finally {
      clearTimeout(timer);
    }
  };
}

/** How long the server may take to answer a tab that connects for the worker, in milliseconds. */
const connectTimeoutMs = 10_000;

/** Connects to the server for the worker once it asks. */
function carryWhenAsked(port: Port, open: SharingMeans['open']): void {
  port.addEventListener('message', async ({ data }) => {
    if (data !== carryWord) return;
    const { pipe, opened, failed } = offerPipe(port);
    try {
      const server = await open(AbortSignal.timeout(connectTimeoutMs));
      joinPipes(server, pipe);
      opened();
    } catch (error) {
      failed(error);
    }
  });
  port.start();
}
