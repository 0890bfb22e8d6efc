import { PartylineError } from '../base/errors.ts';
import { limits } from '../words/limits.ts';
import { messageChecks } from './message-checks.ts';
import type { GreetingMessage, MemberMessage, ServerMessage } from './messages.ts';
import { type JsonObject, parseStrictJson } from './strict-json.ts';

/** The messages of each side: a client's before login, a client's after login, the server's. */
export interface MessagesOf {
  greeting: GreetingMessage;
  member: MemberMessage;
  server: ServerMessage;
}

/** The sender of a message, and the stage it is in. */
export type Side = keyof MessagesOf;

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Parses the payload of a frame: one JSON object in UTF-8, under the rules of I-JSON (RFC 7493) and at
 * most `limits.depth` deep.
 *
 * @throws PartylineError `frame.invalid` if it is not UTF-8, and as `parseText`
 */
export function parsePayload(payload: Uint8Array): JsonObject {
  return parseText(decodeText(payload));
}

/**
 * Parses the text of a frame, see `parsePayload`.
 *
 * @throws PartylineError `frame.invalid` if it is not JSON, or not an object; `message.invalid` if a name
 *   is repeated, a string holds a lone surrogate, or the nesting is too deep
 */
export function parseText(text: string): JsonObject {
  const value = parseStrictJson(text, limits.depth);
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  throw new PartylineError('frame.invalid', 'The message is JSON, but not an object.');
}

/**
 * Decodes the payload of a frame as text.
 *
 * @throws PartylineError `frame.invalid` if it is not UTF-8 (RFC 3629)
 */
export function decodeText(payload: Uint8Array): string {
  try {
    return utf8.decode(payload);
  } catch (cause) {
    throw new PartylineError('frame.invalid', 'The message is not UTF-8.', { cause });
  }
}

/** Whether a parsed payload is a message of one side, whole and with nothing left over. */
export function isMessage<S extends Side>(side: S, value: JsonObject): boolean {
  return messageChecks[side].get(value.type as string)?.(value) ?? false;
}
