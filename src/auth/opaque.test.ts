import assert from 'node:assert/strict';
import { test } from 'node:test';

/** The module as it is before anybody has awaited anything. */
async function importAnew(): Promise<typeof import('./opaque.ts')> {
  const file = new URL('./opaque.ts?anew', import.meta.url);
  return import(file.href);
}

test('says what was forgotten when the library has not been loaded, and may be loaded twice', async () => {
  const { opaqueReady, opaqueServer } = await importAnew();
  assert.throws(() => opaqueServer(), /opaqueReady\(\) has not been awaited/);
  await Promise.all([opaqueReady(), opaqueReady()]);
  assert.match(opaqueServer().createSetup(), /^[A-Za-z0-9_-]+$/);
});
