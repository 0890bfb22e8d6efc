import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InputError } from '../base/errors.ts';
import { normalisePassword } from './password-text.ts';
import { checkPassword } from './passwords.ts';

async function refuses(password: string, pattern: RegExp, name = 'ada'): Promise<void> {
  await assert.rejects(
    checkPassword(password, name),
    (error: unknown) => error instanceof InputError && pattern.test(error.message),
    JSON.stringify(password),
  );
}

test('takes a password that is long enough and not common', async () => {
  await checkPassword('correct horse battery', 'ada');
  await checkPassword('x7$Kq2!m', 'ada');
  await checkPassword('ada loves engines', 'ada');
});

test('counts characters as people do, not code units', async () => {
  await refuses('🐎🐎🐎🐎', /has 4 characters: it needs at least 8/);
  await checkPassword('🐎🔋📎🎲🪐🌋🧊🪁', 'ada');
  await refuses('zq7-Kp1', /has 7 characters/);
  await checkPassword('🪐'.repeat(256), 'ada');
  await refuses('🪐'.repeat(257), /257 characters: 256 are the most/);
});

test('refuses the most common passwords in any case', async () => {
  await refuses('password1', /10,000 most common/);
  await refuses('PassWord1', /10,000 most common/);
  await refuses('iloveyou', /10,000 most common/);
});

test('takes a password that is beyond the first 10,000 of the list', async () => {
  const { dictionary } = await import('@zxcvbn-ts/language-common');
  const list = dictionary['passwords-common'];
  const last = list.slice(0, 10_000).findLast((password) => password.length >= 8);
  const beyond = list.slice(10_000).find((password) => password.length >= 8);
  await refuses(String(last), /10,000 most common/);
  await checkPassword(String(beyond), 'ada');
});

test('refuses the name, repeated, in capitals, and with digits', async () => {
  await refuses('charlotte', /your name/, 'charlotte');
  await refuses('CHARLOTTE', /your name/, 'charlotte');
  await refuses('adaadaada', /your name/);
  await refuses('Ada199012', /your name/);
  await refuses('1234ada5', /your name/);
});

test('refuses what cannot be typed reliably', async () => {
  await refuses('', /is empty/);
  await refuses('tab\tand more', /control characters/);
  await refuses('line\nend and more', /control characters/);
  await refuses('half \ud800 of a pair', /control characters/);
});

test('gives one form to the same characters from different keyboards', () => {
  assert.equal(normalisePassword('cafe\u0301\u00a0au lait'), 'caf\u00e9 au lait');
  const once = normalisePassword('A\u030a\u3000ngstro\u0308m');
  assert.equal(normalisePassword(once), once);
});

test('keeps case, spaces at the ends and compatibility characters', () => {
  assert.equal(normalisePassword(' Ab ﬁ '), ' Ab ﬁ ');
});
