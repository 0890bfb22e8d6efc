import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { patienceMs, within } from '../support/within.ts';
import { startProgram } from './child-program.ts';
import { ServerProcess } from './server-process.ts';

test('a program of these tests ends when the process that started it is gone', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'partyline-kill-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const file = new URL('./server.fixture.ts', import.meta.url);
  const program = startProgram(file, [folder, '127.0.0.1', '0'], { output: 'pipe' });
  t.after(() => program.child.kill('SIGKILL'));
  await new ServerProcess(program).ready;
  const exit = once(program.child, 'exit');
  // The same that the death of this process would do to the channel between the two.
  program.child.disconnect();
  assert.deepEqual(await within(patienceMs, 'the end of the program', exit), [1, null]);
});
