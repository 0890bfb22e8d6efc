import fc from 'fast-check';
import { mapOf, type Schema } from '../bad-input/schema.ts';

/** Values that the schema takes, whatever they hold. */
export function valuesOf(schema: Schema): fc.Arbitrary<unknown> {
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  if (schema.anyOf !== undefined) return fc.oneof(...schema.anyOf.map(valuesOf));
  switch (schema.type) {
    case 'object':
      return objectsOf(schema);
    case 'array':
      return listsOf(schema);
    case 'string':
      return textsOf(schema);
    case 'integer':
      return numbersOf(schema);
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    default:
      throw new Error(`samples are made of no schema like ${JSON.stringify(schema)}`);
  }
}

function objectsOf(schema: Schema): fc.Arbitrary<unknown> {
  const map = mapOf(schema);
  if (map !== undefined) {
    const [pattern, value] = map;
    const bounds = { maxKeys: Math.min(schema.maxProperties ?? 5, 5), noNullPrototype: true };
    return fc.dictionary(textsOf({ pattern }), valuesOf(value), bounds);
  }
  const fields = Object.entries(schema.properties ?? {}).map(
    ([name, field]) => [name, valuesOf(field)] as const,
  );
  const requiredKeys = [...(schema.required ?? [])];
  return fc.record(Object.fromEntries(fields), { requiredKeys, noNullPrototype: true });
}

function listsOf({ items = {}, minItems = 0, maxItems = 3 }: Schema): fc.Arbitrary<unknown> {
  return fc.array(valuesOf(items), { minLength: minItems, maxLength: Math.min(maxItems, 3) });
}

/** Any code point but those of surrogates. */
const codePoint = fc
  .nat({ max: 0x10ffff - 0x800 })
  .map((index) => String.fromCodePoint(index < 0xd800 ? index : index + 0x800));

/** Texts by schema: they take longer to set up than to make, and most schemas come again and again. */
const texts = new Map<string, fc.Arbitrary<string>>();

function textsOf({ pattern, minLength = 0, maxLength = 80 }: Schema): fc.Arbitrary<string> {
  const key = JSON.stringify([pattern, minLength, maxLength]);
  const made =
    texts.get(key) ??
    (pattern === undefined
      ? fc.string({ unit: codePoint, minLength, maxLength, size: 'max' })
      : fc.stringMatching(new RegExp(pattern)));
  texts.set(key, made);
  return made;
}

function numbersOf({
  minimum = -1_000,
  maximum = Number.MAX_SAFE_INTEGER,
}: Schema): fc.Arbitrary<number> {
  return fc.maxSafeInteger().map((number) => Math.min(Math.max(number, minimum), maximum));
}
