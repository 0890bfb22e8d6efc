import type { StoreTotals } from '../../store/history-queries.ts';
import type { TrafficCounts } from '../traffic.ts';
import type { CommitQuantiles } from './commit-times.ts';
import type { EventCount } from './log-tally.ts';

/** How a server is doing at one moment. */
export interface VitalSigns {
  /** When it started, in milliseconds since 1970 UTC. */
  readonly startedAt: number;
  readonly totals: StoreTotals;
  /** People who are here. */
  readonly online: number;
  readonly connections: number;
  /** Connections that are logged in. */
  readonly members: number;
  readonly traffic: TrafficCounts;
  /** Readers that are fed from the store, each counted for every such room. */
  readonly readersBehind: number;
  /** Decisions that the index of the search has yet to look at; undefined: there is no index. */
  readonly searchBehind: number | undefined;
  /** Of the last one or two minutes. */
  readonly commits: CommitQuantiles;
  /** The database with its log, and the index of the search. */
  readonly storeBytes: number;
  readonly indexBytes: number;
  /** Files that people have sent, and what they take. */
  readonly files: number;
  readonly filesBytes: number;
  readonly logBytes: number | undefined;
  /** On the disk of the data folder. */
  readonly freeBytes: number;
  /** When the line was backed up last, in milliseconds since 1970 UTC; undefined: nobody knows of a backup. */
  readonly lastBackupAt: number | undefined;
  /** Sentences about troubles that are not over. */
  readonly troubles: readonly string[];
  /** Nodes of the line that live, as far as this one hears of them; undefined: there is one machine. */
  readonly nodes: number | undefined;
  readonly events: readonly EventCount[];
}

/** Whoever knows how the server is doing. */
export interface SignReader {
  /** Asks all parts. */
  read(): Promise<VitalSigns>;
}
