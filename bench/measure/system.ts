import type { Credit, Plan, PlannedConnection } from './plan.ts';

/** The groups of a measurement, and how many talk and read in each. */
export interface Audience {
  readonly groups: number;
  /** Connections of a group that send and do not read. */
  readonly senders: number;
  /** Connections of a group that read and do not send. */
  readonly readers: number;
  /** Connections of a group that send and read. */
  readonly talkers: number;
}

/** How a system is asked to run. */
export interface Start {
  /** An empty folder of its own. */
  readonly folder: string;
  readonly audience: Audience;
}

/** The facts that the load needs of a running system. */
export interface RunningSystem {
  /** Of the process that is measured. */
  readonly pid: number;
  readonly host: string;
  readonly port: number;
  /** Connections for the audience the system was started for, group by group: senders, readers, talkers. */
  readonly connections: readonly PlannedConnection[];
  readonly echo: boolean;
  /** Connections that may get ready at the same time; default 16. */
  readonly ramp?: number;
  /** How a message is acknowledged; undefined for a system that acknowledges nothing. */
  readonly acknowledgement?: Exclude<Credit, 'delivered'>;
  readonly answer?: Plan['answer'];
  /** Throws unless the system holds `count` messages; only where it stores any. */
  assertStored?(count: number): Promise<void>;
  /** Ends the process and waits for that. */
  stop(): Promise<void>;
}

/** A chat server, or what people use as one: ours, a peer, or the limit that a bare program shows. */
export interface System {
  readonly name: string;
  /** Its promise for a message, in a few words: `nothing`, `fsync before the answer`. */
  readonly keeps: string;
  /** Its version; undefined when it is not installed. */
  version(): string | undefined;
  /** Starts it on the loopback, pinned to the server's core. */
  start(start: Start): Promise<RunningSystem>;
}
