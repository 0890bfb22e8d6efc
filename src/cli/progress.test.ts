import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Progress } from './progress.ts';

function progressOn(isTTY: boolean) {
  const written: string[] = [];
  let now = 0;
  const output = { isTTY, write: (text: string | Uint8Array) => written.push(String(text)) > 0 };
  const progress = new Progress((count) => `${count} done`, { output, now: () => now });
  const tellAt = (at: number, count: number) => {
    now = at;
    progress.tell(count);
  };
  return { progress, tellAt, written };
}

test('tells a terminal in one line how far it is, from the third second on and no more than needed', () => {
  const { progress, tellAt, written } = progressOn(true);
  tellAt(1_999, 1);
  assert.deepEqual(written, []);
  tellAt(2_000, 2);
  tellAt(2_100, 3);
  tellAt(2_250, 4);
  progress.end();
  progress.end();
  assert.deepEqual(written, ['\r2 done', '\r4 done', '\n']);
});

test('says nothing to a file or a pipe', () => {
  const { progress, tellAt, written } = progressOn(false);
  tellAt(60_000, 1);
  progress.end();
  assert.deepEqual(written, []);
});
