/*
 * The thread of a node's journal. It owns the only connection to the database that writes, and a connection of its own
 * to the nats-servers: it puts the node's batches in order, and applies what is in the order, by whomever, to the store.
 */
import { existsSync, renameSync } from 'node:fs';
import { flushCompileCache } from 'node:module';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { type JetStreamManager, jetstream } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { DamageError, InputError, UnreachableError } from '../base/errors.ts';
import { randomId } from '../base/ids.ts';
import { growYoungObjects } from '../base/young-objects.ts';
import { epochOf } from '../chat/line.ts';
import type { Proposal } from '../chat/proposals.ts';
import { connectToCluster } from '../cluster/connection.ts';
import {
  assertKeys,
  createStream,
  entrySubject,
  findStream,
  jetStreamOf,
  type LineStream,
  type StoreFacts,
} from '../cluster/line-stream.ts';
import { usualClusterName } from '../cluster/options.ts';
import { toPlainError } from '../store/plain-error.ts';
import { writeEntry } from './entry.ts';
import { EntryPublisher } from './entry-publisher.ts';
import { EntryReader } from './entry-reader.ts';
import { packOutcomes, packProposals, unpackProposals } from './packing.ts';
import { ReachWatch } from './reach-watch.ts';
import { type AppliedEntry, ahead, Replica, type StreamEntry } from './replica.ts';
import { admitted, amongKeptOut } from './space-gate.ts';
import type { JetStreamData, ToWorker } from './thread-messages.ts';
import { ThreadStore, tell } from './thread-store.ts';

/**
 * So much is decided in one transaction while the store catches up, in bytes and in entries: more of those live for so
 * long that V8 takes them for old objects.
 */
const togetherBytes = 4 * 1024 * 1024;
const togetherEntries = 1_000;
/** How often the progress of that is told, in milliseconds. */
const progressEveryMs = 250;
/** Batches of other nodes that the main thread has not taken: more are left in the stream. */
const maxUntaken = 16;
/** How often the state of the order is looked at, in milliseconds; the nats-servers are asked every few times. */
const lookEveryMs = 500;
const looksPerProbe = 8;
/** How long a node that stops waits for the order that it cannot reach, in milliseconds. */
const closeWithinMs = 3_000;

/** A batch of this node that is not stored yet. */
interface OwnBatch {
  readonly proposals: readonly Proposal[];
  /** Which of its proposals are kept out for want of room; undefined: none. */
  readonly keptOut: readonly boolean[] | undefined;
}

class JetStreamThread {
  readonly #store: ThreadStore;
  readonly #connection: NatsConnection;
  readonly #manager: JetStreamManager;
  readonly #stream: LineStream;
  readonly #name: string;
  readonly #replica: Replica;
  readonly #reader: EntryReader;
  readonly #publisher: EntryPublisher;
  readonly #reach = new ReachWatch((reach) => tell({ type: 'reach', ...reach }));
  readonly #writer = randomId(16);
  #batches = 0;
  #own: OwnBatch | undefined;
  #untaken = 0;
  #onTaken: (() => void) | undefined;
  #looks = 0;
  /** Where the store was when the nats-servers were asked last, if they had more by then. */
  #behindAt: number | undefined;
  #look: NodeJS.Timeout | undefined;
  /** When a node that stops gives up what it cannot put in order. */
  #abandonAtMs = Number.POSITIVE_INFINITY;
  #hasEnded = false;

