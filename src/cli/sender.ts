import type { Posted } from '../client/core/events.ts';
import { LineEndedError } from '../client/core/line-ended.ts';
import type { Line } from '../client/line.ts';
import { formatRoomReference, type RoomReference } from '../words/room-reference.ts';
import type { Deadline } from './deadline.ts';

/** Messages on their way at the same time, enough to fill the time of a round trip and a commit. */
const maxInFlight = 256;
/** Bytes of their texts; what the client holds at most is 1 MiB. */
const maxBytesInFlight = 512 * 1024;

/** What a sender is told. */
export interface SenderHandlers {
  /** In the order of the messages. */
  acknowledged(posted: Posted): void;
  /** Something went wrong, which `finish` tells; nothing more is sent. */
  failed(): void;
}

/** Says one message after the other to one room, several of them on their way at the same time. */
export class Sender {
  readonly #line: Line;
  readonly #room: string;
  readonly #deadline: Deadline;
  readonly #handlers: SenderHandlers;
  readonly #stop = new AbortController();
  #inFlight = 0;
  #bytesInFlight = 0;
  #finished = false;
  #failure: { readonly error: unknown } | undefined;
  #changed = Promise.withResolvers<void>();

  /** @param deadline runs while something waits for its acknowledgement */
  constructor(line: Line, room: RoomReference, deadline: Deadline, handlers: SenderHandlers) {
    this.#line = line;
    this.#room = formatRoomReference(room);
    this.#deadline = deadline;
    this.#handlers = handlers;
    deadline.signal.addEventListener('abort', () => this.#fail(deadline.signal.reason));
    void line
      .whenClosed()
      .then(({ reason, error }) => this.#fail(new LineEndedError(reason, error)));
  }

  /** Hands a message over as soon as there is room for it. Rejects with what went wrong before. */
  async say(text: string): Promise<void> {
    const bytes = Buffer.byteLength(text);
    await this.#until(
      () =>
        this.#inFlight === 0 ||
        (this.#inFlight < maxInFlight && this.#bytesInFlight + bytes <= maxBytesInFlight),
    );
    if (this.#inFlight === 0) this.#deadline.start(silence);
    this.#inFlight += 1;
    this.#bytesInFlight += bytes;
    this.#line.send(text, { room: this.#room, signal: this.#stop.signal }).then(
      (posted) => this.#acknowledge(posted, bytes),
      (error) => this.#fail(error),
    );
  }

  /** Resolves when everything is acknowledged; rejects with the first that went wrong. */
  async finish(): Promise<void> {
    await this.#until(() => this.#inFlight === 0);
    this.#finished = true;
  }

  #acknowledge(posted: Posted, bytes: number): void {
    this.#inFlight -= 1;
    this.#bytesInFlight -= bytes;
    if (this.#inFlight === 0) this.#deadline.stop();
    else this.#deadline.refresh();
    this.#handlers.acknowledged(posted);
    this.#notify();
  }

  #fail(error: unknown): void {
    if (this.#failure !== undefined || this.#finished) return;
    this.#failure = { error };
    this.#deadline.stop();
    this.#stop.abort(error);
    this.#handlers.failed();
    this.#notify();
  }

  async #until(condition: () => boolean): Promise<void> {
    for (;;) {
      if (this.#failure !== undefined) throw this.#failure.error;
      if (condition()) return;
      await this.#changed.promise;
    }
  }

  #notify(): void {
    const { resolve } = this.#changed;
    this.#changed = Promise.withResolvers();
    resolve();
  }
}

const silence =
  'The server has acknowledged nothing for TIME; what was sent may be stored all the same.';
