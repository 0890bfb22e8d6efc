import { Worker } from 'node:worker_threads';
import type { NatsConnection } from '@nats-io/transport-node';
import { systemClock } from '../base/clock.ts';
import type { Proposal } from '../chat/proposals.ts';
import { connectToCluster } from '../cluster/connection.ts';
import { findStream, jetStreamOf, type LineStream } from '../cluster/line-stream.ts';
import { NatsBus } from '../cluster/nats-bus.ts';
import { type ClusterOptions, usualClusterName } from '../cluster/options.ts';
import { assertRights } from '../cluster/rights.ts';
import { type DataFolder, databaseName } from '../store/data-folder.ts';
import { usualMinFreeBytes } from './local.ts';
import type { LocalStorageOptions } from './local-storage.ts';
import { openStorage } from './open-storage.ts';
import type { Storage } from './storage.ts';
import { ready, ThreadJournal } from './thread-journal.ts';
import type { JetStreamData } from './thread-messages.ts';

/* The storage of one node of several: the order is a stream of NATS JetStream, and SQLite follows it. */

/** A node's way into its cluster. */
export interface Cluster {
  readonly options: ClusterOptions;
  readonly connection: NatsConnection;
  /** The stream as it was found; undefined: the line has none yet. */
  readonly stream: LineStream | undefined;
}

/** How the storage of a node is opened. */
export interface ReplicatedStorageOptions extends LocalStorageOptions {
  /** Hash of the line's keys: see `keysHash`. */
  readonly keys: string;
  /** Is told how many of the entries that the stream held at the start are stored. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** An entry has room for this, in bytes; a message of the nats-servers holds twice as much. */
const maxEntryBytes = 512 * 1024;
const maxBatchProposals = 4_096;
/** The most that a post takes in an entry beside its content, in bytes. */
const bytesPerPost = 128;
/** The most that a UTF-16 code unit takes in JSON within JSON, in bytes. */
const bytesPerUnit = 3;

/**
 * Reaches the cluster of a line, before anything is done to the data folder.
 *
 * @throws InputError (by rejection) when it cannot be reached, or holds something else
 */
export async function reachCluster(options: ClusterOptions): Promise<Cluster> {
  const connection = await connectToCluster(options, 'node');
  try {
    const manager = await jetStreamOf(connection);
    await assertRights(connection, options.name);
    const stream = await findStream(manager, options.name);
    return { options, connection, stream };
  } catch (error) {
    await connection.close();
    throw error;
  }
}

/**
 * Opens what a data folder keeps as a node of a cluster: the stream of the line is made where there is none, and all
 * that it holds is applied to the database, which is built anew where it is missing or damaged. Resolves then; rejects
 * with InputError when the folder cannot follow the stream.
 *
 * @param folder held by this process, until the storage is closed
 * @param cluster the connection is closed with the storage, or when that cannot be opened
 */
export async function openReplicated(
  folder: DataFolder,
  { options: cluster, connection }: Pick<Cluster, 'options' | 'connection'>,
  options: ReplicatedStorageOptions,
): Promise<Storage> {
  const { clock = systemClock, minFreeBytes = usualMinFreeBytes, keys, onProgress } = options;
  const { mayBegin = true, shrinks = false, log } = options;
  const file = folder.file(databaseName);
  const workerFile = new URL('./jetstream-worker.ts', import.meta.url);
  const workerData: JetStreamData = { file, minFreeBytes, mayBegin, shrinks, cluster, keys };
  const release = () => connection.close();
  try {
    const worker = new Worker(workerFile, { workerData });
    await ready(worker, onProgress);
    const journal = new ThreadJournal(worker, {
      ...(log && { log }),
      batchLength,
      isShared: true,
    });
    const bus = new NatsBus(connection, cluster.name ?? usualClusterName);
    return await openStorage(folder, { journal, bus, now: clock.now(), minFreeBytes, release });
  } catch (error) {
    await release();
    throw error;
  }
}

/** How many of the proposals go into the next entry: as many as have room in it, and one at least. */
function batchLength(proposals: readonly Proposal[]): number {
  let bytes = 0;
  let length = 0;
  for (const proposal of proposals) {
    bytes += bytesOf(proposal);
    if (length === maxBatchProposals || (length > 0 && bytes > maxEntryBytes)) break;
    length += 1;
  }
  return length;
}

/** The most that a proposal takes in an entry, or a little less. */
function bytesOf(proposal: Proposal): number {
  if (proposal.type !== 'post') return JSON.stringify(proposal).length * bytesPerUnit;
  return proposal.content.length * bytesPerUnit + bytesPerPost;
}
