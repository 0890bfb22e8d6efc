import { hash, randomBytes, timingSafeEqual } from 'node:crypto';

/** Length of a token in bytes: session, device, invitation and reset secrets alike. */
export const tokenBytes = 32;

/** `count` random bytes in base64url without padding: 16 bytes give 22 characters, 32 give 43. */
export function randomId(count: number): string {
  return randomBytes(count).toString('base64url');
}

/** A new secret of 32 random bytes, base64url. */
export function newToken(): string {
  return randomId(tokenBytes);
}

/** SHA-256 of a secret's characters, base64url: what is stored instead of the secret. */
export function hashSecret(secret: string): string {
  return hash('sha256', secret, 'base64url');
}

/** Compares two strings in time that depends on their lengths only. */
export function equalSecrets(left: string, right: string): boolean {
  const a = Buffer.from(left);
  const b = Buffer.from(right);
  return a.length === b.length && timingSafeEqual(a, b);
}

/** The characters of base64url in the order of their bytes, so that texts compare as their numbers do. */
const risingAlphabet = '-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz';

const midTimeLength = 8;
const midRandomLength = 13;

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
    const rest = this.#rest.map((digit) => risingAlphabet[digit]).join('');
    // 16 bytes leave two bits for the last character: A has none of them set.
    return `${this.#timeText()}${rest}A`;
  }

  #timeText(): string {
    let text = '';
    let left = this.#time;
    for (let place = 0; place < midTimeLength; place += 1) {
      text = `${risingAlphabet[left % 64]}${text}`;
      left = Math.floor(left / 64);
    }
    return text;
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

function randomDigits(): number[] {
  return Array.from(randomBytes(midRandomLength), (byte) => byte & 63);
}

const codeAlphabet = '0123456789abcdefghjkmnpqrstvwxyz';

/**
 * A one-time code a person can read aloud: 16 characters of Crockford's base 32 (80 random bits) in
 * groups of four, `k3f9-0m2x-...`.
 */
export function newCode(): string {
  const characters = Array.from(randomBytes(16), (byte) => codeAlphabet[byte & 31]).join('');
  return characters.replace(/(.{4})(?=.)/g, '$1-');
}
