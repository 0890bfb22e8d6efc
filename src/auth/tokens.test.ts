import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { SessionToken } from './tokens.ts';

test('accepts its own text until it expires', () => {
  const token = SessionToken.create(1_000, 500);
  assert.match(token.text, /^[A-Za-z0-9_-]{43}$/);
  assert.equal(token.check(token.text, 1_000), true);
  assert.equal(token.check(token.text, 1_499), true);
  assert.equal(token.check(token.text, 1_500), false);
});

test('refuses everything once revoked', () => {
  const token = SessionToken.create(0, 1_000);
  token.revoke();
  assert.equal(token.check(token.text, 0), false);
  token.revoke();
});

test('refuses a token that differs in any one character', () => {
  const token = SessionToken.create(0, 1_000);
  for (let at = 0; at < 43; at++) {
    const other = token.text[at] === 'A' ? 'B' : 'A';
    assert.equal(token.check(token.text.slice(0, at) + other + token.text.slice(at + 1), 0), false);
  }
});

test('refuses what is not a string of the length of a token', () => {
  const token = SessionToken.create(0, 1_000);
  const presented = [
    undefined,
    null,
    0,
    {},
    [token.text],
    '',
    token.text.slice(1),
    `${token.text}=`,
  ];
  for (const value of presented) assert.equal(token.check(value, 0), false);
});

test('refuses characters whose low bytes are those of the token', () => {
  const token = SessionToken.create(0, 1_000);
  const shifted = String.fromCharCode(...Array.from(Buffer.from(token.text), (byte) => byte + 256));
  assert.equal(token.check(shifted, 0), false);
});

test('takes nothing over from a token presented before', () => {
  const token = SessionToken.create(0, 1_000);
  fc.assert(
    fc.property(fc.string({ unit: 'binary', minLength: 40, maxLength: 45 }), (presented) => {
      assert.equal(token.check(token.text, 0), true);
      assert.equal(token.check(presented, 0), false);
    }),
  );
});

test('makes tokens that do not accept each other', () => {
  const [one, other] = [SessionToken.create(0, 10), SessionToken.create(0, 10)];
  assert.equal(one.check(other.text, 0), false);
});
