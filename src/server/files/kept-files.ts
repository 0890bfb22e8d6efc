import type { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import type { Clock } from '../../base/clock.ts';
import type { Log } from '../../base/log.ts';
import { releasesOf } from '../../chat/attachments.ts';
import type { Journal } from '../../journal/journal.ts';
import type { Directory } from '../../store/directory.ts';
import type { FileFolder, StoredFile } from '../../store/files/file-folder.ts';
import { countedBytes } from '../../words/file-limits.ts';
import { limits } from '../../words/limits.ts';
import type { LiveSettings } from '../live-settings.ts';

/** How often it is looked whether somebody gave a file up, in milliseconds: by one look-up in the store. */
const lookEveryMs = 1_000;
/** How often it is looked whether the time of a file is over, in milliseconds. */
const expireEveryMs = 60_000;
/** Files that are looked at before others get their turn. */
const filesATurn = 64;

/** The parts that the files of a line are kept with. */
export interface KeptFilesParts {
  readonly folder: FileFolder;
  readonly directory: Pick<Directory, 'needsFile' | 'hasFilesBefore' | 'setting'>;
  readonly journal: Pick<Journal, 'request'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly line: Readonly<Pick<LiveSettings, 'files'>>;
}

/**
 * Keeps the files of a line on the disk as long as a message needs them, or somebody who may yet post them, and
 * removes all others: those whose message was deleted or dropped, whose days are over, that were never posted, and
 * those that a crash has left. It finds them by comparing the disk with the store.
 */
export class KeptFiles {
  readonly #parts: KeptFilesParts;
  /** Files that are being put in their place, which the store does not know of yet, and how often each is. */
  readonly #arriving = new Map<string, number>();
  /** Files are put in their place one after the other, so that each is counted once. */
  #placing: Promise<void> = Promise.resolve();
  #count = 0;
  #bytes = 0;
  #counted = 0;
  #isCounted = false;
  #sweeping: Promise<void> | undefined;
  #knownReleases = -1;
  #expiredAtMs = Number.NEGATIVE_INFINITY;
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor(parts: KeptFilesParts) {
    this.#parts = parts;
  }

  /** How many files there are, as far as they were counted. */
  get count(): number {
    return this.#count;
  }

  /** Their length together. */
  get bytes(): number {
    return this.#bytes;
  }

  /** The bytes that they count as; see `countedBytes`. Known once `sweep` has come to its end. */
  get countedBytes(): number {
    return this.#counted;
  }

  /** Removes what the last process left half done, looks now, and then every second. */
  start(): void {
    this.#parts.folder.clearIncoming();
    this.#timer = setInterval(() => void this.#look(), lookEveryMs).unref();
    void this.#look();
  }

  /** Removes nothing more. */
  stop(): void {
    this.#stopped = true;
    clearInterval(this.#timer);
  }

  /** Resolves when the files are counted that were there at the start. */
  async counting(): Promise<void> {
    if (!this.#isCounted) await this.sweep();
  }

  /**
   * Puts a file in its place that has wholly come, and keeps it there while `record` makes the store know of it.
   * Rejects with the system's error, or with that of `record`.
   */
  async add(
    incoming: string,
    { hash, bytes }: StoredFile,
    record: () => Promise<void>,
  ): Promise<void> {
    this.#arriving.set(hash, (this.#arriving.get(hash) ?? 0) + 1);
    try {
      const placed = this.#placing.then(() => this.#place(incoming, { hash, bytes }));
      this.#placing = placed.catch(() => {});
      await placed;
      await record();
    } finally {
      const left = (this.#arriving.get(hash) ?? 0) - 1;
      if (left > 0) this.#arriving.set(hash, left);
      else this.#arriving.delete(hash);
      // One that the store did not take is needed by nobody.
      if (!this.#parts.directory.needsFile(hash)) this.#knownReleases = -1;
    }
  }

  /** Bytes of a file from a place on, up to `length`. Rejects with the system's error. */
  read(hash: string, offset: number, length: number): Promise<Buffer> {
    return this.#parts.folder.read(hash, offset, length);
  }

  /** All bytes of a file, in pieces; undefined where it is not there. Rejects with the system's error. */
  stream(hash: string): Promise<Readable | undefined> {
    return this.#parts.folder.stream(hash);
  }

  /** Removes the files that nobody needs. Resolves when all were looked at; one call at a time does the work. */
  sweep(): Promise<void> {
    this.#sweeping ??= this.#sweep().finally(() => {
      this.#sweeping = undefined;
    });
    return this.#sweeping;
  }

  async #sweep(): Promise<void> {
    const { folder, directory, log } = this.#parts;
    const isFirst = !this.#isCounted;
    let looked = 0;
    let removed = 0;
    for await (const { hash, bytes } of folder.files()) {
      if (this.#stopped) return;
      // Between the look-up and the removal nothing else runs.
      if (!this.#arriving.has(hash) && !directory.needsFile(hash)) {
        folder.remove(hash);
        removed += 1;
        if (!isFirst) this.#countIn(bytes, -1);
      } else if (isFirst) this.#countIn(bytes, 1);
      looked += 1;
      if (looked % filesATurn === 0) await pause(0);
    }
    this.#isCounted = true;
    if (removed > 0) log.info('files.removed', { files: removed });
  }

  async #look(): Promise<void> {
    const { directory, log } = this.#parts;
    try {
      const releases = releasesOf(directory);
      if (releases !== this.#knownReleases) {
        this.#knownReleases = releases;
        await this.sweep();
      }
      await this.#expire();
    } catch (error) {
      if (!this.#stopped) log.error('files.not-removed', { error });
    }
  }

  /** Has the store give up the files whose time is over; the next look removes them. */
  async #expire(): Promise<void> {
    const { clock, directory, journal, line } = this.#parts;
    if (clock.elapsed() - this.#expiredAtMs < expireEveryMs) return;
    this.#expiredAtMs = clock.elapsed();
    const at = clock.now();
    const sentBefore = at - limits.unpostedFileMs;
    const postedBefore = line.files === false ? null : at - line.files.keepMs;
    while (!this.#stopped && directory.hasFilesBefore(sentBefore, postedBefore ?? 0)) {
      const outcome = await journal.request({ type: 'file.expire', at, sentBefore, postedBefore });
      if (!outcome.ok || outcome.value.expired === 0) return;
    }
  }

  async #place(incoming: string, { hash, bytes }: StoredFile): Promise<void> {
    const { folder } = this.#parts;
    const isNew = !folder.has(hash);
    await folder.add(incoming, hash);
    if (isNew) this.#countIn(bytes, 1);
  }

  #countIn(bytes: number, times: 1 | -1): void {
    this.#count += times;
    this.#bytes += times * bytes;
    this.#counted += times * countedBytes(bytes);
  }
}
