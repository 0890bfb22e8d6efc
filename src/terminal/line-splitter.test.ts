import assert from 'node:assert/strict';
import { PassThrough, Readable } from 'node:stream';
import { describe, test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import { LineSplitter, maxLineLength } from './line-splitter.ts';

/** All lines of an input that comes in these chunks. */
async function linesOf(chunks: readonly (Buffer | string)[]): Promise<string[]> {
  const lines: string[] = [];
  const { promise, resolve } = Promise.withResolvers<void>();
  const input = Readable.from(chunks, { objectMode: false });
  new LineSplitter(input, { line: (text) => lines.push(text), end: resolve }).start();
  await promise;
  return lines;
}

function cut(bytes: Buffer, sizes: readonly number[]): Buffer[] {
  const chunks: Buffer[] = [];
  let from = 0;
  for (const size of sizes) {
    chunks.push(bytes.subarray(from, from + size));
    from += size;
  }
  return [...chunks, bytes.subarray(from)].filter((chunk) => chunk.length > 0);
}

describe('LineSplitter', () => {
  test('gives the same lines however the bytes are cut', async () => {
    const unit = fc.constantFrom('a', 'é', '你', '🎉', '\n', '\r\n', ' ');
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit, minLength: 1, maxLength: 40 }),
        fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: 20 }),
        async (text, sizes) => {
          const wanted = text.split(/\r?\n/);
          if (wanted.at(-1) === '') wanted.pop();
          assert.deepEqual(await linesOf(cut(Buffer.from(text), sizes)), wanted);
        },
      ),
    );
  });

  test('gives a last line without an end, and no line for no input', async () => {
    assert.deepEqual(await linesOf(['one\ntwo']), ['one', 'two']);
    assert.deepEqual(await linesOf(['']), []);
    assert.deepEqual(await linesOf(['\n\n']), ['', '']);
  });

  test('shows bytes that are no UTF-8 as U+FFFD', async () => {
    assert.deepEqual(await linesOf([Buffer.from([0x61, 0xff, 0x0a, 0xe4])]), [
      'a\u{fffd}',
      '\u{fffd}',
    ]);
  });

  test('gives a line of the largest length whole, and cuts a longer one there', async () => {
    const longest = 'x'.repeat(maxLineLength);
    for (const end of ['\n', '\r\n']) {
      const lines = await linesOf([`${longest}${end}${longest}xyz${end}next`]);
      assert.deepEqual(
        lines.map((line) => line.length),
        [maxLineLength, maxLineLength, 4],
      );
      assert.equal(lines.at(-1), 'next');
    }
  });

  test('keeps no more than the largest length of a line without an end', async () => {
    const chunk = 'x'.repeat(maxLineLength / 2);
    const lines = await linesOf([...Array.from({ length: 8 }, () => chunk), '\nnext\n']);
    assert.deepEqual(
      lines.map((line) => line.length),
      [maxLineLength, 4],
    );
  });

  test('gives no line after pause, also of a chunk already read, until resume', async () => {
    const input = new PassThrough();
    const lines: string[] = [];
    const splitter = new LineSplitter(input, {
      line(text) {
        lines.push(text);
        if (text === 'two') splitter.pause();
      },
      end: () => lines.push('the end'),
    });
    splitter.start();
    input.end('one\ntwo\nthree\nfour');
    await turn();
    await turn();
    assert.deepEqual(lines, ['one', 'two']);
    splitter.resume();
    await turn();
    await turn();
    assert.deepEqual(lines, ['one', 'two', 'three', 'four', 'the end']);
  });

  test('gives every line once when a handler pauses and resumes in it', async () => {
    const input = new PassThrough();
    const lines: string[] = [];
    const splitter = new LineSplitter(input, {
      line(text) {
        lines.push(text);
        splitter.pause();
        splitter.resume();
      },
      end: () => lines.push('the end'),
    });
    splitter.start();
    input.end('one\ntwo\nthree');
    await turn();
    await turn();
    assert.deepEqual(lines, ['one', 'two', 'three', 'the end']);
  });

  test('gives nothing after stop and lets go of the input', async () => {
    const input = new PassThrough();
    const lines: string[] = [];
    const splitter = new LineSplitter(input, {
      line(text) {
        lines.push(text);
        splitter.stop();
      },
      end: () => lines.push('the end'),
    });
    splitter.start();
    input.end('one\ntwo\n');
    await turn();
    await turn();
    assert.deepEqual(lines, ['one']);
    assert.equal(input.listenerCount('data'), 0);
  });
});
