import assert from 'node:assert/strict';
import { PassThrough, Readable } from 'node:stream';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { EncodingError, ReadError } from './errors.ts';
import { LineReader } from './line-reader.ts';

const maxBytes = 1024;

function readerOf(
  input: AsyncIterable<Uint8Array>,
  options: { tooLong?: (number: number) => Error } = {},
): LineReader {
  return new LineReader(input, { source: 'the input', maxBytes, ...options });
}

/** All lines of an input that comes in these chunks. */
async function linesOf(chunks: readonly (Buffer | string)[]): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of readerOf(Readable.from(chunks, { objectMode: false }))) lines.push(line);
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

const sizes = fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: 20 });

describe('LineReader', () => {
  test('gives the same lines however the bytes are cut', async () => {
    const unit = fc.constantFrom('a', 'é', '你', '🎉', '\n', '\r\n', '\r', '\u2028', '\u0085', ' ');
    await fc.assert(
      fc.asyncProperty(fc.string({ unit, maxLength: 40 }), sizes, async (text, places) => {
        const lines = text.split('\n');
        const last = lines.pop() ?? '';
        const wanted = lines.map((line) => line.replace(/\r$/, ''));
        if (last !== '') wanted.push(last);
        assert.deepEqual(await linesOf(cut(Buffer.from(text), places)), wanted);
      }),
    );
  });

  test('gives the whole text with LF for every line end, less one at its end', async () => {
    const unit = fc.constantFrom('a', 'é', '🔔', '\r', '\n', '\r\n', '\u2029');
    await fc.assert(
      fc.asyncProperty(fc.string({ unit }), sizes, async (text, places) => {
        const input = Readable.from(cut(Buffer.from(text), places), { objectMode: false });
        const wanted = text.replaceAll('\r\n', '\n').replace(/\n$/, '');
        assert.equal(await readerOf(input).text(), wanted);
      }),
    );
  });

  test('gives a last line without an end, and no line for no input', async () => {
    assert.deepEqual(await linesOf(['one\ntwo']), ['one', 'two']);
    assert.deepEqual(await linesOf(['']), []);
    assert.deepEqual(await linesOf(['\n\n']), ['', '']);
  });

  test('drops a byte order mark at the start, and no other', async () => {
    const mark = '\u{feff}';
    assert.deepEqual(await linesOf([`${mark}/who\n${mark}two\n`]), ['/who', `${mark}two`]);
    assert.deepEqual(await linesOf([`${mark}\r\n`]), ['']);
  });

  test('gives the lines before the first that is not UTF-8, and then its place', async () => {
    const reader = readerOf(Readable.from([Buffer.from('one\nté\xff\nthree\n', 'latin1')]));
    assert.equal(await reader.next(), 'one');
    await assert.rejects(reader.next(), (error) => {
      assert.ok(error instanceof EncodingError);
      assert.match(error.message, /^Cannot read line 2 of the input: .*byte 2 is the first/);
      return true;
    });
    assert.equal(await reader.next(), undefined);
  });

  test('gives a line of the largest length whole, and cuts a longer one there', async () => {
    const longest = 'x'.repeat(maxBytes);
    for (const end of ['\n', '\r\n']) {
      const lines = await linesOf([`${longest}${end}${longest}xyz${end}next`]);
      assert.deepEqual(
        lines.map((line) => line.length),
        [maxBytes, maxBytes, 4],
      );
      assert.equal(lines.at(-1), 'next');
    }
    const [cutLine] = await linesOf([`${'é'.repeat(maxBytes / 2 - 1)}x你\n`]);
    assert.equal(cutLine, `${'é'.repeat(maxBytes / 2 - 1)}x`, 'cuts no character in two');
  });

  test('keeps no more than the largest length of a line without an end', async () => {
    const chunk = 'x'.repeat(maxBytes / 2);
    const lines = await linesOf([...Array.from({ length: 8 }, () => chunk), '\nnext\n']);
    assert.deepEqual(
      lines.map((line) => line.length),
      [maxBytes, 4],
    );
  });

  test('reads no further than a line or a text may be long', async () => {
    let given = 0;
    async function* endless(text: string) {
      for (;;) {
        given += text.length;
        yield Buffer.from(text);
      }
    }
    const tooLong = (number: number) => new RangeError(`line ${number}`);
    const line = readerOf(endless('0123456789'), { tooLong });
    await assert.rejects(line.next(), new RangeError('line 1'));
    assert.ok(given <= maxBytes + 20);
    given = 0;
    await assert.rejects(readerOf(endless('01234\n789\n'), { tooLong }).text(), RangeError);
    assert.ok(given <= maxBytes + 30);
  });

  test('reads nothing more than is asked for', async () => {
    const asked: string[] = [];
    async function* chunks() {
      for (const text of ['one\ntwo\n', 'three\n']) {
        asked.push(text);
        yield Buffer.from(text);
      }
    }
    const reader = readerOf(chunks());
    assert.deepEqual(asked, []);
    assert.equal(await reader.next(), 'one');
    assert.equal(await reader.next(), 'two');
    assert.deepEqual(asked, ['one\ntwo\n']);
    assert.equal(await reader.next(), 'three');
  });

  test('gives what was not asked for yet to who asks later', async () => {
    const reader = readerOf(Readable.from([Buffer.from('password\nfirst\nsecond')]));
    assert.equal(await reader.next(), 'password');
    const rest: string[] = [];
    for await (const line of reader) rest.push(line);
    assert.deepEqual(rest, ['first', 'second']);
  });

  test('gives nothing after close and lets go of the input', async () => {
    const input = new PassThrough();
    const reader = readerOf(input);
    input.write('one\ntwo');
    assert.equal(await reader.next(), 'one');
    const waiting = reader.next();
    reader.close();
    assert.equal(await waiting, undefined);
    assert.equal(await reader.next(), undefined);
    assert.equal(input.destroyed, true);
  });

  test('says in words why the input cannot be read', async () => {
    async function* folder(): AsyncGenerator<Uint8Array> {
      yield Buffer.from('a');
      throw Object.assign(new Error('EISDIR'), { code: 'EISDIR', syscall: 'read' });
    }
    await assert.rejects(readerOf(folder()).next(), (error) => {
      assert.ok(error instanceof ReadError);
      assert.equal(error.message, 'Cannot read the input: it is a folder.');
      return true;
    });
  });
});
