import assert from 'node:assert/strict';
import { fits, mapOf, type Schema } from './schema.ts';

/** JSON of a value that fits the schema, with everything that is optional. */
export function validText(schema: Schema): string {
  if (schema.anyOf !== undefined) return validText(schema.anyOf[0] as Schema);
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum !== undefined) return JSON.stringify(schema.enum[0]);
  switch (schema.type) {
    case 'null':
      return 'null';
    case 'boolean':
      return 'true';
    case 'integer':
      return String(Math.max(8, schema.minimum ?? 0));
    case 'array':
      return arrayText([validText(schema.items as Schema)]);
    case 'object':
      return objectText(validFields(schema));
    default:
      return JSON.stringify(validString(schema));
  }
}

/** The fields of an object, or one entry of a map, as names and JSON. */
export function validFields(schema: Schema): [name: string, text: string][] {
  const map = mapOf(schema);
  if (map !== undefined) return [[validString({ pattern: map[0] }), validText(map[1])]];
  return Object.entries(schema.properties ?? {}).map(([name, field]) => [name, validText(field)]);
}

/** A string that fits the schema. */
export function validString(schema: Schema): string {
  const [text] = validStrings(schema, 1);
  return text as string;
}

/** So many different strings that fit the schema. */
export function validStrings(schema: Schema, count: number): string[] {
  const counted = Array.from(
    { length: count },
    (_, index) => `r${String(index + 1).padStart(16, '0')}`,
  );
  const letters = Array.from({ length: Math.min(count, 100) }, (_, index) =>
    String(index).replace(/\d/g, (digit) => 'abcdefghij'.charAt(Number(digit))),
  );
  const plain = [
    'lobby',
    'ann',
    'a'.repeat(8),
    'a'.repeat(11),
    'a'.repeat(22),
    'a'.repeat(43),
    'a'.repeat(64),
    'text/plain',
    '1',
    '-',
    '@ann',
    '#ops',
    'ban account:12',
  ];
  const all = new Set([...plain, ...counted, ...letters]);
  const texts = [...all].filter((text) => fits(text, schema)).slice(0, count);
  assert.equal(texts.length, count, `an example is wanted for ${JSON.stringify(schema)}`);
  return texts;
}

/**
 * JSON of values that fit the schema, at its edges: every form of a union, objects without what is
 * optional, the least and the most, odd spellings.
 */
export function edgeTexts(schema: Schema): string[] {
  if (schema.anyOf !== undefined) return schema.anyOf.flatMap(edgeTexts);
  if (schema.const !== undefined) return [JSON.stringify(schema.const), escaped(schema.const)];
  if (schema.enum !== undefined) return schema.enum.flatMap((text) => [`"${text}"`, escaped(text)]);
  switch (schema.type) {
    case 'boolean':
      return ['true', 'false'];
    case 'integer':
      return edgeIntegers(schema);
    case 'array':
      return edgeArrays(schema);
    case 'object':
      return edgeObjects(schema);
    case 'string':
      return edgeStrings(schema);
    default:
      return [validText(schema)];
  }
}

function edgeIntegers({ minimum = -5, maximum = Number.MAX_SAFE_INTEGER }: Schema): string[] {
  const zeros = minimum <= 0 ? ['0', '-0', '-0.0e0'] : [];
  return [...zeros, ...[minimum, maximum, 9, 10].map(String), '1e1', '10.00', '100E-1'];
}

function edgeStrings(schema: Schema): string[] {
  const { maxLength = 100 } = schema;
  const texts = [
    validString(schema),
    'x'.repeat(maxLength),
    '\u{1f600}'.repeat(maxLength),
    '\0\t\n\r\u001b[31m\u007f\u0085\u202e\u2028',
    '\uffff\ufeff\u{10ffff}',
    '__proto__',
  ];
  return texts.filter((text) => fits(text, schema)).flatMap((text) => [ascii(text), escaped(text)]);
}

function edgeArrays({ items = {}, minItems = 0, maxItems = 100 }: Schema): string[] {
  const full = arrayText(Array.from({ length: maxItems }, () => validText(items)));
  const none = minItems === 0 ? ['[]', '[ ]'] : [];
  return [...none, full, ...edgeTexts(items).map((text) => arrayText([text]))];
}

function edgeObjects(schema: Schema): string[] {
  const map = mapOf(schema);
  if (map !== undefined) return edgeMaps(map, schema.maxProperties ?? 100);
  const fields = validFields(schema);
  const needed = fields.filter(([name]) => schema.required?.includes(name));
  const properties = Object.entries(schema.properties ?? {});
  const lifted = properties.flatMap(([name, field]) =>
    edgeTexts(field).map((text) => objectText(replaced(fields, name, text))),
  );
  return [objectText(needed), objectText([...fields].reverse()), ...lifted];
}

function edgeMaps([pattern, value]: [string, Schema], maxProperties: number): string[] {
  const names = validStrings({ pattern }, maxProperties);
  const full = objectText(names.map((name) => [name, validText(value)]));
  return ['{}', full, ...edgeTexts(value).map((text) => objectText([[names[0] as string, text]]))];
}

/** Fields with the JSON of one of them changed. */
export function replaced(
  fields: readonly [string, string][],
  name: string,
  text: string,
): [string, string][] {
  return fields.map(([key, before]) => [key, key === name ? text : before]);
}

/** JSON of an object with these fields, in this order, repeated ones included. */
export function objectText(fields: readonly (readonly [name: string, text: string])[]): string {
  return `{${fields.map(([name, text]) => `${ascii(name)}:${text}`).join()}}`;
}

export function arrayText(items: readonly string[]): string {
  return `[${items.join()}]`;
}

/** A string as JSON in ASCII. */
export function ascii(text: string): string {
  return JSON.stringify(text).replace(/[\u007f-\uffff]/g, escapeOf);
}

/** A string as JSON with every code unit escaped. */
export function escaped(text: string): string {
  return `"${[...Array(text.length).keys()].map((at) => escapeOf(text.charAt(at))).join('')}"`;
}

function escapeOf(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
