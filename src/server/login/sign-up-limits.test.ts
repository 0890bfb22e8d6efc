import assert from 'node:assert/strict';
import { test } from 'node:test';
import { limits } from '../../words/limits.ts';
import { defaultBounds } from '../bounds.ts';
import { SignUpLimits, signUpRefillMs } from './sign-up-limits.ts';

const bounds = { signUpsPerAddress: 2, signUpsPerSite: 3, signUps: 5 };

function limitsAt() {
  const clock = { time: 0, elapsed: () => clock.time };
  return { clock, signUps: new SignUpLimits(bounds, clock) };
}

test('bounds an address, its site, and all', () => {
  const { clock, signUps } = limitsAt();
  assert.equal(signUps.take('192.0.2.1', false), 0);
  assert.equal(signUps.take('192.0.2.1', false), 0);
  assert.equal(signUps.take('192.0.2.1', false), signUpRefillMs.address);
  assert.equal(signUps.take('192.0.2.2', false), 0);
  assert.equal(signUps.take('192.0.2.3', false), signUpRefillMs.site);
  assert.equal(signUps.take('198.51.100.1', false), 0);
  assert.equal(signUps.take('203.0.113.1', false), 0);
  assert.equal(signUps.take('203.0.113.77', false), signUpRefillMs.all);
  clock.time += signUpRefillMs.address;
  assert.equal(signUps.take('192.0.2.1', false), 0);
});

test('lets nobody be kept out who has a code, and bounds their address', () => {
  const { signUps } = limitsAt();
  for (const site of [1, 2, 3, 4, 5]) assert.equal(signUps.take(`10.0.${site}.1`, false), 0);
  assert.ok(signUps.take('10.0.6.1', false) > 0);
  assert.equal(signUps.take('10.0.7.1', true), 0);
  assert.equal(signUps.take('10.0.7.1', true), 0);
  assert.ok(signUps.take('10.0.7.1', true) > 0);
});

test('no address and no site alone fills the places of those who wait', () => {
  const weekMs = 7 * 24 * 3_600_000;
  const { signUpsPerAddress, signUpsPerSite } = defaultBounds;
  assert.ok(signUpsPerAddress + weekMs / signUpRefillMs.address < limits.waitingAccounts / 2);
  assert.ok(signUpsPerSite + weekMs / signUpRefillMs.site < limits.waitingAccounts);
});
