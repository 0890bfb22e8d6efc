import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { PartylineError } from '../../src/base/errors.ts';
import { checkMessage } from '../../src/wire/check-message.ts';
import { parsePayload, type Side } from '../../src/wire/codec.ts';
import { type BrokenMessage, casesOf } from './messages.ts';

/** The error that reading a payload throws; undefined if it is taken. */
function refusalOf(side: Side, payload: Buffer): PartylineError | undefined {
  try {
    checkMessage(side, parsePayload(payload));
  } catch (error) {
    assert.ok(error instanceof PartylineError, String(error));
    return error;
  }
  return undefined;
}

/** The fault of a refusal, in words; undefined if it says what it should. */
function complaint(
  error: PartylineError | undefined,
  { code, fields, fault }: BrokenMessage,
): string | undefined {
  if (error === undefined) return 'was taken';
  const { field, message } = error;
  if (error.code !== code) return `got ${error.code}: ${message}`;
  if (fields.length === 0) return field === undefined ? undefined : `names ${field}`;
  if (field === undefined || !fields.includes(field)) return `names ${field}, not ${fields}`;
  const sentence = message.startsWith(`The field ${JSON.stringify(field)} `);
  return sentence && message.endsWith('.') ? undefined : `says ${message} (${fault})`;
}

for (const side of ['greeting', 'member', 'server'] as const) {
  describe(`messages of the side "${side}"`, () => {
    for (const { type, valid, edges, broken } of casesOf(side)) {
      it(`of the type ${type} are taken whole, also at their edges`, () => {
        for (const payload of [valid, ...edges]) {
          assert.equal(refusalOf(side, payload), undefined, payload.toString('latin1', 0, 500));
        }
      });

      it(`of the type ${type} are refused for each fault, naming the field`, () => {
        const faults = broken.flatMap((one) => {
          const wrong = complaint(refusalOf(side, one.payload), one);
          return wrong === undefined ? [] : [`${one.what}: ${wrong}`];
        });
        assert.deepEqual(faults.slice(0, 20), [], `${faults.length} of ${broken.length}`);
      });
    }
  });
}
