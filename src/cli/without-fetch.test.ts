import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';

/** Whether Node has loaded its HTTP client in a process that does this and then loads the OPAQUE library. */
function loadsClientAfter(statement: string): boolean {
  const script = `
    import { opaqueReady } from ${JSON.stringify(new URL('../auth/opaque.ts', import.meta.url))};
    import { withoutFetch } from ${JSON.stringify(new URL('./without-fetch.ts', import.meta.url))};
    ${statement}
    await opaqueReady();
    console.log(process.moduleLoadList.some((name) => name.endsWith('internal/deps/undici/undici')));`;
  const output = execFileSync(process.execPath, ['--input-type=module', '-e', script]);
  return JSON.parse(output.toString());
}

test('without fetch the OPAQUE library loads no HTTP client', () => {
  assert.equal(loadsClientAfter(''), true);
  assert.equal(loadsClientAfter('withoutFetch();'), false);
});
