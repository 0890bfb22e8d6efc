import type { TSchema } from 'typebox';
import type { TLocalizedValidationError } from 'typebox/error';
import { Errors } from 'typebox/value';
import { PartylineError } from '../base/errors.ts';
import { namePattern } from '../words/name.ts';
import { roomAddressPattern, roomIdPattern } from '../words/room-id.ts';
import { roomReferencePattern } from '../words/room-reference.ts';
import { schemas } from './messages.ts';
import { invalidField, type JsonObject } from './strict-json.ts';

/**
 * Says what is wrong with a message that was found invalid. It knows all schemas and is large; programs load
 * it when a message is invalid.
 *
 * @returns `message.invalid` with the first field that is missing, wrong or unknown (`type` for a type that
 *   does not exist); `message.unexpected` for a message of another side
 */
export function faultOf(side: keyof typeof schemas, value: JsonObject): PartylineError {
  const { type } = value;
  if (type === undefined) return invalidField('type', 'is missing');
  if (typeof type !== 'string') return invalidField('type', 'must be string');
  const schema = new Map<string, TSchema>(Object.entries(schemas[side])).get(type);
  if (schema !== undefined) return explain(Errors(schema, value));
  const known = Object.values(schemas).some((others) => Object.hasOwn(others, type));
  return known
    ? new PartylineError('message.unexpected', `A message of type "${type}" does not fit here.`)
    : invalidField('type', 'is not a type of message');
}

/** The first error says most: missing fields come before unknown ones, and those before the rest. */
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
    case 'pattern':
      return ['', formOf(String(error.params.pattern))];
    case 'enum':
      return ['', `must be one of ${error.params.allowedValues.join(', ')}`];
    default:
      return ['', error.message];
  }
}

const nameForm = 'must be a name: 1 to 32 characters out of a-z, 0-9, ".", "_" and "-"';
const forms: Readonly<Record<string, string>> = {
  [namePattern.source]: nameForm,
  [roomIdPattern.source]: 'must be a room as the server has named it',
  [roomAddressPattern.source]: 'must be lobby, #NAME, @NAME, or a room as the server has named it',
  [roomReferencePattern.source]: 'must be lobby, #NAME or @NAME',
};

/** The form that a pattern stands for, in words: a person reads no regular expressions. */
function formOf(pattern: string): string {
  const [, least, most = least] = /\{(\d+)(?:,(\d+))?\}\$$/.exec(pattern) ?? [];
  const count = least === most ? `${least}` : `${least} to ${most}`;
  if (pattern.startsWith('^[A-Za-z0-9_-]{')) return `must have ${count} characters of base64url`;
  if (pattern.startsWith('^[^')) return `must have ${count} characters, none of control`;
  return forms[pattern] ?? 'is not of the right form';
}

/** Turns a JSON Pointer (RFC 6901) into the dotted path that errors carry: `cursors.lobby`. */
function fieldPath(pointer: string, name: string): string {
  const names = pointer.split('/').slice(1).map(unescapePointer);
  return (name === '' ? names : [...names, name]).join('.');
}

function unescapePointer(part: string): string {
  return part.replaceAll('~1', '/').replaceAll('~0', '~');
}
