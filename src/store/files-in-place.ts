import { statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { type FileIdentity, identityAt, isInPlace } from '../base/file-identity.ts';
import { moveLogIntoDatabase } from './checkpoints.ts';
import { lockName } from './data-folder.ts';

/* Whether the files of a store still lie where the next start, or a backup, will look for them. */

/** How often at most the files are looked at that hold no messages, in milliseconds. */
const lookAfterMs = 100;

/** The files of a running store were removed, moved away or replaced. */
export class FolderLostError extends Error {
  /** @param message what has happened, and where the messages are: for the operator, as it stands */
  constructor(message: string) {
    super(message);
    this.name = 'FolderLostError';
  }
}

/** Files by their paths, as they were when the store was opened. */
type Places = readonly (readonly [path: string, identity: FileIdentity])[];

/**
 * Remembers which files a store was opened from, and says when they are no longer those at its paths. To SQLite
 * a file that was removed is as good as before: it goes on writing into what nobody will find again.
 */
export class FilesInPlace {
  readonly #database: DatabaseSync;
  readonly #file: string;
  readonly #log: string;
  /** Of the database. */
  readonly #identity: FileIdentity;
  /** The database and its write-ahead log. */
  readonly #data: Places;
  /** The folder, its lock, and the index of the log. */
  readonly #others: Places;
  readonly #now: () => number;
  #lookedAtMs = Number.NEGATIVE_INFINITY;
  /** When the database was in its place, in milliseconds since 1970 UTC. */
  #lastSeenAt = Date.now();

  /**
   * @param database an open connection that writes, in WAL mode
   * @param file its absolute path
   * @param now milliseconds of a clock that only goes forward
   */
  constructor(database: DatabaseSync, file: string, now: () => number = () => performance.now()) {
    this.#database = database;
    this.#file = file;
    this.#log = `${file}-wal`;
    this.#data = places([file, this.#log]);
    this.#identity = placed(file);
    this.#others = places([dirname(file), join(dirname(file), lockName), `${file}-shm`]);
    this.#now = now;
  }

  /**
   * Call it after a commit and before its acknowledgement. The database is looked at every time, which tells of its
   * folder too; the rest at most every 100 ms.
   *
   * @throws FolderLostError
   */
  assert(): void {
    if (!isInPlace(this.#file, this.#identity)) throw this.#loss();
    const nowMs = this.#now();
    this.#lastSeenAt = Date.now();
    if (nowMs - this.#lookedAtMs < lookAfterMs) return;
    if (firstLost([...this.#data, ...this.#others]) !== undefined) throw this.#loss();
    this.#lookedAtMs = nowMs;
  }

  #loss(): FolderLostError {
    const folder = dirname(this.#file);
    const lost = firstLost([...this.#others, ...this.#data]) ?? this.#file;
    const isGone = lost === this.#log ? this.#logIsGone() : identityAt(lost) === undefined;
    const reason =
      lost === folder
        ? `its data folder ${folder} was ${isGone ? 'removed or moved away' : 'replaced by another'}`
        : `${basename(lost)} in its data folder ${folder} was ${isGone ? 'removed' : 'replaced by another file'}`;
    return new FolderLostError(`${reason}. ${this.#whereMessagesAre()}`);
  }

  #whereMessagesAre(): string {
    if (firstLost(this.#data) === undefined || this.#saveLog()) {
      return `All acknowledged messages are stored in ${this.#file}.`;
    }
    const where =
      'All acknowledged messages are in the files that it had: if they were moved, there; if they were removed, lost.';
    if (isInPlace(this.#file, this.#identity)) return where;
    return `${where} It saw them last at ${new Date(this.#lastSeenAt).toISOString()}, and has acknowledged nothing that came later.`;
  }

  /** The log alone was removed, and is still open here: its content goes where it belongs. */
  #saveLog(): boolean {
    const rest = [...this.#data, ...this.#others].filter(([path]) => path !== this.#log);
    if (firstLost(rest) !== undefined || !this.#logIsGone()) return false;
    return moveLogIntoDatabase(this.#database);
  }

  /** A reader that opens the database after the log was removed makes an empty one, which nobody has written into. */
  #logIsGone(): boolean {
    return (statSync(this.#log, { throwIfNoEntry: false })?.size ?? 0) === 0;
  }
}

function placed(path: string): FileIdentity {
  const identity = identityAt(path);
  if (identity === undefined) throw new Error(`watching ${path}: there is no such file`);
  return identity;
}

/** Those of the paths that are taken, as they are now. */
function places(paths: readonly string[]): Places {
  return paths.flatMap((path) => {
    const identity = identityAt(path);
    return identity === undefined ? [] : [[path, identity] as const];
  });
}

/** The first that is no longer in its place. */
function firstLost(all: Places): string | undefined {
  return all.find(([path, identity]) => !isInPlace(path, identity))?.[0];
}
