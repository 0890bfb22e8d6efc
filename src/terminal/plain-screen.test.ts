import assert from 'node:assert/strict';
import { once } from 'node:events';
import { PassThrough, Writable } from 'node:stream';
import { beforeEach, describe, test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { LineReader } from '../base/line-reader.ts';
import { EncodingError } from '../base/utf8.ts';
import { PlainScreen } from './plain-screen.ts';

class Output extends Writable {
  writes: string[] = [];

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    if (chunk.length > 0) this.writes.push(chunk.toString());
    done();
  }
}

describe('PlainScreen', () => {
  let input: PassThrough;
  let output: Output;
  let errorOutput: Output;
  let screen: PlainScreen;
  beforeEach(() => {
    input = new PassThrough();
    output = new Output();
    errorOutput = new Output();
    const lines = new LineReader(input, { source: 'the input', maxBytes: 1024 });
    screen = new PlainScreen({ input: lines, output, errorOutput });
  });

  test('prints the lines of a turn in one write and shows no prompt', async () => {
    screen.prompt();
    for (let index = 0; index < 10_000; index++) screen.print(`line ${index}`);
    await turn();
    assert.equal(output.writes.length, 1);
    assert.ok(output.writes[0]?.startsWith('line 0\nline 1\n'));
    assert.ok(output.writes[0]?.endsWith('line 9999\n'));
  });

  test('puts notes on the error output, after what was printed before', () => {
    screen.print('said');
    screen.note('noted');
    assert.deepEqual(output.writes, ['said\n']);
    assert.deepEqual(errorOutput.writes, ['noted\n']);
  });

  test('reads nothing before the first prompt, then the lines and the end', async () => {
    const events: string[] = [];
    screen.on('line', (line) => events.push(line));
    screen.on('end', () => events.push('the end'));
    input.end('one\ntwo\n');
    await turn();
    assert.deepEqual(events, []);
    screen.prompt();
    screen.prompt();
    await once(screen, 'end');
    assert.deepEqual(events, ['one', 'two', 'the end']);
  });

  test('gives no line between pause and resume', async () => {
    const lines: string[] = [];
    screen.on('line', (line) => {
      lines.push(line);
      if (lines.length === 1) screen.pause();
    });
    screen.prompt();
    input.end('one\ntwo\n');
    await turn();
    await turn();
    assert.deepEqual(lines, ['one']);
    const ended = once(screen, 'end');
    screen.resume();
    await ended;
    assert.deepEqual(lines, ['one', 'two']);
  });

  test('gives every line once when a handler pauses and resumes in it', async () => {
    const lines: string[] = [];
    screen.on('line', (line) => {
      lines.push(line);
      screen.pause();
      screen.resume();
    });
    const ended = once(screen, 'end');
    screen.prompt();
    input.end('one\ntwo\nthree');
    await ended;
    assert.deepEqual(lines, ['one', 'two', 'three']);
  });

  test('gives no line after it was closed in one', async () => {
    const lines: string[] = [];
    const { promise, resolve } = Promise.withResolvers<void>();
    screen.on('line', (line) => {
      lines.push(line);
      void screen.close().then(resolve);
    });
    screen.prompt();
    input.end('one\ntwo\n');
    await promise;
    await turn();
    assert.deepEqual(lines, ['one']);
  });

  test('ends with the reason where its input is not UTF-8, after the lines before', async () => {
    const lines: string[] = [];
    screen.on('line', (line) => lines.push(line));
    const ended = once(screen, 'end');
    screen.prompt();
    input.end(Buffer.from('one\n\xff\nthree\n', 'latin1'));
    const [reason] = await ended;
    assert.deepEqual(lines, ['one']);
    assert.ok(reason instanceof EncodingError);
  });

  test('emits end once when nobody reads the output any more', async () => {
    let ends = 0;
    screen.on('end', () => {
      ends += 1;
    });
    screen.prompt();
    output.destroy(new Error('EPIPE'));
    errorOutput.destroy(new Error('EPIPE'));
    await once(screen, 'end');
    screen.print('into the void');
    screen.note('and there too');
    input.end();
    await screen.close();
    assert.equal(ends, 1);
  });

  test('writes what is printed when it closes, and lets go of the input', async () => {
    screen.prompt();
    screen.print('last words');
    await screen.close();
    await screen.close();
    assert.deepEqual(output.writes, ['last words\n']);
    assert.equal(input.listenerCount('data'), 0);
    assert.equal(input.destroyed, true);
  });

  test('is not one that can be asked', async () => {
    assert.equal(screen.interactive, false);
    assert.equal(await screen.aside(async () => 42), 42);
  });
});
