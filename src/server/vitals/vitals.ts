import { findLastBackup } from '../../backup/last-backup.ts';
import type { Clock } from '../../base/clock.ts';
import { bytesOfFiles } from '../../base/file-bytes.ts';
import { freeBytesOf } from '../../base/free-bytes.ts';
import type { DataFolder } from '../../store/data-folder.ts';
import { databaseName, searchIndexName } from '../../store/data-folder.ts';
import type { HistoryReader } from '../../store/history.ts';
import type { SearchReader } from '../../store/search/search-reader.ts';
import type { Connections } from '../connections.ts';
import type { FanOut } from '../delivery/fan-out.ts';
import type { Readers } from '../delivery/readers.ts';
import type { KeptFiles } from '../files/kept-files.ts';
import type { Troubles } from '../troubles.ts';
import { CommitTimes } from './commit-times.ts';
import type { LogTally } from './log-tally.ts';
import type { SignReader, VitalSigns } from './signs.ts';

/* How a server is doing, for its operators and for machines that watch it. */

/** The parts of a server that are asked how they are doing. */
export interface VitalParts {
  readonly clock: Clock;
  readonly folder: Pick<DataFolder, 'path' | 'file'>;
  readonly logBytes: (() => number) | undefined;
  readonly tally: LogTally;
  readonly history: HistoryReader;
  readonly search: SearchReader;
  readonly readers: Readers;
  readonly fanOut: FanOut;
  readonly keptFiles: Pick<KeptFiles, 'count' | 'bytes'>;
  readonly troubles: Troubles;
  /** undefined: there is one machine. */
  readonly peers: { readonly count: number } | undefined;
  readonly connections: () => Connections;
}

/** Is told of every commit, for a histogram of its own. */
export type CommitObserver = (proposals: number, tookMs: number) => void;

/** Gathers how a server is doing. It costs nothing but a few numbers a batch until somebody asks. */
export class Vitals implements SignReader {
  readonly #parts: VitalParts;
  readonly #startedAt: number;
  readonly #commitTimes = new CommitTimes();
  #observer: CommitObserver | undefined;

  constructor(parts: VitalParts) {
    this.#parts = parts;
    this.#startedAt = parts.clock.now();
  }

  /** Sets who is told of every commit, once. */
  onCommit(observer: CommitObserver): void {
    this.#observer = observer;
  }

  /** A batch was committed. */
  committed(proposals: number, tookMs: number): void {
    this.#commitTimes.add(tookMs, this.#parts.clock.elapsed());
    this.#observer?.(proposals, tookMs);
  }

  async read(): Promise<VitalSigns> {
    const { clock, folder, logBytes, tally, history, search } = this.#parts;
    const { readers, fanOut, keptFiles, troubles, peers } = this.#parts;
    const connections = this.#parts.connections();
    const [totals, searchBehind] = await Promise.all([
      history.totals(),
      search.lag().then(
        ({ behind }) => behind,
        () => undefined,
      ),
    ]);
    return {
      startedAt: this.#startedAt,
      totals,
      online: readers.onlineCount,
      connections: connections.size,
      members: connections.members,
      traffic: connections.traffic,
      readersBehind: fanOut.behindCount,
      searchBehind,
      commits: this.#commitTimes.quantiles(clock.elapsed()),
      storeBytes: bytesOfDatabase(folder.file(databaseName)),
      indexBytes: bytesOfDatabase(folder.file(searchIndexName)),
      files: keptFiles.count,
      filesBytes: keptFiles.bytes,
      logBytes: logBytes?.(),
      freeBytes: freeBytesOf(folder.path),
      lastBackupAt: findLastBackup(folder.path)?.at,
      troubles: troubles.sentences,
      nodes: peers && peers.count + 1,
      events: [...tally],
    };
  }
}

function bytesOfDatabase(file: string): number {
  return bytesOfFiles([file, `${file}-wal`]);
}
