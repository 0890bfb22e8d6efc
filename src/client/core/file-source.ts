import { InputError, PartylineError } from '../../base/errors.ts';

/* Where the bytes of a file that is sent come from. */

/** A file that is read in parts. */
export interface FileSource {
  /** Its name, perhaps with a path, where it has one. */
  readonly name?: string;
  /** Its media type, where that is known. */
  readonly type?: string;
  /** Its length, where that is known before its end. */
  readonly bytes?: number;
  /**
   * Bytes from a place on, up to `length`; none at the end. Rejects with PartylineError `file.interrupted` for a place
   * that it cannot go back to.
   */
  read(offset: number, length: number): Promise<Uint8Array>;
  /** The server has the bytes before this place: they are not asked for again while it runs. */
  release?(offset: number): void;
  /** Nothing more is read. */
  close?(): Promise<void>;
}

/** A file in memory, one that a person has chosen in a browser, or bytes as they come. */
export type FileBytes = Uint8Array | Blob | AsyncIterable<Uint8Array>;

/** Whether a value is one of these. */
export function isFileBytes(value: unknown): value is FileBytes {
  return (
    value instanceof Uint8Array ||
    value instanceof Blob ||
    (typeof value === 'object' && value !== null && Symbol.asyncIterator in value)
  );
}

/** A source of bytes that a program has. */
export function sourceOf(file: FileBytes): FileSource {
  if (file instanceof Uint8Array) {
    return {
      bytes: file.length,
      read: async (offset, length) => file.subarray(offset, offset + length),
    };
  }
  if (!(file instanceof Blob)) return new StreamSource(file);
  const { name } = file as { readonly name?: string };
  return {
    bytes: file.size,
    ...(name === undefined ? {} : { name }),
    ...(file.type === '' ? {} : { type: file.type }),
    read: async (offset, length) =>
      new Uint8Array(await file.slice(offset, offset + length).arrayBuffer()),
  };
}

/** Bytes that come once: those are kept that the server has yet to say it has. */
class StreamSource implements FileSource {
  readonly #chunks: AsyncIterator<Uint8Array>;
  #held: Uint8Array = new Uint8Array(0);
  /** The place of the first byte held. */
  #begin = 0;
  #hasEnded = false;

  constructor(stream: AsyncIterable<Uint8Array>) {
    this.#chunks = stream[Symbol.asyncIterator]();
  }

  async read(offset: number, length: number): Promise<Uint8Array> {
    if (offset < this.#begin) throw new PartylineError('file.interrupted');
    const end = offset + length - this.#begin;
    while (!this.#hasEnded && this.#held.length < end) await this.#fill();
    return this.#held.slice(offset - this.#begin, end);
  }

  release(offset: number): void {
    this.#held = this.#held.slice(Math.max(0, offset - this.#begin));
    this.#begin = Math.max(this.#begin, offset);
  }

  async close(): Promise<void> {
    if (!this.#hasEnded) await this.#chunks.return?.();
  }

  async #fill(): Promise<void> {
    const { value, done } = await this.#chunks.next();
    if (done) {
      this.#hasEnded = true;
      return;
    }
    if (!(value instanceof Uint8Array)) {
      throw new InputError('Cannot send a file: the stream gives something else than bytes.');
    }
    const joined = new Uint8Array(this.#held.length + value.length);
    joined.set(this.#held);
    joined.set(value, this.#held.length);
    this.#held = joined;
  }
}
