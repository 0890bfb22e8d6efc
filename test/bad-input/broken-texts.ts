import { fits, type JsonType, mapOf, type Schema, typesOf } from './schema.ts';
import {
  arrayText,
  ascii,
  escaped,
  objectText,
  replaced,
  validFields,
  validString,
  validStrings,
  validText,
} from './valid-texts.ts';

/** JSON with one fault. */
export interface Broken {
  /** The fault, in words. */
  readonly what: string;
  /** The JSON; each of its characters is one byte. */
  readonly text: string;
  /** The reader that has to notice: one of JSON, one of I-JSON, or one that knows the schema. */
  readonly fault: 'json' | 'i-json' | 'schema';
  /** Where the fault is: the paths of which an error has to name one; none if it is not JSON at all. */
  readonly paths: readonly (readonly string[])[];
  /** Set if the value is whole and well, but of another type than the schema wants. */
  readonly type?: JsonType | 'fraction';
}

type Fault = Omit<Broken, 'what'>;

/** Every way to break a value of the schema, each with one fault. */
export function brokenTexts(schema: Schema): Broken[] {
  if (schema.anyOf !== undefined) return brokenUnion(schema.anyOf);
  const shape = [...wrongTypes(schema), ...notJson()];
  if (schema.const !== undefined) return [...shape, ...brokenChoice([schema.const])];
  if (schema.enum !== undefined) return [...shape, ...brokenChoice(schema.enum)];
  switch (schema.type) {
    case 'string':
      return [...shape, ...brokenString(schema)];
    case 'integer':
      return [...shape, ...brokenInteger(schema)];
    case 'array':
      return [...shape, ...brokenArray(schema)];
    case 'object':
      return [...shape, ...brokenObject(schema)];
    default:
      return shape;
  }
}

const self: readonly string[] = [];

function schemaFault(text: string): Fault {
  return { text, fault: 'schema', paths: [self] };
}

function jsonFault(text: string): Fault {
  return { text, fault: 'json', paths: [] };
}

function all(what: string, texts: readonly string[], fault: (text: string) => Fault): Broken[] {
  return texts.map((text) => ({ what: `${what} ${text.slice(0, 40)}`, ...fault(text) }));
}

/** One of each type of JSON, nested ones included. */
const examples: readonly (readonly [JsonType | 'fraction', string])[] = [
  ['null', 'null'],
  ['boolean', 'true'],
  ['boolean', 'false'],
  ['integer', '7'],
  ['fraction', '1.5'],
  ['string', '"7"'],
  ['string', '""'],
  ['array', '[]'],
  ['array', '[["a"]]'],
  ['object', '{}'],
  ['object', '{"toString":null,"valueOf":{"length":1}}'],
];

function wrongTypes(schema: Schema): Broken[] {
  const right: readonly string[] = typesOf(schema);
  return examples
    .filter(([type]) => !right.includes(type))
    .map(([type, text]) => ({ what: `${type} ${text}`, ...schemaFault(text), type }));
}

function notJson(): Broken[] {
  const texts = ['', 'undefined', 'NaN', "'a'", 'a', '{', ']', '[1,]', '[,1]', '{"a"}', '{a:1}'];
  const comments = ['/**/1', '1//'];
  return all('no JSON', [...texts, ...comments], jsonFault);
}

/** A union has to be wrong for all of its forms; an error may name the union, or what is wrong inside. */
function brokenUnion(forms: readonly Schema[]): Broken[] {
  const right: readonly string[] = forms.flatMap(typesOf);
  const broken = forms.flatMap(brokenTexts);
  const distinct = new Map(broken.map((one) => [one.text, one]));
  return [...distinct.values()]
    .filter(({ type }) => type === undefined || !right.includes(type))
    .map((one) => (one.fault === 'schema' ? { ...one, paths: [self, ...one.paths] } : one));
}

function brokenChoice(choices: readonly string[]): Broken[] {
  const [choice = ''] = choices;
  const others = [
    ...['nonsense', ' ', '__proto__', 'constructor', 'toString', choice.toUpperCase()],
    ...[`${choice}\0`, `${choice} `, `${choice}\n`, choice.slice(1), choice.repeat(20)],
  ].filter((text) => !choices.includes(text));
  return [...all('another word', others.map(ascii), schemaFault), ...brokenCharacters(choice)];
}

