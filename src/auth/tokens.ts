import { newToken } from '../base/ids.ts';

const textLength = 43;

/** The secret that a client sends with every message of one connection; it ends with the connection. */
export class SessionToken {
  /** 32 random bytes in base64url, for the client. */
  readonly text: string;
  readonly #bytes: Uint8Array;
  #expiresAt: number;

  /**
   * A new token.
   *
   * @param now milliseconds of a clock that nobody sets, as for `check`
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
    let difference = 0;
    for (let at = 0; at < textLength; at += 1) {
      difference |= presented.charCodeAt(at) ^ (this.#bytes[at] as number);
    }
    return difference === 0 && now < this.#expiresAt;
  }

  /** Makes `check` refuse from now on. */
  revoke(): void {
    this.#expiresAt = Number.NEGATIVE_INFINITY;
  }
}
