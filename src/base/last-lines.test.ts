import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import fc from 'fast-check';
import { readLastLines } from './last-lines.ts';

const folder = mkdtempSync(join(tmpdir(), 'partyline-lines-'));
after(() => rmSync(folder, { recursive: true, force: true }));

function fileOf(name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

test('gives the last lines of all files together, oldest first', async () => {
  const line = fc.string({ unit: fc.constantFrom('a', 'é', '😀', '"'), maxLength: 5 });
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(line, { maxLength: 6 }), { maxLength: 4 }),
      fc.nat(20),
      async (contents, count) => {
        const files = contents.map((lines, index) =>
          fileOf(`p${index}`, lines.map((text) => `${text}\n`).join('')),
        );
        const expected = contents.toReversed().flat();
        const start = Math.max(0, expected.length - count);
        assert.deepEqual(await readLastLines(files, count), expected.slice(start));
      },
    ),
    { numRuns: 60 },
  );
});

test('finds lines that lie across the blocks it reads', async () => {
  const lines = Array.from({ length: 40 }, (_, index) => `${index}:${'x'.repeat(5_000)}`);
  const file = fileOf('long', `${lines.join('\n')}\n`);
  assert.deepEqual(await readLastLines([file], 30), lines.slice(-30));
});

test('counts a line that is not finished', async () => {
  assert.deepEqual(await readLastLines([fileOf('open', 'one\ntwo\nthr')], 2), ['two', 'thr']);
});

test('passes over files that are missing', async () => {
  const file = fileOf('there', 'one\n');
  assert.deepEqual(await readLastLines([join(folder, 'none'), file], 5), ['one']);
});
