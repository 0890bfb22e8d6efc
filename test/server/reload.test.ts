import assert from 'node:assert/strict';
import { hash, X509Certificate } from 'node:crypto';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { InputError } from '../../src/base/errors.ts';
import { createCertificate, fingerprintOf } from '../../src/wire/certificate.ts';
import { scopeOf } from '../support/cleanup.ts';
import { RawClient } from '../support/raw-client.ts';
import { newFolder, startLine } from '../support/started-line.ts';

describe('a key and a certificate of one’s own', () => {
  const scope = scopeOf(after);
  const folder = newFolder(scope);
  const tls = { keyFile: join(folder, 'key.pem'), certificateFile: join(folder, 'cert.pem') };
  let key: string;
  let certificate: string;

  const write = (key: string, certificate: string) => {
    writeFileSync(tls.keyFile, key, { mode: 0o600 });
    writeFileSync(tls.certificateFile, certificate);
  };

  before(() => {
    ({ key, certificate } = createCertificate({ name: 'own', now: Date.now() }));
    write(key, certificate);
  });

  test('are shown in place of those of the data folder, and logins are bound to them', async () => {
    const line = await startLine(scope, { tls });
    assert.equal(line.server.fingerprint, fingerprintOf(certificate));
    const { client } = await line.signUp('ann');
    assert.equal((await client.say('hello')).seq, 1);
  });

  test('are read anew while people talk: those who are here stay, others see the new one', async () => {
    const line = await startLine(scope, { tls });
    const { client: ann } = await line.signUp('ann');
    const renewed = createCertificate({ name: 'renewed', now: Date.now(), key }).certificate;
    write(key, renewed);
    assert.deepEqual(line.server.reload(), ['certificate']);
    assert.deepEqual(line.server.reload(), []);
    assert.equal(line.server.fingerprint, fingerprintOf(certificate));
    await ann.say('still here');
    const again = await RawClient.connect(line.address);
    scope.after(() => again.cut());
    const shown = again.binding('tls-server-end-point');
    assert.deepEqual(shown, hash('sha256', new X509Certificate(renewed).raw, 'buffer'));
    await again.login('ann');
    write(key, certificate);
  });

  test('that cannot be used are refused with the reason, and the ones before stay', async () => {
    const line = await startLine(scope, { tls });
    const other = createCertificate({ name: 'other', now: Date.now() });
    const faults: readonly (readonly [key: string, certificate: string, reason: RegExp])[] = [
      [
        key,
        other.certificate,
        /one of them is damaged, or they do not belong together\. Name a PEM/,
      ],
      [key, 'not PEM', /one of them is damaged/],
      ['', certificate, /one of them is damaged/],
    ];
    for (const [badKey, badCertificate, reason] of faults) {
      write(badKey, badCertificate);
      assert.throws(
        () => line.server.reload({ name: 'Never' }),
        (error) => error instanceof InputError && reason.test(error.message),
      );
    }
    chmodSync(tls.keyFile, 0o644);
    assert.throws(() => line.server.reload(), /Other users of this machine can use/);
    chmodSync(tls.keyFile, 0o600);
    const next = await RawClient.connect(line.address, { greet: false });
    scope.after(() => next.cut());
    assert.equal((await next.greet()).name, 'Partyline');
    write(key, certificate);
    const missing = { ...tls, certificateFile: join(folder, 'nothing.pem') };
    await assert.rejects(
      startLine(scope, { tls: missing }),
      /nothing\.pem cannot be used: no such/,
    );
  });
});

describe('settings that change while a server runs', () => {
  const scope = scopeOf(after);

  test('are the name, who makes rooms, and what is kept', async () => {
    const line = await startLine(scope, { name: 'Before' });
    const { client: ann } = await line.signUp('ann');
    const keep = { ms: 86_400_000, bytes: undefined };
    assert.deepEqual(line.server.reload({ name: 'After', rooms: 'operators', keep }), [
      'name',
      'rooms',
      'keep',
    ]);
    assert.deepEqual(line.server.reload({ name: 'After', rooms: 'operators', keep }), []);
    assert.equal(line.server.name, 'After');
    await assert.rejects(ann.ask('room.join', { room: '#new' }), { code: 'room.unknown' });
    const next = await RawClient.connect(line.address, { greet: false });
    scope.after(() => next.cut());
    assert.equal((await next.greet()).name, 'After');
    await ann.say('old');
    line.clock.advance(2 * 86_400_000);
    line.server.reload({ keep: { ms: 3_600_000, bytes: undefined } });
    await line.log.until('history.dropped');
  });
});
