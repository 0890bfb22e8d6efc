import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { assertExpected, assertMayRegister, mayResume, trustOf } from './pins.ts';

const address = { host: 'line.example', port: 7278, clear: false };

describe('trust', () => {
  it('follows from the certificate and the one that was saved', () => {
    const shown = { fingerprint: 'a', wholeFingerprint: 'w' };
    assert.equal(trustOf(shown, 'a'), 'pinned');
    assert.equal(trustOf(shown, 'w'), 'pinned');
    assert.equal(trustOf(shown, 'b'), 'changed');
    assert.equal(trustOf(shown, undefined), 'unknown');
    assert.equal(trustOf({ fingerprint: undefined }, undefined), 'clear');
  });

  it('lets a device token go to a pinned certificate, and never to another one', () => {
    assert.deepEqual((['pinned', 'changed', 'unknown', 'clear'] as const).map(mayResume), [
      true,
      false,
      false,
      true,
    ]);
  });

  it('lets nobody register where the certificate has changed, unless the address names it', () => {
    for (const trust of ['pinned', 'unknown', 'clear'] as const) assertMayRegister(trust, address);
    assertMayRegister('changed', { ...address, fingerprint: 'f' });
    assert.throws(() => assertMayRegister('changed', address), {
      name: 'TrustError',
      reason: 'intercepted',
      message: /line\.example is not the one it had before/,
    });
  });

  it('holds a server to the fingerprint in its address', () => {
    assertExpected(address, { fingerprint: 'anything' });
    assertExpected({ ...address, fingerprint: 'f' }, { fingerprint: 'f' });
    for (const fingerprint of ['g', undefined]) {
      assert.throws(() => assertExpected({ ...address, fingerprint: 'f' }, { fingerprint }), {
        name: 'TrustError',
        reason: 'fingerprint',
        message: /should have the key f/,
      });
    }
  });
});
