import { InputError } from '../base/errors.ts';
import type { TokenRequest } from '../client/core/account.ts';
import { didYouMean } from '../texts/did-you-mean.ts';
import { SpokenError } from '../texts/spoken-error.ts';
import { textOf } from '../texts/text-of.ts';
import type { SessionInfo } from '../wire/messages.ts';
import type { Grant } from '../words/grant.ts';
import { limits } from '../words/limits.ts';
import { formatRoomReference, parseRoomReference } from '../words/room-reference.ts';
import { safeLine, shown } from './safe-text.ts';
import { looksLikeDuration, parseDuration } from './times.ts';

/** An app token of the account. */
export type AppTokenInfo = SessionInfo & { readonly grant: Grant };

/** The app tokens among the account's sessions that are good, the newest last. */
export function tokensAmong(sessions: readonly SessionInfo[]): AppTokenInfo[] {
  return sessions
    .filter(({ endedAt }) => endedAt === null)
    .filter((session): session is AppTokenInfo => session.grant !== null)
    .toSorted((left, right) => left.createdAt - right.createdAt);
}

/** Finds a token by its name. Throws PartylineError `session.unknown`, with the nearest one. */
export function findToken(sessions: readonly SessionInfo[], name: string): AppTokenInfo {
  const tokens = tokensAmong(sessions);
  const found = tokens.find(({ device }) => device === name);
  if (found !== undefined) return found;
  const names = tokens.map(({ device }) => device);
  const hint = didYouMean(name, names, safeLine);
  throw new SpokenError('session.unknown', textOf('tokens.unknown', { name: shown(name), hint }));
}

/** Returns what a token is to be called if it can be: one word. Throws InputError. */
export function checkTokenName(name: string): string {
  if (/^[^\s\p{C}]+$/u.test(name) && [...name].length <= limits.deviceNameLength) return name;
  throw new InputError(
    textOf('tokens.bad-name', {
      name: JSON.stringify(name.slice(0, 80)),
      most: limits.deviceNameLength,
    }),
  );
}

/**
 * Reads what a person typed to make a token: its name first, then in any order `read` and `write` (both
 * if neither is there), rooms, and a length of time. Throws InputError.
 *
 * @param now milliseconds since 1970 UTC, by the server's clock
 */
export function readTokenRequest(words: readonly string[], now: number): TokenRequest {
  const [name = '', ...rest] = words;
  const rooms: string[] = [];
  const scopes = new Set<string>();
  let expiresAt: number | undefined;
  for (const word of rest) {
    if (word === 'read' || word === 'write') scopes.add(word);
    else if (/^(lobby$|[@#])/i.test(word))
      rooms.push(formatRoomReference(parseRoomReference(word)));
    else if (looksLikeDuration(word)) expiresAt = now + parseDuration(word);
    else throw new InputError(unknownWord(word));
  }
  return {
    name: checkTokenName(name),
    read: scopes.size === 0 || scopes.has('read'),
    write: scopes.size === 0 || scopes.has('write'),
    ...(rooms.length === 0 ? {} : { rooms }),
    ...(expiresAt === undefined ? {} : { expiresAt }),
  };
}

function unknownWord(word: string): string {
  return textOf('tokens.bad-word', { word: shown(word) });
}
