import { encodeFrame, headerBytes } from './frame.ts';

/** Room that a writer begins with, in bytes: for the acknowledgements of a client that posts now and then. */
const firstRoomBytes = 512;
/** A whole number takes so many digits at most. */
const mostDigits = 16;
/** A whole number is written in two parts of at most so many digits, of which each fits into 31 bits. */
const lowDigits = 8;
const lowUnit = 10 ** lowDigits;
const zero = 0x30;

const nothing: Buffer = Buffer.alloc(0);

/**
 * Writes frames into one buffer, piece by piece. A text would be left behind for each piece and each joining of two,
 * which costs more to collect than to make where messages are short and many.
 */
export class FrameWriter {
  #buffer: Buffer = nothing;
  #length = 0;
  #frameStart = 0;
  #count = 0;

  /** Frames that were written and not taken. */
  get count(): number {
    return this.#count;
  }

  /** Begins a frame, which the next pieces make up until its `end`. */
  begin(): this {
    this.#frameStart = this.#length;
    this.#reserve(headerBytes);
    this.#length += headerBytes;
    return this;
  }

  /** @param text ASCII alone */
  ascii(text: string): this {
    this.#reserve(text.length);
    const buffer = this.#buffer;
    let at = this.#length;
    for (let index = 0; index < text.length; index += 1) {
      buffer[at] = text.charCodeAt(index);
      at += 1;
    }
    this.#length = at;
    return this;
  }

  /** @param value a whole number from 0 to 2^53 - 1; it is written in decimal digits */
  integer(value: number): this {
    this.#reserve(mostDigits);
    const end = this.#length + digitsOf(value);
    const high = Math.floor(value / lowUnit);
    if (high === 0) this.#digits(value, this.#length, end);
    else {
      this.#digits(high, this.#length, end - lowDigits);
      this.#digits(value - high * lowUnit, end - lowDigits, end);
    }
    this.#length = end;
    return this;
  }

  /** @param value fits into 31 bits: a whole number of that size is divided three times as fast */
  #digits(value: number, start: number, end: number): void {
    const buffer = this.#buffer;
    let rest = value;
    for (let at = end - 1; at >= start; at -= 1) {
      const tenth = (rest / 10) | 0;
      buffer[at] = zero + rest - tenth * 10;
      rest = tenth;
    }
  }

  /** Ends the frame: its header tells its length. */
  end(): void {
    const payloadBytes = this.#length - this.#frameStart - headerBytes;
    this.#buffer.writeUInt32BE(payloadBytes, this.#frameStart);
    this.#count += 1;
  }

  /**
   * Writes a whole frame.
   *
   * @throws PartylineError as `encodeFrame`
   */
  frame(payload: string): void {
    const frame = encodeFrame(payload);
    this.#reserve(frame.length);
    this.#length += frame.copy(this.#buffer, this.#length);
    this.#count += 1;
  }

  /** Gives the frames that were written, and begins anew. */
  take(): Buffer {
    const frames = this.#buffer.subarray(0, this.#length);
    this.#buffer = nothing;
    this.#length = 0;
    this.#count = 0;
    return frames;
  }

  #reserve(bytes: number): void {
    const needed = this.#length + bytes;
    if (needed <= this.#buffer.length) return;
    const larger = Buffer.allocUnsafe(Math.max(firstRoomBytes, needed, 2 * this.#buffer.length));
    this.#buffer.copy(larger, 0, 0, this.#length);
    this.#buffer = larger;
  }
}

function digitsOf(value: number): number {
  let digits = 1;
  for (let power = 10; power <= value; power *= 10) digits += 1;
  return digits;
}
