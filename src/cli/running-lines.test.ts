import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { type TestContext, test } from 'node:test';
import { announceLine, runningLines } from './running-lines.ts';

function folderFor(context: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'partyline-running-'));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

const line = { name: 'Night shift', address: 'partyline://localhost:7279', operator: 'opal' };

test('a line that runs is found by its person, and not after its end', (context) => {
  const folder = join(folderFor(context), 'made');
  assert.deepEqual(runningLines(folder), []);
  const withdraw = announceLine(folder, line);
  const address = { host: 'localhost', port: 7279, clear: false };
  assert.deepEqual(runningLines(folder), [{ ...line, address }]);
  withdraw();
  assert.deepEqual(runningLines(folder), []);
});

test('what a killed server, another start of the machine or another program left is taken away', (context) => {
  const folder = folderFor(context);
  const leftovers = {
    // No process has a number as high.
    '4194305.json': { ...line, since: Date.now() },
    [`${process.pid}.json`]: { ...line, since: 1 },
    [`${process.ppid}.json`]: { since: Date.now() },
  };
  for (const [name, content] of Object.entries(leftovers)) {
    writeFileSync(join(folder, name), JSON.stringify(content));
  }
  writeFileSync(join(folder, 'notes.txt'), 'kept');
  assert.deepEqual(runningLines(folder), []);
  assert.deepEqual(readdirSync(folder), ['notes.txt']);
});
