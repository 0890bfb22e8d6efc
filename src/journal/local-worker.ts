/*
 * The thread of the local journal. It owns the only connection that writes: takes a batch, decides on
 * it by the rules, commits it with one flush to the disk, and only then tells the outcomes.
 */
import { flushCompileCache } from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';
import { InputError } from '../base/errors.ts';
import { growYoungObjects } from '../base/young-objects.ts';
import { StreamPosition } from '../store/stream-position.ts';
import { packOutcomes, unpackProposals } from './packing.ts';
import type { StoreData, ToWorker } from './thread-messages.ts';
import { openThreadStore, type ThreadStore, tell } from './thread-store.ts';

function start(): void {
  const store = openThreadStore(workerData as StoreData);
  if (store === undefined) return;
  if (new StreamPosition(store.database).place !== undefined) {
    store.fail(inCluster());
    return;
  }
  parentPort?.on('message', (message: ToWorker) => {
    store.failing(() => {
      if (message.type === 'close') store.close();
      else if (message.type === 'batch') commit(store, message);
    });
  });
  flushCompileCache();
  growYoungObjects();
  tell({ type: 'ready' });
}

function inCluster(): InputError {
  return new InputError(
    'The line in this data folder runs on several machines: start it with --cluster, as before. To go on with this machine alone, for good, run partyline cluster leave first.',
  );
}

function commit(store: ThreadStore, message: ToWorker & { readonly type: 'batch' }): void {
  const { rulesVersion } = message;
  const begunMs = performance.now();
  const proposals = unpackProposals(message.proposals);
  const outcomes = store.gate.pass(proposals, (passed) =>
    store.committer.commit({ rulesVersion, proposals: passed }),
  );
  store.assertInPlace();
  const tookMs = performance.now() - begunMs;
  tell({ type: 'committed', outcomes: packOutcomes(proposals, outcomes), tookMs });
  store.tidy();
}

start();
