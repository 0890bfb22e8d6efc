import { PartylineError } from '../base/errors.ts';
import type { ClientMessage, ServerMessage } from './messages.ts';

/** Bytes in front of every payload: its length as an unsigned 32-bit big-endian number. */
export const headerBytes = 4;

/** Smallest buffer that gathers a frame which arrives in pieces, in bytes. */
const firstHoldBytes = 1024;

const nothing: Buffer = Buffer.alloc(0);

/**
 * Encodes a text as one frame: header and UTF-8 payload in one buffer.
 *
 * @throws PartylineError `frame.invalid` if the text is empty, or holds a lone surrogate, which UTF-8
 *   cannot carry (RFC 3629 section 3)
 */
export function encodeFrame(payload: string): Buffer {
  if (payload.length === 0) {
    throw new PartylineError('frame.invalid', 'An empty message cannot be sent.');
  }
  if (!payload.isWellFormed()) {
    throw new PartylineError('frame.invalid', 'A message with a lone surrogate cannot be sent.');
  }
  const payloadBytes = Buffer.byteLength(payload);
  const frame = Buffer.allocUnsafe(headerBytes + payloadBytes);
  frame.writeUInt32BE(payloadBytes, 0);
  frame.write(payload, headerBytes, payloadBytes, 'utf8');
  return frame;
}

/** Encodes a message as one frame, header and all. */
export function encodeMessage(message: ClientMessage | ServerMessage): Buffer {
  return encodeFrame(JSON.stringify(message));
}

/**
 * Cuts a stream of bytes into frames, however the stream was chunked. It is fed with `push` and asked
 * with `next`; it holds at most one chunk and one unfinished frame, and for that frame never more than
 * twice the bytes that came.
 *
 * A frame that lies whole in one chunk is not copied. Payloads are never written to again, so they may
 * be kept; keeping one keeps its chunk.
 */
export class FrameDecoder {
  /** Largest payload accepted, in bytes; may change between frames. */
  maxBytes: number;
  #chunk: Buffer = nothing;
  #offset = 0;
  #held: Buffer = nothing;
  #heldBytes = 0;

  /** @param maxBytes largest payload accepted, in bytes */
  constructor(maxBytes: number) {
    this.maxBytes = maxBytes;
  }

  /**
   * Feeds bytes. The decoder takes the chunk over: nobody may write to it any more. Ask `next` until it
   * has nothing before pushing again: bytes that are still unread are copied.
   */
  push(chunk: Buffer): void {
    const isRead = this.#offset === this.#chunk.length;
    this.#chunk = isRead ? chunk : Buffer.concat([this.#chunk.subarray(this.#offset), chunk]);
    this.#offset = 0;
  }

  /**
   * The payload of the next frame, or undefined when more bytes are needed.
   *
   * @throws PartylineError `frame.too-large` or, for length 0, `frame.invalid`, as soon as the header
   *   shows it; and again at every further call, as nothing behind such a header can be read
   */
  next(): Buffer | undefined {
    return this.#heldBytes === 0 ? this.#nextOfChunk() : this.#nextOfHeld();
  }

  /** Whether bytes of an unfinished frame are held: if the stream ends now, it ends inside a frame. */
  get partial(): boolean {
    return this.#heldBytes > 0;
  }

  #nextOfChunk(): Buffer | undefined {
    const start = this.#offset + headerBytes;
    if (start <= this.#chunk.length) {
      const end = start + this.#checkedLength(this.#chunk, this.#offset);
      if (end <= this.#chunk.length) {
        this.#offset = end;
        return this.#chunk.subarray(start, end);
      }
    }
    return this.#nextOfHeld();
  }

  #nextOfHeld(): Buffer | undefined {
    if (!this.#fill(headerBytes)) return undefined;
    const frameBytes = headerBytes + this.#checkedLength(this.#held, 0);
    if (!this.#fill(frameBytes)) return undefined;
    const payload = this.#held.subarray(headerBytes, frameBytes);
    this.#held = nothing;
    this.#heldBytes = 0;
    return payload;
  }

  /** Moves bytes from the chunk until `wanted` are held; false if the chunk has too few. */
  #fill(wanted: number): boolean {
    const missing = wanted - this.#heldBytes;
    if (missing <= 0) return true;
    const end = Math.min(this.#offset + missing, this.#chunk.length);
    if (end > this.#offset) this.#hold(end, wanted);
    if (end === this.#chunk.length) this.#dropChunk();
    return this.#heldBytes === wanted;
  }

  /** Holds the bytes of the chunk up to `end`. */
  #hold(end: number, wanted: number): void {
    this.#makeRoom(this.#heldBytes + end - this.#offset, wanted);
    this.#heldBytes += this.#chunk.copy(this.#held, this.#heldBytes, this.#offset, end);
    this.#offset = end;
  }

  /** Grows by doubling: a frame in many pieces costs linear time, and room only for what came. */
  #makeRoom(needed: number, wanted: number): void {
    if (needed <= this.#held.length) return;
    const grown = Math.min(wanted, Math.max(firstHoldBytes, this.#held.length * 2));
    const larger = Buffer.allocUnsafeSlow(Math.max(needed, grown));
    this.#held.copy(larger, 0, 0, this.#heldBytes);
    this.#held = larger;
  }

  /** A chunk that was read to its end must not be kept alive by an idle connection. */
  #dropChunk(): void {
    this.#chunk = nothing;
    this.#offset = 0;
  }

  #checkedLength(buffer: Buffer, offset: number): number {
    const length = buffer.readUInt32BE(offset);
    if (length === 0) throw new PartylineError('frame.invalid', 'A frame of length 0 came.');
    if (length > this.maxBytes) {
      throw new PartylineError(
        'frame.too-large',
        `A message of ${length} bytes came, and at most ${this.maxBytes} are accepted.`,
      );
    }
    return length;
  }
}

/**
 * Encodes texts as frames, one after the other in one buffer.
 *
 * @param payloads none is empty or has a lone surrogate: for texts that were checked when they came in
 */
export function encodeFrames(payloads: readonly string[]): Buffer {
  let framed = '';
  let highBytes = 0;
  for (const payload of payloads) {
    const { length } = payload;
    framed += String.fromCharCode(
      length >>> 24,
      (length >>> 16) & 255,
      (length >>> 8) & 255,
      length & 255,
    );
    framed += payload;
    if ((length & 0x80) !== 0) highBytes += 1;
    if (length > 0x7fff) return encodeApart(payloads);
  }
  // Most messages are ASCII: then their length is known without looking, and they are written in one go.
  const isAscii = Buffer.byteLength(framed) === framed.length + highBytes;
  return isAscii ? Buffer.from(framed, 'latin1') : encodeApart(payloads);
}

function encodeApart(payloads: readonly string[]): Buffer {
  const lengths = payloads.map((payload) => Buffer.byteLength(payload));
  const frames = Buffer.allocUnsafe(lengths.reduce((sum, length) => sum + headerBytes + length, 0));
  let offset = 0;
  for (const [index, payload] of payloads.entries()) {
    const length = lengths[index] as number;
    offset = frames.writeUInt32BE(length, offset);
    offset += frames.write(payload, offset, length, 'utf8');
  }
  return frames;
}
