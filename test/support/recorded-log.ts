import type { Facts, Log, LogLevel } from '../../src/base/log.ts';

/** One event as it was told. */
export type LoggedEvent = Facts & { readonly level: LogLevel; readonly event: string };

/** A log that keeps what it is told, and that a test can wait for. */
export class RecordedLog implements Log {
  readonly #shared: { readonly events: LoggedEvent[]; readonly waiters: Set<() => void> };
  readonly #common: Facts;

  constructor(common: Facts = {}, parent?: RecordedLog) {
    this.#common = common;
    this.#shared = parent === undefined ? { events: [], waiters: new Set() } : parent.#shared;
  }

  /** Everything told so far, in order. */
  get events(): readonly LoggedEvent[] {
    return this.#shared.events;
  }

  /** The events of one name. */
  of(event: string): LoggedEvent[] {
    return this.events.filter((logged) => logged.event === event);
  }

  /** Resolves with the first event of this name with these facts, told already or yet to come. */
  until(event: string, facts: Facts = {}): Promise<LoggedEvent> {
    const { promise, resolve } = Promise.withResolvers<LoggedEvent>();
    const fits = (logged: LoggedEvent) =>
      Object.entries(facts).every(([name, value]) => logged[name] === value);
    const look = () => {
      const found = this.of(event).find(fits);
      if (found === undefined) return;
      this.#shared.waiters.delete(look);
      resolve(found);
    };
    this.#shared.waiters.add(look);
    look();
    return promise;
  }

  debug(event: string, facts?: Facts): void {
    this.#tell('debug', event, facts);
  }

  info(event: string, facts?: Facts): void {
    this.#tell('info', event, facts);
  }

  warn(event: string, facts?: Facts): void {
    this.#tell('warn', event, facts);
  }

  error(event: string, facts?: Facts): void {
    this.#tell('error', event, facts);
  }

  child(facts: Facts): Log {
    return new RecordedLog({ ...this.#common, ...facts }, this);
  }

  #tell(level: LogLevel, event: string, facts: Facts = {}): void {
    this.#shared.events.push({ level, event, ...this.#common, ...facts });
    for (const look of [...this.#shared.waiters]) look();
  }
}
