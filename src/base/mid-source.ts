/** The characters of base64url in the order of their bytes, so that texts compare as their numbers do. */
const risingAlphabet = '-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz';

const midTimeLength = 8;
/** The digits of an id behind its time. */
export const midRandomLength = 13;

/**
 * Makes message ids that rise: 48 bits of time in milliseconds, then random ones, as 22 characters
 * of base64url; within one millisecond, or when the clock goes back, the last one counted up. The
 * server need not look for a mid that is higher than all before of its account. As UUIDv7 (RFC 9562,
 * section 6.2, method 2) does it; nothing reads the time back.
 */
export class MidSource {
  #time = 0;
  #rest: number[] = [];

  /** @param now milliseconds since 1970 UTC */
  next(now: number): string {
    if (now > this.#time) {
      this.#time = now;
      this.#rest = randomDigits();
    } else this.#countUp();
    return midOfDigits(this.#time, this.#rest);
  }

  #countUp(): void {
    for (let place = midRandomLength - 1; place >= 0; place -= 1) {
      const digit = (this.#rest[place] as number) + 1;
      this.#rest[place] = digit % 64;
      if (digit < 64) return;
    }
    this.#time += 1;
  }
}

/**
 * A message id of its parts.
 *
 * @param time milliseconds since 1970 UTC
 * @param rest 13 numbers below 64
 */
export function midOfDigits(time: number, rest: readonly number[]): string {
  const digits = rest.map((digit) => risingAlphabet[digit]).join('');
  // 16 bytes leave two bits for the last character: A has none of them set.
  return `${timeText(time)}${digits}A`;
}

function timeText(time: number): string {
  let text = '';
  let left = time;
  for (let place = 0; place < midTimeLength; place += 1) {
    text = `${risingAlphabet[left % 64]}${text}`;
    left = Math.floor(left / 64);
  }
  return text;
}

function randomDigits(): number[] {
  return Array.from(crypto.getRandomValues(new Uint8Array(midRandomLength)), (byte) => byte & 63);
}
