import type { Socket } from 'node:net';
import { type FirstBytes, recognise } from '../../wire/first-bytes.ts';

/** Waits until the first bytes tell what the peer speaks; then all of them are there to be read. */
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

  /** Whether the peer has said what it speaks. */
  get isDone(): boolean {
    return this.#told === undefined;
  }

  /** Reads no more. */
  stop(): void {
    this.#told = undefined;
    this.#raw.off('readable', this.#look);
  }

  readonly #look = (): void => {
    const chunk: Buffer | null = this.#raw.read();
    if (chunk === null) return;
    const first = Buffer.concat([this.#first, chunk]);
    this.#first = first;
    const kind = recognise(first);
    // Bytes put back too early would be announced again at once, and so for ever.
    if (kind === 'more' || (kind === 'tls' && isCutRecord(first))) return;
    const told = this.#told;
    this.stop();
    this.#raw.unshift(first);
    told?.(kind);
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
