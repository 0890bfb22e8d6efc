import type { OwnPlace } from './own-places.ts';
import type { LastUsed, SavedSession, ServerMemory } from './profile.ts';
import type { Cursors } from './read-positions.ts';

/* The form of a profile's files. */

type Fields = Readonly<Record<string, unknown>>;

/** @throws Error that names the field which is not as it was written */
export function parseMemory(value: unknown): ServerMemory {
  const fields = objectOf(value, 'the file');
  const session = optional(fields, 'session', parseSession);
  const cursors = optional(fields, 'cursors', parseCursors);
  const terms = optional(fields, 'terms', parseTexts);
  const own = optional(fields, 'own', parseOwn);
  const nodes = optional(fields, 'nodes', parseTexts);
  const knowsAllRooms = optional(fields, 'knowsAllRooms', parseFlag);
  return {
    ...textField(fields, 'name'),
    ...textField(fields, 'pin'),
    ...textField(fields, 'epoch'),
    ...(session === undefined ? {} : { session }),
    ...(cursors === undefined ? {} : { cursors }),
    ...(terms === undefined ? {} : { terms }),
    ...(own === undefined ? {} : { own }),
    ...(knowsAllRooms === undefined ? {} : { knowsAllRooms }),
    ...(nodes === undefined ? {} : { nodes }),
  };
}

/** @throws Error that names the field which is not as it was written */
export function parseLastUsed(value: unknown): LastUsed {
  const fields = objectOf(value, 'the file');
  return { server: text(fields.server, 'server'), name: optional(fields, 'name', text) };
}

function parseSession(value: unknown): SavedSession {
  const fields = objectOf(value, 'session');
  return {
    id: text(fields.id, 'session.id'),
    deviceToken: text(fields.deviceToken, 'session.deviceToken'),
  };
}

function parseCursors(value: unknown): Cursors {
  const fields = objectOf(value, 'cursors');
  for (const seq of Object.values(fields))
    if (!isSeq(seq)) throw new Error('cursors is not numbers');
  return fields as Cursors;
}

function isSeq(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function parseTexts(value: unknown, name: string): string[] {
  if (!Array.isArray(value)) throw new Error(`${name} is not a list`);
  return value.map((each) => text(each, name));
}

function parseFlag(value: unknown, field: string): boolean {
  if (typeof value !== 'boolean') throw new Error(`${field} is not true or false`);
  return value;
}

function parseOwn(value: unknown): OwnPlace[] {
  if (!Array.isArray(value)) throw new Error('own is not a list');
  return value.map((place: unknown) => {
    if (!Array.isArray(place) || place.length !== 2 || !isSeq(place[1])) {
      throw new Error('own is not rooms with numbers');
    }
    return [text(place[0], 'own'), place[1]];
  });
}

function textField<Key extends string>(fields: Fields, key: Key): { [K in Key]?: string } {
  const value = optional(fields, key, text);
  return (value === undefined ? {} : { [key]: value }) as { [K in Key]?: string };
}

function optional<Value>(
  fields: Fields,
  key: string,
  parse: (value: unknown, name: string) => Value,
): Value | undefined {
  const value = fields[key];
  return value === undefined ? undefined : parse(value, key);
}

function text(value: unknown, name: string): string {
  if (typeof value === 'string') return value;
  throw new Error(`${name} is not text`);
}

function objectOf(value: unknown, name: string): Fields {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Fields;
  throw new Error(`${name} is not an object`);
}
