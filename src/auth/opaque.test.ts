import assert from 'node:assert/strict';
import { test } from 'node:test';
import { opaqueReady } from './opaque.ts';
import { createServerKeys } from './server-handshake.ts';

test('says what was forgotten when the library has not been loaded, and may be loaded twice', async () => {
  assert.throws(() => createServerKeys(), /opaqueReady\(\) has not been awaited/);
  await Promise.all([opaqueReady(), opaqueReady()]);
  assert.match(createServerKeys().serverId, /^[A-Za-z0-9_-]{22}$/);
});
