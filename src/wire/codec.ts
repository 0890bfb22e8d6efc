import type { TSchema } from 'typebox';
import { Compile, type Validator } from 'typebox/compile';
import type { TLocalizedValidationError } from 'typebox/error';
import { PartylineError } from '../base/errors.ts';
import { limits } from '../base/limits.ts';
import { encodeFrame } from './frame.ts';
import {
  type ClientMessage,
  type GreetingMessage,
  type MemberMessage,
  type ServerMessage,
  schemas,
} from './messages.ts';
import { invalidField, type JsonObject, parseStrictJson } from './strict-json.ts';

/** The messages of each side: a client's before login, a client's after login, the server's. */
export interface MessagesOf {
  greeting: GreetingMessage;
  member: MemberMessage;
  server: ServerMessage;
}

/** Who may send a message, and when. */
export type Side = keyof MessagesOf;

const schemasOf: Readonly<Record<Side, ReadonlyMap<string, TSchema>>> = {
  greeting: new Map(Object.entries(schemas.greeting)),
  member: new Map(Object.entries(schemas.member)),
  server: new Map(Object.entries(schemas.server)),
};

const validators: Readonly<Record<Side, Map<string, Validator>>> = {
  greeting: new Map(),
  member: new Map(),
  server: new Map(),
};

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Encodes a message as one frame, header and all. */
export function encodeMessage(message: ClientMessage | ServerMessage): Buffer {
  return encodeFrame(JSON.stringify(message));
}

/**
 * Parses the payload of a frame: one JSON object in UTF-8, under the rules of I-JSON (RFC 7493) and at
 * most `limits.depth` deep.
 *
 * @throws PartylineError `frame.invalid` if it is not UTF-8, not JSON, or not an object; `message.invalid`
 *   if a name is repeated, a string holds a lone surrogate, or the nesting is too deep
 */
export function parsePayload(payload: Uint8Array): JsonObject {
  const value = parseStrictJson(decodeText(payload), limits.depth);
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
  const type = value.type;
  const validator = validators[side].get(type as string) ?? compile(side, type);
  if (!validator.Check(value)) throw explain(validator.Errors(value));
  return value as unknown as MessagesOf[S];
}

/** Compiles a validator at the first message of its type. */
function compile(side: Side, type: unknown): Validator {
  if (type === undefined) throw invalidField('type', 'is missing');
  if (typeof type !== 'string') throw invalidField('type', 'must be string');
  const schema = schemasOf[side].get(type);
  if (schema === undefined) throw unknownType(type);
  const validator = Compile(schema);
  validators[side].set(type, validator);
  return validator;
}

function unknownType(type: string): PartylineError {
  const known = Object.values(schemasOf).some((types) => types.has(type));
  return known
    ? new PartylineError('message.unexpected', `A message of type "${type}" does not fit here.`)
    : invalidField('type', 'is not a type of message');
}

/** The first error says most: what is missing comes before what is not known, and that before the rest. */
function explain(errors: readonly TLocalizedValidationError[]): PartylineError {
  const [error] = errors;
  if (error === undefined) return new PartylineError('message.invalid');
  const alternatives = errors.some(
    ({ keyword, instancePath }) => keyword === 'anyOf' && instancePath === error.instancePath,
  );
  const [name, problem] = alternatives ? ['', 'has none of the allowed forms'] : describe(error);
  return invalidField(fieldPath(error.instancePath, name), problem);
}

/** The name below the error's path, if the path is that of the object around it, and the problem. */
function describe(error: TLocalizedValidationError): [name: string, problem: string] {
  switch (error.keyword) {
    case 'required':
      return [error.params.requiredProperties[0] ?? '', 'is missing'];
    case 'boolean':
      return ['', 'is not known'];
    case 'enum':
      return ['', `must be one of ${error.params.allowedValues.join(', ')}`];
    default:
      return ['', error.message];
  }
}

/** Turns a JSON Pointer (RFC 6901) into the dotted path that errors carry: `cursors.lobby`. */
function fieldPath(pointer: string, name: string): string {
  const names = pointer.split('/').slice(1).map(unescapePointer);
  return (name === '' ? names : [...names, name]).join('.');
}

function unescapePointer(part: string): string {
  return part.replaceAll('~1', '/').replaceAll('~0', '~');
}
