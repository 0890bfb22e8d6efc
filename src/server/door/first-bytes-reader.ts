import type { Socket } from 'node:net';
import { type FirstBytes, recognise } from '../../wire/first-bytes.ts';

/**
 * Waits until the first bytes tell what the peer speaks, and holds them until somebody is to read them: meanwhile it is
 * noticed when the peer hangs up.
 */
export class FirstBytesReader {
  readonly #raw: Socket;
  #first = Buffer.alloc(0);
  #told: ((kind: Exclude<FirstBytes, 'more'>) => void) | undefined;

  constructor(raw: Socket) {
    this.#raw = raw;
  }

  /** Begins to read; tells once what the peer speaks. */
  start(told: (kind: Exclude<FirstBytes, 'more'>) => void): void {
    this.#told = told;
    this.#raw.on('readable', this.#look);
  }

  /** Reads no more; all that was read is there to be read again. */
  release(): void {
    this.#told = undefined;
    this.#raw.off('readable', this.#look);
    if (this.#first.length > 0) this.#raw.unshift(this.#first);
    this.#first = Buffer.alloc(0);
  }

  readonly #look = (): void => {
    const chunk: Buffer | null = this.#raw.read();
    if (chunk === null) return;
    this.#first = Buffer.concat([this.#first, chunk]);
    const told = this.#told;
    if (told === undefined) {
      // Whoever says more before there is an answer may hang up without being noticed.
      this.#raw.off('readable', this.#look);
      return;
    }
    const kind = recognise(this.#first);
    if (kind === 'more' || (kind === 'tls' && isCutRecord(this.#first))) return;
    this.#told = undefined;
    told(kind);
  };
}

/** Bytes in front of a record of TLS, and its usual greatest length here: a ClientHello has a kilobyte or two. */
const recordHeaderBytes = 5;
const mostAwaitedBytes = 4_096;

/**
 * Whether more is to come of the record that the client begins with (RFC 8446, section 5.1): a handshake takes a
 * turn in the queue of logins, which nobody gets for less than a whole record. One that is too long is not awaited.
 */
function isCutRecord(first: Buffer): boolean {
  if (first.length < recordHeaderBytes) return true;
  const recordBytes = first.readUInt16BE(recordHeaderBytes - 2);
  return recordBytes <= mostAwaitedBytes && first.length < recordHeaderBytes + recordBytes;
}
