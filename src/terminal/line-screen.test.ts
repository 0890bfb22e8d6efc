import assert from 'node:assert/strict';
import { once } from 'node:events';
import { PassThrough, Writable } from 'node:stream';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { LineScreen } from './line-screen.ts';

/** A terminal that keeps what is written to it, one entry a write. */
class Output extends Writable {
  columns = 80;
  writes: string[] = [];

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    if (chunk.length > 0) this.writes.push(chunk.toString());
    done();
  }

  get text(): string {
    return this.writes.join('');
  }
}

/** A keyboard that knows whether it is in raw mode. */
class Input extends PassThrough {
  isRaw = false;

  setRawMode(isRaw: boolean): void {
    this.isRaw = isRaw;
  }
}

describe('LineScreen', () => {
  let input: Input;
  let output: Output;
  let screen: LineScreen;
  beforeEach(() => {
    input = new Input();
    output = new Output();
    screen = new LineScreen({ input, output });
  });
  afterEach(() => screen.close());

  test('prints before it prompts, without touching the keyboard', async () => {
    screen.print('hello');
    await turn();
    assert.equal(output.text, 'hello\r\n');
    assert.equal(input.isRaw, false);
    assert.equal(input.listenerCount('keypress'), 0);
  });

  test('writes a burst of 10,000 lines at once, and draws the prompt once', async () => {
    screen.prompt('> ');
    input.write('typed');
    await turn();
    await turn();
    output.writes = [];
    for (let index = 0; index < 10_000; index++) screen.print(`line ${index}`);
    await turn();
    assert.equal(output.writes.length, 1);
    assert.equal(output.text.split('> typed').length - 1, 1);
    assert.ok(output.text.endsWith('line 9999\r\n> typed'));
  });

  test('echoes a letter at the end of the line as that letter alone', async () => {
    screen.prompt('> ');
    input.write('a');
    await turn();
    await turn();
    output.writes = [];
    input.write('b');
    await turn();
    await turn();
    assert.equal(output.text, 'b');
  });

  test('gives the lines of one chunk one by one, and what is left stays typed', async () => {
    const lines: string[] = [];
    screen.on('line', (line) => lines.push(line));
    screen.prompt('> ');
    input.write('one\rtwo\rthr');
    await turn();
    await turn();
    assert.deepEqual(lines, ['one', 'two']);
    assert.ok(output.text.endsWith('> thr'));
  });

  test('ends a line at Enter alone, whatever is pasted', async () => {
    const lines: string[] = [];
    screen.on('line', (line) => lines.push(line));
    screen.prompt('> ');
    const pasted = 'one\u2028two\u2029three\u0085four';
    input.write(pasted);
    await turn();
    await turn();
    assert.deepEqual(lines, []);
    input.write('\r');
    await turn();
    assert.deepEqual(lines, [pasted]);
  });

  test('emits interrupt at Ctrl-C and keeps what is typed', async () => {
    screen.prompt('> ');
    input.write('half');
    const interrupted = once(screen, 'interrupt');
    input.write('\x03');
    await interrupted;
    const entered = once(screen, 'line');
    input.write(' a line\r');
    assert.deepEqual(await entered, ['half a line']);
  });

  test('emits end once at Ctrl-D on an empty line, restores the terminal, and goes on printing', async () => {
    let ends = 0;
    screen.on('end', () => {
      ends += 1;
    });
    screen.prompt('> ');
    assert.equal(input.isRaw, true);
    const ended = once(screen, 'end');
    input.write('\x04');
    await ended;
    assert.equal(input.isRaw, false);
    screen.print('bye');
    screen.prompt('> ');
    await screen.close();
    input.end();
    assert.equal(ends, 1);
    assert.ok(output.text.endsWith('bye\r\n'));
    assert.equal(input.isRaw, false);
  });

  test('emits end when the keyboard is gone', async () => {
    screen.prompt('> ');
    const ended = once(screen, 'end');
    input.destroy(new Error('EIO'));
    await ended;
  });

  test('emits end when the terminal is gone', async () => {
    screen.prompt('> ');
    const ended = once(screen, 'end');
    output.destroy(new Error('EIO'));
    await ended;
  });

  test('leaves the keyboard to a question, holds what is printed, and returns the typed line', async () => {
    screen.prompt('> ');
    input.write('half');
    await turn();
    await turn();
    const answer = await screen.aside(async () => {
      assert.equal(input.isRaw, false);
      assert.equal(input.listenerCount('keypress'), 0);
      output.writes = [];
      screen.print('meanwhile');
      await turn();
      assert.equal(output.text, '');
      return 42;
    });
    assert.equal(answer, 42);
    await turn();
    assert.equal(output.text, 'meanwhile\r\n> half');
    const entered = once(screen, 'line');
    input.write(' a line\r');
    assert.deepEqual(await entered, ['half a line']);
  });

  test('asks one question after the other', async () => {
    const steps: string[] = [];
    const ask = (name: string) => async () => {
      steps.push(`${name} begins`);
      await turn();
      steps.push(`${name} ends`);
    };
    await Promise.all([screen.aside(ask('first')), screen.aside(ask('second'))]);
    assert.deepEqual(steps, ['first begins', 'first ends', 'second begins', 'second ends']);
  });

  test('asks the next question although one was left, and tells who asked', async () => {
    const left = screen.aside(() => Promise.reject(new Error('left')));
    const next = screen.aside(async () => 'answer');
    await assert.rejects(left, /left/);
    assert.equal(await next, 'answer');
  });

  test('holds no more than a megabyte for a question', async () => {
    screen.prompt('> ');
    await screen.aside(async () => {
      output.writes = [];
      for (let index = 0; index < 1_100; index++) screen.print('x'.repeat(1_000));
      await turn();
      assert.ok(output.text.length > 1_000_000);
    });
  });

  test('takes no line before the first prompt, and then what was typed', async () => {
    input.write('early\r');
    await turn();
    screen.prompt('> ');
    assert.deepEqual(await once(screen, 'line'), ['early']);
  });

  test('changes the prompt around what is typed', async () => {
    screen.prompt('> ');
    input.write('text');
    await turn();
    await turn();
    screen.prompt('bob> ');
    await turn();
    assert.ok(output.text.endsWith('bob> text'));
  });

  test('takes the prompt away and writes everything when it closes, twice over', async () => {
    screen.prompt('> ');
    await turn();
    screen.print('last words');
    await screen.close();
    await screen.close();
    assert.ok(output.text.endsWith('\x1b[J\rlast words\r\n'));
    assert.equal(input.isRaw, false);
    assert.equal(output.listenerCount('resize'), 0);
  });

  test('puts a carriage return before every line feed', async () => {
    screen.print('two\nlines');
    await turn();
    assert.equal(output.text, 'two\r\nlines\r\n');
  });
});
