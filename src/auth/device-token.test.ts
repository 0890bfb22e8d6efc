import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newToken } from '../base/ids.ts';
import { deviceTokenHashes, nextDeviceToken } from './device-token.ts';

test('the next token of a session is another one of the same family', () => {
  const first = newToken();
  const second = nextDeviceToken(first);
  assert.match(second, /^[A-Za-z0-9_-]{43}$/);
  const [before, after] = [deviceTokenHashes(first), deviceTokenHashes(second)];
  assert.equal(after.familyHash, before.familyHash);
  assert.notEqual(after.tokenHash, before.tokenHash);
  assert.notEqual(nextDeviceToken(first), second);
});

test('tokens of two sessions are of two families', () => {
  assert.notEqual(
    deviceTokenHashes(newToken()).familyHash,
    deviceTokenHashes(newToken()).familyHash,
  );
});
