import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { InputError } from '../base/errors.ts';
import { foldName, namePattern, suggestName } from './name.ts';

test('folds space around a name and capital letters away', () => {
  assert.equal(foldName('  Ada.Lovelace \n'), 'ada.lovelace');
  assert.equal(foldName('a'.repeat(32)), 'a'.repeat(32));
});

test('refuses what cannot be a name, quotes it, and says what can', () => {
  for (const text of [
    '',
    ' ',
    '-ada',
    'ada lovelace',
    'ådä',
    'a'.repeat(33),
    'a\u0000',
    'ada/..',
  ]) {
    assert.throws(
      () => foldName(text),
      (error: unknown) =>
        error instanceof InputError && /1 to 32 characters out of/.test(error.message),
      JSON.stringify(text),
    );
  }
  assert.throws(() => foldName('Grace Hopper'), /^InputError: "Grace Hopper" cannot be a name: /);
});

test('quotes control characters in words, and not more than 40 characters', () => {
  assert.throws(
    () => foldName(`\u001b[2J${'x'.repeat(1_000)}`),
    (error: Error) => !error.message.includes('\u001b') && error.message.length < 200,
  );
});

test('makes a name out of the login names that computers have', () => {
  assert.equal(suggestName('Jürgen Müller'), 'jurgen-muller');
  assert.equal(suggestName('DOMAIN\\ada'), 'domain-ada');
  assert.equal(suggestName('_www'), 'www');
  assert.equal(suggestName('root'), 'root');
  assert.equal(suggestName('田中'), 'someone');
  assert.equal(suggestName(''), 'someone');
});

test('suggests a valid name for any text, and a valid name for itself', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 100 }), (text) => {
      assert.match(suggestName(text), namePattern);
    }),
  );
  fc.assert(
    fc.property(fc.stringMatching(/^[a-z0-9][a-z0-9._-]{0,30}[a-z0-9]$/), (name) => {
      assert.equal(suggestName(name), name);
      assert.equal(foldName(name), name);
    }),
  );
});

test('gives a folded name or a sentence for any text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 50 }), (text) => {
      try {
        assert.match(foldName(text), namePattern);
      } catch (error) {
        assert.ok(error instanceof InputError);
      }
    }),
  );
});
