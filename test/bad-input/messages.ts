import type { ErrorCode } from '../../src/base/errors.ts';
import type { Side } from '../../src/wire/codec.ts';
import { schemas } from '../../src/wire/messages.ts';
import { limits } from '../../src/words/limits.ts';
import { type Broken, brokenTexts } from './broken-texts.ts';
import type { Schema } from './schema.ts';
import { edgeTexts, objectText, replaced, validFields, validText } from './valid-texts.ts';

/** A payload with one fault, and what an error has to say about it. */
export interface BrokenMessage {
  readonly what: string;
  /** Made anew each time: all of them at once would take a gigabyte. */
  readonly payload: Buffer;
  /** Bytes of the payload. */
  readonly size: number;
  readonly fault: Broken['fault'];
  readonly code: ErrorCode;
  /** Dotted paths of which the error names one; none if it names no field. */
  readonly fields: readonly string[];
}

/** One type of message with everything that is made of its schema. */
export interface MessageCases {
  readonly side: Side;
  readonly type: string;
  /** As it is published: plain JSON, without what the code's own library adds. */
  readonly schema: Schema;
  readonly valid: Buffer;
  /** Payloads that are right, if barely. */
  readonly edges: readonly Buffer[];
  readonly broken: readonly BrokenMessage[];
}

/** Every type of message of a side. */
export function casesOf(side: Side): MessageCases[] {
  return Object.entries(schemas[side]).map(([type, schema], index) => {
    const plain = JSON.parse(JSON.stringify(schema)) as Schema;
    return {
      side,
      type,
      schema: plain,
      valid: bytesOf(validText(plain)),
      edges: edgeTexts(plain).map(bytesOf),
      broken: [...brokenTexts(plain), ...tooDeep(plain, index)].map((one) =>
        brokenMessage(type, one),
      ),
    };
  });
}

/** A text whose characters are bytes. */
function bytesOf(text: string): Buffer {
  return Buffer.from(text, 'latin1');
}

function brokenMessage(type: string, { what, text, fault, paths }: Broken): BrokenMessage {
  return {
    what: `${type}: ${what}`,
    get payload() {
      return bytesOf(text);
    },
    size: text.length,
    fault,
    code: isNoMessage(fault, text) ? 'frame.invalid' : 'message.invalid',
    fields: isNoMessage(fault, text) ? [] : paths.map(fieldOf),
  };
}

/** Errors repeat no more than the beginning of a path. */
function fieldOf(path: readonly string[]): string {
  return path.join('.').slice(0, 64).toWellFormed();
}

/** A message is an object: JSON of another type is no more a message than what is no JSON. */
function isNoMessage(fault: Broken['fault'], text: string): boolean {
  return fault === 'json' || !text.startsWith('{');
}

/** One in so many types has the deepest nesting, which is refused before the type is looked at. */
const deepestEvery = 8;

/** Nesting one level too deep and far deeper in every field, and a million deep in the last of some types. */
function tooDeep(schema: Schema, typeIndex: number): Broken[] {
  const fields = validFields(schema);
  return fields.flatMap(([name], index) => {
    const isDeepest = typeIndex % deepestEvery === 0 && index === fields.length - 1;
    const deepest = isDeepest ? [20_000, 1_000_000] : [];
    return [limits.depth, 1_500, ...deepest].flatMap((depth) => nestedTexts(fields, name, depth));
  });
}

function nestedTexts(fields: [string, string][], name: string, depth: number): Broken[] {
  return nests.map(({ open, close, step }) => {
    const text = objectText(replaced(fields, name, open.repeat(depth) + close.repeat(depth)));
    const path = [name, ...Array<string>(limits.depth - 1).fill(step)];
    return { what: `${name} ${depth} deep`, text, fault: 'i-json', paths: [path] };
  });
}

/** How one level of nesting begins and ends, and what a path calls it. */
const nests = [
  { open: '[', close: ']', step: '0' },
  { open: '{"a":', close: '}', step: 'a' },
];