/** Control characters of C0, DEL and C1, line ends, marks of direction, spaces, look-alikes, quotes. */
const oddCharacters = [
  ...'\0\u0001\u0007\b\t\n\v\f\r\u001b\u001f\u007f\u0080\u0085\u009b\u009f',
  ...'\u2028\u2029\u202e\u200b\ufeff \u00a0"\\/<&%\u00e9\uff41\u0430\u0301\u{1f600}\uffff',
];

function brokenString(schema: Schema): Broken[] {
  const text = validString(schema);
  const middle = Math.ceil(text.length / 2);
  const odd = oddCharacters.flatMap((character) => [
    text + character,
    character + text,
    text.slice(0, middle - 1) + character + text.slice(middle),
  ]);
  const lengths = [
    '',
    text.slice(1),
    ...[2, 33, 65, 1_025, 3_000].map((count) => 'a'.repeat(count)),
  ];
  const others = ['__proto__', 'constructor', text.toUpperCase(), '\u{1f600}'.repeat(65)];
  const wrong = [...odd, ...lengths, ...others].filter((candidate) => !fits(candidate, schema));
  return [...all('string', wrong.map(ascii), schemaFault), ...brokenCharacters(text)];
}

/** Strings that are none: half surrogate pairs, bytes that are not UTF-8, characters that JSON wants escaped. */
function brokenCharacters(text: string): Broken[] {
  const halves = ['\\ud800', '\\udc00', '\\udfff\\ud800', '\\udbff\\u0041', '\\uD83D'];
  const bytes = [
    '\xff',
    '\xc3(',
    '\xed\xa0\x80',
    '\xc0\xaf',
    '\xf4\x90\x80\x80',
    '\xe2\x82',
    '\x85',
  ];
  const raw = ['\0', '\n', '\t', '\x1b', '\x1f', '\\x41', '\\', '\\u12', '\\0', '"'];
  const quoted = (characters: string) => `"${text}${characters}"`;
  const halfFault = (broken: string): Fault => ({ text: broken, fault: 'i-json', paths: [self] });
  return [
    ...all('half a surrogate pair', halves.map(quoted), halfFault),
    ...all('no UTF-8', bytes.map(quoted), jsonFault),
    ...all('no JSON string', raw.map(quoted), jsonFault),
  ];
}

function brokenInteger({ minimum, maximum }: Schema): Broken[] {
  const below =
    minimum === undefined
      ? []
      : [minimum - 1, -7, Number.MIN_SAFE_INTEGER, -1e300].filter((number) => number < minimum);
  const zeros = minimum !== undefined && minimum > 0 ? ['0', '-0', '-0.0'] : [];
  const above = maximum === undefined ? [] : ['9007199254740993', '1e300', '9'.repeat(300)];
  const most = maximum === undefined ? [] : [String(BigInt(maximum) + 1n)];
  const fractions = ['1e400', '-1e400', '9'.repeat(400), '8.000001', '1e-7'];
  const spelled = ['01', '+1', '1.', '.5', '0x10', '1_0', '1n', '--1', '1e', 'Infinity', '-NaN'];
  return [
    ...all(
      'number',
      [...below.map(String), ...zeros, ...above, ...most, ...fractions],
      schemaFault,
    ),
    ...all('no JSON number', spelled, jsonFault),
  ];
}

function brokenArray({ items = {}, minItems = 0, maxItems }: Schema): Broken[] {
  const item = validText(items);
  const few = minItems > 0 ? ['[]'] : [];
  const many = maxItems === undefined ? [] : [arrayText(Array(maxItems + 1).fill(item))];
  const texts = ['{"0":1,"length":1}'];
  const inside = brokenTexts(items).map((one) => lifted(one, '1', arrayText([item, one.text])));
  return [...all('list', [...few, ...many, ...texts], schemaFault), ...inside];
}

/** A value with something broken inside. */
function lifted(inner: Broken, name: string, text: string): Broken {
  const { type: _, what, fault, paths } = inner;
  const longer = paths.map((path) => [name, ...path]);
  return { what: `${name}: ${what}`, text, fault, paths: longer };
}

