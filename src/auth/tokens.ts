import { timingSafeEqual } from 'node:crypto';
import { newToken } from '../base/ids.ts';

const textLength = 43;

/** Where presented tokens are laid out to be compared, so that a message costs no allocation. */
const presentedBytes = Buffer.alloc(textLength);

/** The secret that a client sends with every message of one connection; it ends with the connection. */
export class SessionToken {
  /** 32 random bytes in base64url, for the client. */
  readonly text: string;
  readonly #bytes: Buffer;
  #expiresAt: number;

  /**
   * A new token.
   *
   * @param now milliseconds, as for `check`
   */
  static create(now: number, lifetimeMs: number): SessionToken {
    return new SessionToken(newToken(), now + lifetimeMs);
  }

  private constructor(text: string, expiresAt: number) {
    this.text = text;
    this.#bytes = Buffer.from(text, 'latin1');
    this.#expiresAt = expiresAt;
  }

  /**
   * Whether `presented` is this token and the token is still good. The time it takes does not depend
   * on how much of a token of the right length is right.
   *
   * @param presented whatever the message had in its place
   */
  check(presented: unknown, now: number): boolean {
    if (typeof presented !== 'string' || presented.length !== textLength) return false;
    if (presentedBytes.write(presented, 'utf8') !== textLength) return false;
    return timingSafeEqual(presentedBytes, this.#bytes) && now < this.#expiresAt;
  }

  /** Makes `check` refuse from now on. */
  revoke(): void {
    this.#expiresAt = Number.NEGATIVE_INFINITY;
  }
}
