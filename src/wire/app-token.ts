import { decodeBase64Url, encodeBase64Url } from '../base/base64url.ts';
import { InputError } from '../base/errors.ts';

/** The content of an app token: its session, and the one server that it may be shown to. */
export interface AppToken {
  /** SHA-256 of the server's certificate, base64url; undefined for a server in clear text. */
  readonly fingerprint: string | undefined;
  /** Id of its session: 16 bytes in base64url. */
  readonly session: string;
  /** 32 bytes in base64url. */
  readonly secret: string;
}

const prefix = 'plt_';
const clearPrefix = 'pltc_';
const fingerprintBytes = 32;
const sessionBytes = 16;
const secretBytes = 32;

/**
 * Writes an app token as people keep it: `plt_`, then fingerprint, session and secret as one base64url
 * text of 107 characters; `pltc_` and 64 characters for a server in clear text, which has no fingerprint.
 */
export function formatAppToken({ fingerprint, session, secret }: AppToken): string {
  const parts = fingerprint === undefined ? [session, secret] : [fingerprint, session, secret];
  const bytes = Uint8Array.from(parts.flatMap((part) => [...(decodeBase64Url(part) ?? [])]));
  return `${fingerprint === undefined ? clearPrefix : prefix}${encodeBase64Url(bytes)}`;
}

/**
 * Reads what `formatAppToken` wrote; spaces around it do not matter.
 *
 * @throws InputError in a sentence that does not repeat the secret
 */
export function parseAppToken(text: string): AppToken {
  const trimmed = text.trim();
  const isClear = trimmed.startsWith(clearPrefix);
  if (!isClear && !trimmed.startsWith(prefix)) {
    throw new InputError(
      `This is no app token: one begins with ${prefix} (or ${clearPrefix}). Make one with: partyline token create NAME.`,
    );
  }
  const bytes = decodeBase64Url(trimmed.slice(isClear ? clearPrefix.length : prefix.length));
  const fingerprintEnd = isClear ? 0 : fingerprintBytes;
  const sessionEnd = fingerprintEnd + sessionBytes;
  if (bytes?.length !== sessionEnd + secretBytes) {
    throw new InputError(
      'The app token is not whole: copy all of it, from plt to its last character.',
    );
  }
  const part = (start: number, end?: number) => encodeBase64Url(bytes.subarray(start, end));
  return {
    fingerprint: isClear ? undefined : part(0, fingerprintEnd),
    session: part(fingerprintEnd, sessionEnd),
    secret: part(sessionEnd),
  };
}
