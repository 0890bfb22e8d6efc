import type { MessagePipe } from './message-pipe.ts';
import { awaitPipe, type EndingPipe, offerPipe, type Port } from './port-pipe.ts';
import { carryWord, type Locks, type TabRequest } from './share-tabs.ts';
import type { TabHub } from './tab-hub.ts';

/** How long a tab may take to connect for the worker, in milliseconds. */
const carryTimeoutMs = 12_000;

/**
 * The worker's end of what tabs share: brings a tab to the hub. Where the worker itself does not reach the server, the
 * tab connects for it: a browser that was told to go on past a certificate that it does not know does so in tabs alone.
 *
 * @param ports those that came with the request
 */
export function admitTab(
  hub: TabHub,
  { lock, session }: TabRequest,
  [talk, carrier]: readonly Port[],
  locks: Locks,
): void {
  if (talk === undefined || carrier === undefined) return;
  const { pipe, opened, failed } = offerPipe(talk);
  let carried: EndingPipe | undefined;
  const carry = async (): Promise<MessagePipe> => {
    const awaited = awaitPipe(carrier, AbortSignal.timeout(carryTimeoutMs));
    carrier.postMessage(carryWord);
    carried = await awaited;
    return carried;
  };
  void locks.request(lock, () => {
    pipe.end();
    carried?.end();
  });
  const unused = () => {
    if (carried === undefined) carrier.close();
  };
  hub.add(pipe, session, carry).then(opened, failed).finally(unused);
}
