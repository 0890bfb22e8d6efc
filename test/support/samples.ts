import fc from 'fast-check';

/** A JSON Schema, as far as messages use it. */
export interface MessageSchema {
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly MessageSchema[];
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly additionalProperties?: boolean;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly items?: MessageSchema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, MessageSchema>>;
  readonly patternProperties?: Readonly<Record<string, MessageSchema>>;
  readonly maxProperties?: number;
}

/** A schema as it is published: plain JSON, without what the code's own library adds. */
export function plainSchema(schema: object): MessageSchema {
  return JSON.parse(JSON.stringify(schema)) as MessageSchema;
}

/** Values that the schema takes. */
export function valuesOf(schema: MessageSchema): fc.Arbitrary<unknown> {
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

function objectsOf(schema: MessageSchema): fc.Arbitrary<unknown> {
  const [map] = Object.entries(schema.patternProperties ?? {});
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

function listsOf({ items = {}, minItems = 0, maxItems = 3 }: MessageSchema): fc.Arbitrary<unknown> {
  return fc.array(valuesOf(items), { minLength: minItems, maxLength: Math.min(maxItems, 3) });
}

function textsOf({ pattern, minLength = 0, maxLength = 80 }: MessageSchema): fc.Arbitrary<string> {
  if (pattern !== undefined) return fc.stringMatching(new RegExp(pattern));
  return fc.string({ unit: 'binary', minLength, maxLength, size: 'max' });
}

function numbersOf({
  minimum = -1_000,
  maximum = Number.MAX_SAFE_INTEGER,
}: MessageSchema): fc.Arbitrary<number> {
  return fc.maxSafeInteger().map((number) => Math.min(Math.max(number, minimum), maximum));
}

/** A message with one thing wrong. */
export interface Breakage {
  /** The fault, for the test's report. */
  readonly name: string;
  readonly message: Readonly<Record<string, unknown>>;
}

/** Every way to break a message that its schema forbids, one at a time. */
export function breakagesOf(
  schema: MessageSchema,
  message: Readonly<Record<string, unknown>>,
): Breakage[] {
  const names = Object.keys(schema.properties ?? {});
  const missing = (schema.required ?? []).map((name) => {
    const { [name]: _, ...rest } = message;
    return { name: `${name} is missing`, message: rest };
  });
  const wrong = names.flatMap((name) =>
    wrongValues(schema.properties?.[name] ?? {}).map((value) => ({
      name: `${name} is ${JSON.stringify(value).slice(0, 60)}`,
      message: { ...message, [name]: value },
    })),
  );
  return [
    ...missing,
    ...wrong,
    ...(schema.additionalProperties === true ? [] : unknownFields(message)),
  ];
}

function unknownFields(message: Readonly<Record<string, unknown>>) {
  return [
    { name: 'a field is unknown', message: { ...message, unknown: 1 } },
    { name: '__proto__ is a field', message: withProto(message) },
  ];
}

function withProto(message: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const fields = [...Object.entries(message), ['__proto__', { token: 'x' }] as const];
  return Object.fromEntries(fields);
}

/** Values of every kind that the schema does not take. */
function wrongValues(schema: MessageSchema): unknown[] {
  const kinds = [null, true, -1, 1.5, '', [], {}, [[]], { unknown: 1 }];
  return [...kinds, ...beyondBounds(schema), ...wrongInside(schema)].filter(
    (value) => !isTaken(schema, value),
  );
}

function beyondBounds(schema: MessageSchema): unknown[] {
  const { minimum, maximum, maxLength, pattern, minItems, maxItems, items } = schema;
  const item = items && fc.sample(valuesOf(items), 1)[0];
  const list = (length: number) => Array.from({ length }, () => item);
  return [
    ...(minimum === undefined ? [] : [minimum - 1]),
    ...(maximum === undefined ? [] : [maximum + 1]),
    ...(maxLength === undefined ? [] : ['\u{1F600}'.repeat(maxLength + 1)]),
    ...(pattern === undefined ? [] : [' ', 'a\n', '\u0000', 'A'.repeat(2_000), '\u{1F600}']),
    ...(schema.enum === undefined && schema.const === undefined ? [] : ['toString']),
    ...(minItems === undefined || minItems === 0 ? [] : [list(minItems - 1)]),
    ...(maxItems === undefined ? [] : [list(maxItems + 1)]),
  ];
}

/** Wrong lists, maps and objects: right but for one thing inside. */
function wrongInside(schema: MessageSchema): unknown[] {
  if (schema.anyOf !== undefined) return schema.anyOf.flatMap(wrongInside);
  const { items, patternProperties, properties } = schema;
  const [map] = Object.entries(patternProperties ?? {});
  return [
    ...(items === undefined ? [] : wrongValues(items).map((value) => [value])),
    ...(map === undefined
      ? []
      : wrongValues(map[1]).map((value) => ({ [sampleOf({ pattern: map[0] }) as string]: value }))),
    ...(properties === undefined
      ? []
      : breakagesOf(schema, sampleOf(schema) as Record<string, unknown>).map(
          ({ message }) => message,
        )),
  ];
}

function sampleOf(schema: MessageSchema): unknown {
  const kind = schema.type === undefined ? { ...schema, type: 'string' } : schema;
  return fc.sample(valuesOf(kind), 1)[0];
}

/** Whether a schema takes a value: a plain reading of it, apart from the validators that are tested. */
function isTaken(schema: MessageSchema, value: unknown): boolean {
  if (schema.anyOf !== undefined) return schema.anyOf.some((choice) => isTaken(choice, value));
  if (schema.const !== undefined) return schema.const === value;
  if (schema.enum !== undefined) return schema.enum.includes(value);
  switch (schema.type) {
    case 'object':
      return isObjectTaken(schema, value);
    case 'array': {
      const { items = {}, minItems = 0, maxItems = Number.POSITIVE_INFINITY } = schema;
      if (!Array.isArray(value) || value.length < minItems || value.length > maxItems) return false;
      return value.every((item) => isTaken(items, item));
    }
    case 'string':
      return typeof value === 'string' && isTextTaken(schema, value);
    case 'integer': {
      const { minimum = Number.NEGATIVE_INFINITY, maximum = Number.POSITIVE_INFINITY } = schema;
      return (
        Number.isInteger(value) && (value as number) >= minimum && (value as number) <= maximum
      );
    }
    case 'boolean':
      return typeof value === 'boolean';
    default:
      return schema.type === 'null' && value === null;
  }
}

function isTextTaken(schema: MessageSchema, value: string): boolean {
  const { pattern = '', minLength = 0, maxLength = Number.POSITIVE_INFINITY } = schema;
  const length = [...value].length;
  return new RegExp(pattern, 'u').test(value) && length >= minLength && length <= maxLength;
}

function isObjectTaken(schema: MessageSchema, value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const { properties = {}, patternProperties = {}, required = [] } = schema;
  const entries = Object.entries(value);
  if (entries.length > (schema.maxProperties ?? Number.POSITIVE_INFINITY)) return false;
  if (!required.every((name) => Object.hasOwn(value, name))) return false;
  return entries.every(([name, field]) => {
    const [, own] = Object.entries(patternProperties).find(([key]) =>
      new RegExp(key).test(name),
    ) ?? ['', Object.hasOwn(properties, name) ? properties[name] : undefined];
    if (own === undefined) return schema.additionalProperties === true;
    return isTaken(own, field);
  });
}
