import { createRequire } from 'node:module';
import { extname } from 'node:path';
import { PartylineError } from '../base/errors.ts';
import { limits } from '../words/limits.ts';
import { encodeFrame } from './frame.ts';
import { messageChecks } from './message-checks.ts';
import type { ClientMessage, GreetingMessage, MemberMessage, ServerMessage } from './messages.ts';
import { invalidField, type JsonObject, parseStrictJson } from './strict-json.ts';

/** The messages of each side: a client's before login, a client's after login, the server's. */
export interface MessagesOf {
  greeting: GreetingMessage;
  member: MemberMessage;
  server: ServerMessage;
}

/** Who may send a message, and when. */
export type Side = keyof MessagesOf;

const require = createRequire(import.meta.url);

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Encodes a message as one frame, header and all. */
export function encodeMessage(message: ClientMessage | ServerMessage): Buffer {
  return encodeFrame(JSON.stringify(message));
}

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
  throw new PartylineError('frame.invalid', 'What came is JSON, but not an object.');
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
    throw new PartylineError('frame.invalid', 'What came is not UTF-8.', { cause });
  }
}

/**
 * Checks that a parsed payload is a message of one side, whole and with nothing left over, and returns it.
 *
 * @throws PartylineError `message.invalid` with the first field that is missing, wrong or unknown (`type`
 *   for a type that does not exist); `message.unexpected` for a message of another side
 */
export function checkMessage<S extends Side>(side: S, value: JsonObject): MessagesOf[S] {
  const { type } = value;
  const check = messageChecks[side].get(type as string);
  if (check === undefined) throw unknownType(type);
  if (!check(value)) throw explain(side, type as string, value);
  return value as unknown as MessagesOf[S];
}

function unknownType(type: unknown): PartylineError {
  if (type === undefined) return invalidField('type', 'is missing');
  if (typeof type !== 'string') return invalidField('type', 'must be string');
  const known = Object.values(messageChecks).some((checks) => checks.has(type));
  return known
    ? new PartylineError('message.unexpected', `A message of type "${type}" does not fit here.`)
    : invalidField('type', 'is not a type of message');
}

/** The words for a fault need the schemas, which take longer to load than all else; most never do. */
function explain(side: Side, type: string, value: JsonObject): PartylineError {
  const file = `./message-faults${extname(import.meta.filename)}`;
  const { faultOf } = require(file) as typeof import('./message-faults.ts');
  return faultOf(side, type, value);
}