function brokenObject(schema: Schema): Broken[] {
  const fields = validFields(schema);
  const inside = mapOf(schema) === undefined ? brokenFields(schema) : brokenEntries(schema);
  return [...inside, ...repeatedNames(fields)];
}

/** Names that objects have anyhow, and others that do not belong in any. */
const strangeNames = [
  ...['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', '__defineGetter__'],
  ...['extra', 'Type', '', ' ', '0', '-1', '\0', 'a\n', '\u001b[2J', '\u202e', 'a~1b/c~0d'],
];

function brokenFields({ properties = {}, required = [], ...rest }: Schema): Broken[] {
  const fields = validFields({ properties, required, ...rest });
  const inside = Object.entries(properties).flatMap(([name, field]) =>
    brokenTexts(field).map((one) =>
      lifted(one, name, objectText(replaced(fields, name, one.text))),
    ),
  );
  const missing = required.map((name): Broken => {
    const text = objectText(fields.filter(([other]) => other !== name));
    return { what: `${name} is missing`, text, fault: 'schema', paths: [[name]] };
  });
  const values = ['1', 'null', '{"admin":true}', '[{}]'];
  const strange = rest.additionalProperties === true ? [] : strangeNames;
  const unknown = strange.flatMap((name) =>
    values.map((value): Broken => {
      const text = objectText([[name, value], ...fields]);
      return { what: `unknown ${name}: ${value}`, text, fault: 'schema', paths: [[name]] };
    }),
  );
  return [...inside, ...missing, ...unknown, ...brokenNames(fields)];
}

/** Names that are no strings of JSON, as strings that are none. */
function brokenNames(fields: readonly [string, string][]): Broken[] {
  return brokenCharacters('extra').map((one): Broken => {
    const text = `{${one.text}:1,${objectText(fields).slice(1)}`;
    const paths = one.paths.map(() => [nameIn(one.text)]);
    return { ...one, what: `name: ${one.what}`, text, paths };
  });
}

/** A name as an error can tell it. */
function nameIn(text: string): string {
  return (JSON.parse(text) as string).toWellFormed();
}

function brokenEntries(schema: Schema): Broken[] {
  const [pattern, value] = mapOf(schema) as [string, Schema];
  const [[name, text] = ['', '']] = validFields(schema);
  const values = brokenTexts(value).map((one) => lifted(one, name, objectText([[name, one.text]])));
  // Some are as good as any in a map of words.
  const strange = strangeNames.filter((each) => !new RegExp(pattern, 'u').test(each));
  const names = [...brokenString({ type: 'string', pattern }), ...strange.map(asName)];
  const keys = names.map((one): Broken => {
    const paths = one.paths.map(() => [nameIn(one.text)]);
    return { ...one, what: `name: ${one.what}`, text: `{${one.text}:${text}}`, paths };
  });
  return [...values, ...keys, ...tooManyEntries(schema)];
}

function asName(name: string): Broken {
  return { what: name, ...schemaFault(ascii(name)) };
}

function tooManyEntries(schema: Schema): Broken[] {
  const [pattern, value] = mapOf(schema) as [string, Schema];
  const { maxProperties } = schema;
  if (maxProperties === undefined) return [];
  const names = validStrings({ pattern }, maxProperties + 1);
  const text = objectText(names.map((name) => [name, validText(value)]));
  return [{ what: 'too many entries', ...schemaFault(text) }];
}

function repeatedNames(fields: readonly [string, string][]): Broken[] {
  const text = objectText(fields);
  const twice = (name: string, first: string, what: string): Broken => {
    const broken = `{${first},${text.slice(1)}`;
    return { what: `${name} twice, ${what}`, text: broken, fault: 'i-json', paths: [[name]] };
  };
  const own = fields.flatMap(([name, value]) => [
    twice(name, `${ascii(name)}:${value}`, 'the same'),
    twice(name, `${ascii(name)}:null`, 'different'),
    twice(name, `${escaped(name)}:${value}`, 'once escaped'),
  ]);
  const strange = ['__proto__', 'constructor', ''].map((name) =>
    twice(name, `${ascii(name)}:1,${ascii(name)}:{}`, 'unknown besides'),
  );
  return [...own, ...strange];
}
