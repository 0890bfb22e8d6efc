import type { LoggedIn } from './login-task.ts';
import type { Lender, ServerEntry, ServerMemory } from './profile.ts';

/**
 * Keeps a client's memory of a server up to date: at once where it matters, a little later where much
 * changes quickly, one write at a time.
 */
export class Keeper {
  readonly #entry: ServerEntry;
  readonly #delayMs: number;
  readonly #failed: (error: unknown) => void;
  #memory: ServerMemory;
  readonly #latest: () => Partial<ServerMemory>;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #writing: Promise<void> = Promise.resolve();
  /** The last write went wrong, and that was told. */
  #hasFailed = false;

  /**
   * @param options.delayMs how long `touch` waits for more
   * @param options.latest what has changed by itself, asked for at every write
   * @param options.failed a write went wrong, and the one before it had not; the client goes on with what it has
   *   in memory
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

  /**
   * Remembers what a login gave: the session to resume, and the key that was proved. A login beside
   * other clients gives neither. The other addresses of the line stand beside them. Resolves, as all that saves, when it is written or that has failed.
   */
  rememberLogin(
    { welcome }: LoggedIn,
    fingerprint: string | undefined,
    nodes: readonly string[],
  ): Promise<void> {
    const { name, session: id, deviceToken } = welcome;
    if (deviceToken === null) return this.#save({ ...this.#memory, name });
    const pin = fingerprint === undefined ? {} : { pin: fingerprint };
    const others = nodes.length === 0 ? {} : { nodes };
    return this.#save({ name, ...pin, ...others, session: { id, deviceToken } });
  }

  /** Remembers the name of an account that is there, but waits to be admitted. */
  rememberName(name: string): Promise<void> {
    return this.#save({ ...this.#memory, name });
  }

  /** Forgets the session, which was ended and cannot be resumed. */
  forgetSession(): Promise<void> {
    const { session: _, ...rest } = this.#memory;
    return this.#save(rest);
  }

  /** The result of `latest` has changed: it is written within `delayMs`. */
  touch(): void {
    this.#timer ??= setTimeout(() => void this.write(), this.#delayMs);
  }

  /** Makes requests for other programs of the person; see `ServerEntry`. */
  lend(lender: Lender): void {
    this.#entry.lend?.(lender);
  }

  /** Writes what waits and lets another client have the entry. */
  async close(): Promise<void> {
    if (this.#timer !== undefined) void this.write();
    await this.#writing;
    await this.#entry.release();
  }

  #save(memory: ServerMemory): Promise<void> {
    this.#memory = memory;
    return this.write();
  }

  /** Writes the result of `latest` at once. */
  write(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#memory = { ...this.#memory, ...this.#latest() };
    const memory = this.#memory;
    this.#writing = this.#writing.then(() => this.#saveNow(memory));
    return this.#writing;
  }

  async #saveNow(memory: ServerMemory): Promise<void> {
    try {
      await this.#entry.save(memory);
      this.#hasFailed = false;
    } catch (error) {
      if (!this.#hasFailed) this.#failed(error);
      this.#hasFailed = true;
    }
  }
}