  constructor(
    store: ThreadStore,
    { connection, manager, stream, name }: Way & { readonly stream: LineStream },
  ) {
    this.#store = store;
    this.#connection = connection;
    this.#manager = manager;
    this.#stream = stream;
    this.#name = name;
    this.#replica = new Replica(store, stream);
    const client = jetstream(connection);
    this.#reader = new EntryReader({
      client,
      manager,
      stream: name,
      entryBytes: stream.entryBytes,
    });
    this.#publisher = new EntryPublisher({
      client,
      stream: name,
      subject: entrySubject(name),
      writer: this.#writer,
      reach: this.#reach,
      lost: ({ seq, duplicate }) => {
        const stored = this.#replica.sequence;
        if (seq <= stored && !duplicate) this.#fail(ahead(stored, seq));
        else this.#reader.restart();
      },
    });
  }

  /** Applies what the stream holds, tells that the journal is ready, and goes on for as long as it is wanted. */
  async run(): Promise<void> {
    try {
      growYoungObjects();
      const entries = this.#reader.entriesAfter(this.#replica.sequence);
      this.#look = setInterval(() => void this.#lookAround(), lookEveryMs);
      void this.#followConnection();
      await this.#catchUp(entries);
      this.#reader.settle();
      parentPort?.on('message', (message: ToWorker) => {
        this.#store.failing(() => this.#take(message));
      });
      flushCompileCache();
      tell({ type: 'ready' });
      for await (const group of entries) for (const entry of group) await this.#apply(entry);
    } catch (error) {
      this.#fail(error);
    }
  }

  /** Nobody waits for these outcomes: what is lost by a power failure now comes again. */
  async #catchUp(entries: AsyncGenerator<readonly StreamEntry[], void, undefined>): Promise<void> {
    const first = this.#replica.sequence;
    const { lastSequence } = this.#stream;
    const { database } = this.#store;
    if (first >= lastSequence) return;
    database.exec('PRAGMA synchronous = NORMAL');
    let toldMs = Number.NEGATIVE_INFINITY;
    for (let isDone = false; !isDone; ) {
      const together: StreamEntry[] = [];
      for (let bytes = 0; isRoom(together.length, bytes) && !isDone; ) {
        const { value: group } = await entries.next();
        if (group === undefined) return;
        for (const entry of group) {
          together.push(entry);
          bytes += entry.bytes.length;
          isDone = entry.sequence >= lastSequence;
        }
      }
      this.#replica.applyTogether(together);
      this.#store.assertInPlace();
      this.#store.tidy();
      if (performance.now() - toldMs < progressEveryMs && !isDone) continue;
      toldMs = performance.now();
      const done = this.#replica.sequence - first;
      tell({ type: 'progress', done, total: lastSequence - first });
    }
    database.exec('PRAGMA synchronous = FULL');
  }

  async #apply(entry: StreamEntry): Promise<void> {
    if (this.#hasEnded) return;
    const applied = this.#replica.apply(entry);
    this.#store.assertInPlace();
    if (this.#publisher.saw(applied.writer, applied.number)) this.#answer(applied);
    else this.#tellForeign(applied);
    this.#store.tidy();
    // The port and the connection have their turn, however many entries there are.
    await nextTurn();
    while (this.#untaken >= maxUntaken && !this.#hasEnded) {
      await new Promise<void>((resolve) => {
        this.#onTaken = resolve;
      });
    }
  }

  #take(message: ToWorker): void {
    if (message.type === 'batch') this.#propose(message);
    else if (message.type === 'taken') {
      this.#untaken -= 1;
      this.#onTaken?.();
    } else if (message.type === 'closing') {
      this.#abandonAtMs = performance.now() + closeWithinMs;
    } else {
      this.#end();
      this.#store.close();
    }
  }

  #propose({ rulesVersion, proposals: packed }: ToWorker & { readonly type: 'batch' }): void {
    const { gate } = this.#store;
    const proposals = unpackProposals(packed);
    const keptOut = gate.keptOut(proposals);
    this.#batches += 1;
    this.#own = { proposals, keptOut };
    const entry = {
      rulesVersion,
      writer: this.#writer,
      number: this.#batches,
      proposals: keptOut === undefined ? packed : packProposals(admitted(keptOut, proposals)),
    };
    this.#publisher.publish(this.#batches, writeEntry(entry));
  }

  #answer({ outcomes = [], tookMs }: AppliedEntry): void {
    const { proposals, keptOut } = this.#own as OwnBatch;
    const all = keptOut === undefined ? outcomes : amongKeptOut(keptOut, outcomes);
    tell({ type: 'committed', outcomes: packOutcomes(proposals, all), tookMs });
  }

  #tellForeign({ proposals, unpacked, outcomes, tookMs }: AppliedEntry): void {
    if (outcomes === undefined || unpacked.length === 0) return;
    this.#untaken += 1;
    const numbers = Float64Array.from(proposals.numbers);
    const packed = { ...proposals, numbers };
    tell({
      type: 'foreign',
      proposals: packed,
      outcomes: packOutcomes(unpacked, outcomes),
      tookMs,
    });
  }

  async #lookAround(): Promise<void> {
    this.#reach.look();
    if (performance.now() >= this.#abandonAtMs) this.#abandon();
    this.#looks += 1;
    if (this.#looks % looksPerProbe === 0) await this.#probe();
  }

  /** Asks the nats-servers how far the stream is, and whether it is the same. */
  async #probe(): Promise<void> {
    const before = this.#replica.sequence;
    try {
      const stream = await findStream(this.#manager, this.#name);
      if (this.#hasEnded) return;
      if (stream?.identity.id !== this.#stream.identity.id) throw gone(this.#name);
      if (stream.lastSequence < before) throw ahead(before, stream.lastSequence);
      // That one can ask says nothing of a batch that waits.
      if (!this.#publisher.isBusy) this.#reach.succeeded();
      const isStuck = this.#behindAt === before && stream.lastSequence > before;
      this.#behindAt = stream.lastSequence > before ? before : undefined;
      if (isStuck) this.#reader.restart();
    } catch (error) {
      if (error instanceof UnreachableError) this.#reach.failed(error.message);
      else this.#fail(error);
    }
  }

  async #followConnection(): Promise<void> {
    for await (const { type } of this.#connection.status()) {
      if (type === 'disconnect') this.#reach.failed('no nats-server can be reached');
      else if (type === 'reconnect') {
        // The consumer may have gone with the nats-server of before.
        this.#reader.restart();
        void this.#probe();
      }
    }
  }

  /** Ends where what was handed in cannot be put in order. */
  #abandon(): void {
    if (this.#hasEnded || !this.#publisher.isBusy || this.#reach.isReached) return;
    tell({ type: 'abandoned' });
    this.#end();
    this.#store.failing(() => this.#store.close());
  }

  #fail(error: unknown): void {
    if (this.#hasEnded) return;
    this.#end();
    this.#store.fail(error);
  }

  #end(): void {
    this.#hasEnded = true;
    clearInterval(this.#look);
    this.#onTaken?.();
    this.#publisher.close();
    this.#reader.close();
    void this.#connection.close();
  }
}

/** Whether another entry belongs into the same transaction. */
function isRoom(entries: number, bytes: number): boolean {
  return entries < togetherEntries && bytes < togetherBytes;
}

/** The stream was removed, or another one took its place. */
function gone(name: string): InputError {
  return new InputError(
    `The stream ${name} of the line is gone from the nats-servers: bring their files back; or go on from the data folder of the node that has most: run partyline cluster leave on it, and start it anew.`,
  );
}

/** The way to the stream. */
interface Way {
  readonly connection: NatsConnection;
  readonly manager: JetStreamManager;
  /** Of the stream. */
  readonly name: string;
}

async function start(data: JetStreamData): Promise<void> {
  let connection: NatsConnection | undefined;
  let store: ThreadStore | undefined;
  try {
    const { cluster, keys } = data;
    const { name = usualClusterName } = cluster;
    connection = await connectToCluster(cluster, 'journal');
    const manager = await jetStreamOf(connection);
    const found = await findStream(manager, name);
    store = openStore(data, found);
    const after = factsOf(store);
    const stream = found ?? (await createStream(manager, connection, cluster, { keys, after }));
    assertKeys(stream, keys);
    const thread = new JetStreamThread(store, { connection, manager, name, stream });
    void thread.run();
  } catch (error) {
    await connection?.close();
    if (store === undefined) {
      tell({ type: 'failed', error: toPlainError(error) });
      parentPort?.close();
    } else store.fail(error);
  }
}

/** A store that is missing or damaged is built anew where the stream has everything. */
function openStore(data: JetStreamData, stream: LineStream | undefined): ThreadStore {
  const hasAll =
    stream !== undefined && stream.identity.after === null && stream.firstSequence === 1;
  const opening = { ...data, mayBegin: data.mayBegin || stream !== undefined };
  try {
    return new ThreadStore(opening);
  } catch (error) {
    if (!(error instanceof DamageError && hasAll)) throw error;
    setAside(data.file);
    return new ThreadStore(opening);
  }
}

function setAside(file: string): void {
  const mark = `.aside-${randomId(6)}`;
  for (const path of [file, `${file}-wal`]) if (existsSync(path)) renameSync(path, path + mark);
}

/** The line that was there before its stream; null: there was none. */
function factsOf({ tables }: ThreadStore): StoreFacts | null {
  const epoch = epochOf(tables);
  return epoch === undefined ? null : { epoch, position: tables.nextPosition() - 1 };
}

void start(workerData as JetStreamData);
