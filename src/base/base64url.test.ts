import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { decodeBase64Url, encodeBase64Url } from './base64url.ts';

test('writes bytes as Node does, and reads them back', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      const text = encodeBase64Url(bytes);
      assert.equal(text, Buffer.from(bytes).toString('base64url'));
      assert.deepEqual(decodeBase64Url(text), Uint8Array.from(bytes));
    }),
  );
});

test('refuses every text that it would not have written', () => {
  for (const text of ['A', 'AAAAA', 'AB', 'AAB', 'AA==', 'A+AA', 'A/AA', 'AA A', 'é', 'AA\n']) {
    assert.equal(decodeBase64Url(text), undefined, text);
  }
  fc.assert(
    fc.property(fc.string({ maxLength: 12 }), (text) => {
      const bytes = decodeBase64Url(text);
      if (bytes !== undefined) assert.equal(encodeBase64Url(bytes), text);
    }),
  );
});
