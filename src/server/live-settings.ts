import type { FileLimits } from '../words/file-limits.ts';
import type { RoomMakers } from '../words/room-makers.ts';

/** The bounds of what is kept of the history; undefined: none. */
export interface Keep {
  /** Messages that are older are dropped, in milliseconds. */
  readonly ms: number | undefined;
  /** Bytes that the database may take: beyond that the oldest messages are dropped. */
  readonly bytes: number | undefined;
}

/** Settings that may change while the server runs: parts look at them whenever they need them. */
export interface LiveSettings {
  /** The name of the line. */
  name: string;
  /** Who may make rooms. */
  rooms: RoomMakers;
  keep: Keep;
  /** The files that the line takes; false: none. */
  files: FileLimits | false;
}
