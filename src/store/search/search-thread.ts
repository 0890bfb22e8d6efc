/*
 * The thread of the search. It fills the index from the store, behind the journal and in its own time, and answers
 * searches, each once the index has everything that was stored before it was asked.
 */
import { dirname } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { freeBytesOf } from '../../base/free-bytes.ts';
import type { FromAskedThread, ToAskedThread } from '../asked-thread.ts';
import { isDamage, openDatabase } from '../database.ts';
import { assertSchema } from '../migrations.ts';
import { toPlainError } from '../plain-error.ts';
import { IndexFeed } from './feed.ts';
import { SearchIndex } from './search-index.ts';
import type {
  AskedOfSearch,
  IndexLag,
  IndexProgress,
  SearchThreadData,
} from './search-messages.ts';
import { Search, type SearchAnswer, type SearchQuestion } from './search-queries.ts';
import { SearchableStore } from './searchable-store.ts';
import { giveWay } from './thread-priority.ts';

type FromSearchThread = FromAskedThread<SearchAnswer | IndexProgress | IndexLag>;

/** How often it looks for what was stored while nobody searches, in milliseconds. */
const lookEveryMs = 2_000;
/** So many decisions a second are a busy server, which is left nearly all of the time. */
const busyPerSecond = 2_000;
/** How much longer than its work it rests while nobody searches: on a quiet server, and on a busy one. */
const quietRests = 1;
const busyRests = 15;
/** How long a search waits for the index to be filled, in milliseconds; then it is told how far that is. */
const patienceMs = 5_000;
/** How often at most remains of deleted messages are cleared away, in milliseconds. */
const mergeEveryMs = 10 * 60 * 1_000;

/** A search that is not answered yet. */
interface Open {
  readonly id: number;
  readonly question: SearchQuestion;
  readonly askedAtMs: number;
  /** Position of the last block that the index must have for it. */
  readonly through: number;
  search?: Search;
}

/** An index with whoever fills it. */
interface Filled {
  readonly index: SearchIndex;
  readonly feed: IndexFeed;
}

class SearchThread {
  readonly #data: SearchThreadData;
  readonly #database;
  readonly #store: SearchableStore;
  /** undefined until it can be opened. */
  #filled: Filled | undefined;
  /** They take turns. */
  readonly #open: Open[] = [];
  #isClosing = false;
  #rest: AbortController | undefined;
  #mergeNotBeforeMs = 0;
  /** The end of the store when it was looked at last. */
  #seen = { position: 0, atMs: performance.now() };

  constructor(data: SearchThreadData) {
    this.#data = data;
    this.#database = openDatabase(data.storeFile, { readOnly: true });
    assertSchema(this.#database);
    this.#store = new SearchableStore(this.#database);
  }

  ask(id: number, question: AskedOfSearch): void {
    if (question === 'lag') {
      tell({ id, answer: this.#lag });
      return;
    }
    const through = this.#store.lastPosition;
    this.#open.push({ id, question, askedAtMs: performance.now(), through });
    this.#rest?.abort();
  }

  /** Where there is no index at present, it is behind by everything. */
  get #lag(): IndexLag {
    return { behind: this.#store.lastPosition - (this.#filled?.feed.position ?? 0) };
  }

  close(): void {
    this.#isClosing = true;
    this.#rest?.abort();
  }

  /** Works until it is closed. */
  async run(): Promise<void> {
    while (!this.#isClosing) {
      const begunMs = performance.now();
      const worked = this.#attempt();
      if (!worked) await this.#restFor(lookEveryMs);
      else if (this.#open.length === 0) {
        const rests = this.#isServerBusy() ? busyRests : quietRests;
        await this.#restFor(rests * (performance.now() - begunMs));
      } else await new Promise(setImmediate);
    }
    this.#filled?.index.close();
    this.#database.close();
  }

  /** Whether much was stored since it was asked last. */
  #isServerBusy(): boolean {
    const [position, atMs] = [this.#store.lastPosition, performance.now()];
    const perSecond = ((position - this.#seen.position) / (atMs - this.#seen.atMs)) * 1_000;
    this.#seen = { position, atMs };
    return perSecond > busyPerSecond;
  }

  async #restFor(ms: number): Promise<void> {
    this.#rest = new AbortController();
    await wait(ms, undefined, { signal: this.#rest.signal }).catch(() => {});
    this.#rest = undefined;
  }

  /** Does one step; returns whether there was anything to do. */
  #attempt(): boolean {
    try {
      this.#filled ??= this.#openIndex();
      return this.#step(this.#filled);
    } catch (error) {
      if (isDamage(error) && this.#filled !== undefined) this.#beginAnew(this.#filled);
      else this.#giveUp(error);
      return false;
    }
  }

  #openIndex(): Filled {
    const index = new SearchIndex(this.#data.indexFile);
    return { index, feed: new IndexFeed(index, this.#store) };
  }

  #step({ index, feed }: Filled): boolean {
    const [first] = this.#open;
    if (first === undefined) return this.#stepUnasked({ index, feed });
    if (first.search === undefined && feed.position < first.through) {
      const isPatient = performance.now() - first.askedAtMs < patienceMs;
      if (isPatient) this.#fill(feed);
      else this.#answer(first, { progress: feed.position / first.through });
    } else this.#searchOn(first, index);
    return true;
  }

  #stepUnasked({ index, feed }: Filled): boolean {
    if (!index.isInPlace) this.#beginAnew({ index, feed });
    else if (feed.isBehind) this.#fill(feed);
    else return feed.sweepStep() || this.#clearRemains(index);
    return true;
  }

  #fill(feed: IndexFeed): void {
    const free = freeBytesOf(dirname(this.#data.indexFile));
    if (free < this.#data.minFreeBytes) throw new Error('there is no room on the disk for it');
    feed.step();
  }

  #searchOn(open: Open, index: SearchIndex): void {
    open.search ??= new Search(index, this.#store, open.question);
    const answer = open.search.step();
    if (answer !== undefined) this.#answer(open, answer);
    else this.#open.push(...this.#open.splice(0, 1));
  }

  #clearRemains(index: SearchIndex): boolean {
    if (performance.now() < this.#mergeNotBeforeMs || !index.hasRemains) return false;
    index.mergeStep();
    if (!index.hasRemains) this.#mergeNotBeforeMs = performance.now() + mergeEveryMs;
    return true;
  }

  /** The index is lost or damaged, and with it nothing but work: searches begin anew with the next one. */
  #beginAnew({ index }: Filled): void {
    this.#filled = undefined;
    index.destroy();
    for (const open of this.#open) delete open.search;
  }

  /** A full disk, for instance: whoever waits is told, and it tries again after a while. */
  #giveUp(error: unknown): void {
    this.#filled?.index.close();
    this.#filled = undefined;
    for (const { id } of this.#open.splice(0)) tell({ id, error: toPlainError(error) });
  }

  #answer(open: Open, answer: SearchAnswer | IndexProgress): void {
    this.#open.splice(this.#open.indexOf(open), 1);
    tell({ id: open.id, answer });
  }
}

function tell(message: FromSearchThread): void {
  parentPort?.postMessage(message);
}

async function start(): Promise<void> {
  giveWay();
  const thread = new SearchThread(workerData);
  parentPort?.on('message', (message: ToAskedThread<AskedOfSearch>) => {
    if (message === null) thread.close();
    else thread.ask(message.id, message.question);
  });
  await thread.run();
}

start()
  .catch((error: unknown) => tell({ error: toPlainError(error) }))
  .finally(() => parentPort?.close());
