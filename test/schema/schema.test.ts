import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { PartylineError } from '../../src/base/errors.ts';
import { checkMessage } from '../../src/wire/check-message.ts';
import { parsePayload, type Side } from '../../src/wire/codec.ts';
import { schemas } from '../../src/wire/messages.ts';
import { type SchemaFile, schemaFiles, schemaText } from '../../tools/schema/files.ts';
import { casesOf } from '../bad-input/messages.ts';
import { Page } from '../docs/page.ts';
import { valuesOf } from '../support/samples.ts';

const folder = new URL('../../schema/', import.meta.url);

/** The published schema of a side, read by a validator that knows nothing of the server's. */
function published(file: SchemaFile): ValidateFunction {
  const schema = JSON.parse(readFileSync(new URL(file, folder), 'utf8'));
  return new Ajv2020({ strict: true, allowUnionTypes: true }).compile(schema);
}

const sides: Readonly<Record<Side, ValidateFunction>> = {
  greeting: published('before-login.json'),
  member: published('after-login.json'),
  server: published('server.json'),
};

/** Whether the server's own validator takes the message; anything but a refusal in words is a fault. */
function isChecked(side: Side, value: unknown): boolean {
  try {
    checkMessage(side, value as Parameters<typeof checkMessage>[1]);
    return true;
  } catch (error) {
    assert.ok(error instanceof PartylineError, String(error));
    return false;
  }
}

function assertBoth(side: Side, value: unknown, expected: boolean, words = ''): void {
  const judged = { schema: sides[side](value), server: isChecked(side, value) };
  if (judged.schema === expected && judged.server === expected) return;
  const shown = `${words}: ${JSON.stringify(value).slice(0, 500)}`;
  assert.deepEqual(judged, { schema: expected, server: expected }, shown);
}

describe('the published files', () => {
  test('are what the code of the server gives', () => {
    assert.deepEqual(readdirSync(folder).sort(), Object.keys(schemaFiles).sort());
    for (const file of Object.keys(schemaFiles) as SchemaFile[]) {
      const text = readFileSync(new URL(file, folder), 'utf8');
      assert.equal(text, schemaText(file), `schema/${file} is old: run npm run schema`);
    }
  });
});

const vectors = JSON.parse(
  readFileSync(new URL('../vectors/login.json', import.meta.url), 'utf8'),
) as { payloads: Record<string, string> };

const sideOfVector: Readonly<Record<string, Side>> = {
  clientHello: 'greeting',
  serverHello: 'server',
  loginStart: 'greeting',
  loginChallenge: 'server',
  loginFinish: 'greeting',
};

describe('vectors', () => {
  for (const [name, payload] of Object.entries(vectors.payloads)) {
    test(`${name} is taken by the published schema and by the server`, () => {
      const side = sideOfVector[name];
      assert.ok(side, 'it is known whose message it is');
      assertBoth(side, parsePayload(Buffer.from(payload)), true);
    });
  }

  test('every message in full on the protocol page is taken by both', () => {
    const blocks = [...new Page('protocol.md').text.matchAll(/```json\n([\s\S]*?)```/g)];
    const lines = blocks.flatMap(([, text = '']) => text.trim().split('\n'));
    for (const line of lines) {
      const message = parsePayload(Buffer.from(line));
      const side = (Object.keys(sides) as Side[]).filter((side) => isChecked(side, message));
      assert.notEqual(side.length, 0, line);
      for (const one of side) assertBoth(one, message, true);
    }
    assert.ok(lines.length >= 5);
  });
});

/** One in so many broken messages is put to the server's validator: test/bad-input/codec.test.ts has it refuse all. */
const askedOfServer = 8;

for (const side of Object.keys(schemas) as Side[]) {
  describe(`messages: ${side}`, () => {
    for (const { type, schema, valid, edges, broken } of casesOf(side)) {
      test(`${type} is taken by both, whatever its fields hold`, () => {
        for (const payload of [valid, ...edges]) assertBoth(side, parsePayload(payload), true);
        const taken = (message: unknown) => assertBoth(side, message, true);
        fc.assert(fc.property(valuesOf(schema), taken), { numRuns: 20 });
      });

      test(`${type} with anything wrong is refused by both`, () => {
        // Faults that leave no message to check are refused before a schema is asked.
        const messages = broken.filter(
          ({ fault, code }) => fault === 'schema' && code === 'message.invalid',
        );
        assert.ok(messages.length > 5);
        for (const [index, { what, payload }] of messages.entries()) {
          const message = JSON.parse(payload.toString());
          if (index % askedOfServer === 0) assertBoth(side, message, false, what);
          else assert.equal(sides[side](message), false, what);
        }
      });
    }
  });
}
