import { formatAppToken } from '../../wire/app-token.ts';
import type { Answer, RequestFields } from '../../wire/requests.ts';

/** An app token to be made. */
export interface TokenRequest {
  /** What it is called in lists of sessions; 1 to 64 characters, and unlike those of the other tokens. */
  readonly name: string;
  readonly read: boolean;
  readonly write: boolean;
  /** `lobby` and `@NAME`: the only rooms. All of the account's if left out. */
  readonly rooms?: readonly string[];
  /** Milliseconds since 1970 UTC; it never expires if left out. */
  readonly expiresAt?: number;
}

/** An app token as it is told once. */
export interface CreatedToken {
  /** What it is listed and revoked by. */
  readonly session: string;
  /** The token itself, with the server's fingerprint in it: a secret. */
  readonly token: string;
}

/** What is asked of the server for a token. */
export function tokenFields(request: TokenRequest): RequestFields<'token.create'> {
  const { name, read, write, rooms, expiresAt } = request;
  return {
    name,
    read,
    write,
    ...(rooms === undefined ? {} : { rooms: [...rooms] }),
    ...(expiresAt === undefined ? {} : { expiresAt }),
  };
}

/** The token that was made, for the server of this certificate. */
export function createdToken(
  { session, secret }: Pick<Answer<'token.create'>, 'session' | 'secret'>,
  fingerprint: string | undefined,
): CreatedToken {
  return { session, token: formatAppToken({ fingerprint, session, secret }) };
}
