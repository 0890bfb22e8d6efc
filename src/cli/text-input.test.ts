import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { CommandError } from './exit-codes.ts';
import { readLines, readText } from './text-input.ts';

/** The bytes of a text, cut at some places. */
async function* chunks(text: string, cuts: readonly number[] = []): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text);
  const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length];
  places.sort((left, right) => left - right);
  for (const [index, place] of places.slice(1).entries())
    yield bytes.subarray(places[index], place);
}

async function all(lines: AsyncIterable<string>): Promise<string[]> {
  const read: string[] = [];
  for await (const line of lines) read.push(line);
  return read;
}

const anyText = fc.string({ unit: fc.constantFrom('a', 'é', '🔔', '\r', '\n') });
const cuts = fc.array(fc.nat());

test('a text is read whole, however it comes, less one line end', async () => {
  await fc.assert(
    fc.asyncProperty(anyText, cuts, async (text, places) => {
      const read = await readText(chunks(text, places), 1_000);
      assert.deepEqual(read, { text: text.replace(/\r?\n$/, ''), more: false });
    }),
  );
});

test('lines are read without their ends, however they come', async () => {
  await fc.assert(
    fc.asyncProperty(anyText, cuts, async (text, places) => {
      const lines = text.split('\n');
      const last = lines.pop() ?? '';
      const expected = lines.map((line) => line.replace(/\r$/, ''));
      if (last !== '') expected.push(last);
      assert.deepEqual(await all(readLines(chunks(text, places), 1_000)), expected);
    }),
  );
});

test('a text is not read further than it may be long', async () => {
  let given = 0;
  async function* endless() {
    for (;;) {
      given += 10;
      yield Buffer.from('0123456789');
    }
  }
  assert.deepEqual(await readText(endless(), 100), { text: '', more: true });
  assert.ok(given <= 120);
  await assert.rejects(
    all(readLines(endless(), 100)),
    new CommandError(
      65,
      'Line 1 of standard input has more than 100 characters, and fits into no message.',
    ),
  );
});

test('what cannot be read is said in words', async () => {
  async function* folder(): AsyncGenerator<Uint8Array> {
    yield Buffer.from('a');
    throw Object.assign(new Error('EISDIR'), { code: 'EISDIR', syscall: 'read' });
  }
  const expected = new CommandError(66, 'Cannot read standard input: it is a folder.');
  await assert.rejects(readText(folder(), 10), expected);
  await assert.rejects(all(readLines(folder(), 10)), expected);
});
