import type { ServerEntry, ServerMemory } from './profile.ts';

/**
 * Keeps a client's memory of a server up to date: at once where it matters, a little later where much
 * changes quickly, one write at a time.
 */
export class Keeper {
  readonly #entry: ServerEntry;
  readonly #delayMs: number;
  readonly #failed: (error: unknown) => void;
  #memory: ServerMemory;
  #latest: () => Partial<ServerMemory>;
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();

  /**
   * @param options.delayMs how long `touch` waits for more
   * @param options.latest what has changed by itself, asked for at every write
   * @param options.failed a write went wrong; the client goes on with what it has in memory
   */
  constructor(
    entry: ServerEntry,
    options: {
      readonly delayMs: number;
      readonly latest: () => Partial<ServerMemory>;
      readonly failed: (error: unknown) => void;
    },
  ) {
    this.#entry = entry;
    this.#memory = entry.memory;
    this.#delayMs = options.delayMs;
    this.#latest = options.latest;
    this.#failed = options.failed;
  }

  get memory(): ServerMemory {
    return this.#memory;
  }

  /** Replaces the memory and writes it; resolves when that was done or has failed. */
  save(memory: ServerMemory): Promise<void> {
    this.#memory = memory;
    return this.#write();
  }

  /** What `latest` gives has changed: it is written within `delayMs`. */
  touch(): void {
    this.#timer ??= setTimeout(() => void this.#write(), this.#delayMs).unref();
  }

  /** Writes what waits and lets another client have the entry. */
  async close(): Promise<void> {
    if (this.#timer !== undefined) void this.#write();
    await this.#writing;
    await this.#entry.release();
  }

  #write(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#memory = { ...this.#memory, ...this.#latest() };
    const memory = this.#memory;
    this.#writing = this.#writing.then(() => this.#entry.save(memory)).catch(this.#failed);
    return this.#writing;
  }
}
