import type { ServerMessages } from '../../wire/messages.ts';
import type { Readers } from './readers.ts';

/* Tells those who are here of arrivals and departures. */

type Change = ServerMessages['presence']['changes'][number];

/** Changes told in one message, so that it fits into a frame. */
const changesTold = 500;

/** Tells those who are here who comes and goes, gathered, and only while they are few. */
export class Presence {
  readonly #readers: Readers;
  readonly #audience: number;
  readonly #delayMs: number;
  readonly #changes = new Map<string, boolean>();
  #timer: NodeJS.Timeout | undefined;

  /** @param audience accounts online up to which changes are told */
  constructor(readers: Readers, audience: number, delayMs: number) {
    this.#readers = readers;
    this.#audience = audience;
    this.#delayMs = delayMs;
  }

  /** Someone came (`online`) or went. */
  changed(name: string, online: boolean): void {
    // Gone and back before anyone was told, or the other way round: nothing happened.
    if (this.#changes.get(name) === !online) this.#changes.delete(name);
    else this.#changes.set(name, online);
    this.#timer ??= setTimeout(() => this.#tell(), this.#delayMs).unref();
  }

  /** Ends; drops the changes gathered so far. */
  close(): void {
    clearTimeout(this.#timer);
    this.#changes.clear();
  }

  #tell(): void {
    this.#timer = undefined;
    const changes: Change[] = Array.from(this.#changes, ([name, online]) => ({ name, online }));
    this.#changes.clear();
    if (this.#readers.onlineCount > this.#audience) return;
    for (let told = 0; told < changes.length; told += changesTold) {
      const message = {
        type: 'presence',
        changes: changes.slice(told, told + changesTold),
      } as const;
      for (const reader of this.#readers.receiving()) reader.presence(message);
    }
  }
}
