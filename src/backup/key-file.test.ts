import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { DamageError, InputError } from '../base/errors.ts';
import { sealKeys, unsealKeys } from './key-file.ts';

const passphrase = 'correct horse battery';

test('the keys of a line go into another folder by one text, whole and under its passphrase alone', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'partyline-keys-'));
  t.after(() => rmSync(folder, { recursive: true }));
  assert.throws(() => sealKeys(folder, passphrase), /has not all keys of a line .*start the line/);
  for (const name of ['login.key', 'tls.key', 'tls.cert']) {
    writeFileSync(join(folder, name), `the text of ${name}`, { mode: 0o600 });
  }
  assert.throws(() => sealKeys(folder, 'short'), InputError);
  const text = sealKeys(folder, passphrase);
  assert.equal(text.includes('the text of'), false);
  assert.notEqual(text, sealKeys(folder, passphrase));

  const other = join(folder, 'other');
  assert.throws(
    () => unsealKeys(text, other, 'correct horse batterx'),
    /passphrase is not the one/,
  );
  const [at] = /"sealed": "/.exec(text) ?? [''];
  const place = text.indexOf(at) + at.length + 20;
  const changed = text[place] === 'A' ? 'B' : 'A';
  const damaged = text.slice(0, place) + changed + text.slice(place + 1);
  assert.throws(() => unsealKeys(damaged, other, passphrase), DamageError);
  assert.throws(() => unsealKeys(text.slice(0, -9), other, passphrase), DamageError);

  unsealKeys(text, other, passphrase);
  for (const name of ['login.key', 'tls.key', 'tls.cert']) {
    assert.equal(readFileSync(join(other, name), 'utf8'), `the text of ${name}`);
    assert.equal(statSync(join(other, name)).mode & 0o777, 0o600);
  }
  assert.throws(() => unsealKeys(text, other, passphrase), /has a line already/);
});
