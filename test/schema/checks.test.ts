import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { Check } from 'typebox/value';
import { messageChecks } from '../../src/wire/message-checks.ts';
import { schemas } from '../../src/wire/messages.ts';
import { checksFile, checksText } from '../../tools/schema/checks.ts';
import { factsFile, factsText } from '../../tools/schema/facts.ts';

const sides = Object.keys(messageChecks) as (keyof typeof messageChecks)[];

/** Values that are near to a message: its own fields, with what is often wrong in them. */
function nearly(fields: readonly string[], type: string): fc.Arbitrary<object> {
  const value = fc.oneof(
    fc.constantFrom(
      'lobby',
      `r${'0'.repeat(16)}`,
      '@ana',
      'text',
      'a'.repeat(8),
      'a'.repeat(22),
      'a'.repeat(43),
      '',
      null,
    ),
    fc.constantFrom(0, 1, 2 ** 31, 2 ** 53, -1, 0.5, true, false, 'x'.repeat(65)),
    fc.constantFrom([], ['lobby'], {}, { lobby: 3 }, [{}], ['none'], [1]),
  );
  const model = Object.fromEntries(fields.map((field) => [field, value]));
  return fc.record({ ...model, type: fc.constant(type) }, { requiredKeys: [] });
}

test('the facts of requests are those of the table: npm run schema', () => {
  assert.equal(readFileSync(factsFile, 'utf8'), factsText());
});

describe('the checks of messages', () => {
  test('are those of the schemas: npm run schema', () => {
    assert.equal(readFileSync(checksFile, 'utf8'), checksText());
    for (const side of sides)
      assert.deepEqual([...messageChecks[side].keys()], Object.keys(schemas[side]));
  });

  test('say what typebox says', () => {
    let valid = 0;
    for (const side of sides) {
      for (const [type, schema] of Object.entries(schemas[side])) {
        const check = messageChecks[side].get(type);
        assert.ok(check);
        const agree = (value: unknown) => {
          assert.equal(check(value), Check(schema, value));
          if (check(value)) valid += 1;
        };
        fc.assert(fc.property(nearly(Object.keys(schema.properties), type), agree), {
          numRuns: 400,
        });
      }
    }
    assert.ok(valid > 100, `${valid} of the values were messages`);
  });
});
