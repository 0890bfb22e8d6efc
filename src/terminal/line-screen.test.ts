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

  /** Without the mode that marks pastes. */
  get text(): string {
    return this.writes.join('').replaceAll('\x1b[?2004h', '').replaceAll('\x1b[?2004l', '');
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
    assert.equal(input.listenerCount('data'), 0);
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
    while (!output.text.endsWith('thr')) await turn();
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

  test('emits interrupt at the second Ctrl-C on an empty line', async () => {
    screen.prompt('> ');
    const leaving = once(screen, 'leaving');
    input.write(' \x03');
    await leaving;
    const interrupted = once(screen, 'interrupt');
    input.write('\x03');
    await interrupted;
  });

  test('clears a typed line at Ctrl-C, and Ctrl-Y or arrow up brings it back', async () => {
    screen.on('interrupt', () => assert.fail('interrupted'));
    screen.prompt('> ');
    for (const back of ['\x19', '\x1b[A']) {
      input.write('entered\r');
      await turn();
      const cleared = once(screen, 'cleared');
      input.write('half');
      input.write('\x03');
      await cleared;
      await turn();
      assert.ok(output.text.endsWith('> '));
      const entered = once(screen, 'line');
      input.write(`${back} a line\r`);
      assert.deepEqual(await entered, ['half a line']);
    }
  });

  test('asks about a paste of many lines in place of the line, which stays', async () => {
    screen.prompt('> ');
    input.write(`x\x1b[200~${'l\n'.repeat(12)}end\x1b[201~`);
    while (!output.text.endsWith('Paste 13 lines? (y/n) ')) await turn();
    const dropped = once(screen, 'paste-dropped');
    input.write('n');
    await dropped;
    while (!output.text.endsWith('> x')) await turn();
  });

  test('shows the search of the history in place of the prompt', async () => {
    screen.prompt('> ');
    input.write('first\rsecond\r\x12fir');
    while (!output.text.includes('(history: fir) first')) await turn();
    const entered = once(screen, 'line');
    input.write('\r\r');
    assert.deepEqual(await entered, ['first']);
  });

  describe('given a pasted text', () => {
    const paste = (text: string) => `\x1b[200~${text}\x1b[201~`;

    test('of several lines, enters it as one line at Enter and no earlier', async () => {
      const lines: string[] = [];
      screen.on('line', (line) => lines.push(line));
      screen.prompt('> ');
      const pasted = once(screen, 'pasted');
      input.write(paste('one\rexit\r\n/stop\n\n'));
      assert.deepEqual(await pasted, [3]);
      while (!output.text.endsWith('> one↵exit↵/stop')) await turn();
      assert.deepEqual(lines, []);
      input.write('!\r');
      await turn();
      assert.deepEqual(lines, ['one\nexit\n/stop!']);
      input.write('\x1b[A\r');
      await turn();
      assert.deepEqual(lines, ['one\nexit\n/stop!', 'one\nexit\n/stop!']);
    });

    test('of one line, says nothing and waits for Enter', async () => {
      screen.on('pasted', () => assert.fail('told'));
      screen.prompt('> ');
      input.write(paste('exit\n'));
      const entered = once(screen, 'line');
      input.write('\r');
      assert.deepEqual(await entered, ['exit']);
    });

    test('quotes several lines at the start, and nowhere else', async () => {
      screen.quote = (text) => `"${text}`;
      screen.prompt('> ');
      for (const [keys, line] of [
        [paste('/stop\nnow'), '"/stop\nnow'],
        [`say ${paste('/stop\nnow')}`, 'say /stop\nnow'],
        [paste('/stop'), '/stop'],
      ] as const) {
        const entered = once(screen, 'line');
        input.write(`${keys}\r`);
        assert.deepEqual(await entered, [line]);
      }
    });

    test('obeys no key in it, and is whole in whatever pieces it comes', async () => {
      screen.on('interrupt', () => assert.fail('interrupted'));
      screen.prompt('> ');
      const entered = once(screen, 'line');
      for (const piece of paste('a\x03\tb\x1a\x15\rc')) input.write(piece);
      input.write('\r');
      assert.deepEqual(await entered, ['a\x03\tb\x1a\x15\nc']);
    });

    test('is marked by the terminal while lines are taken, and no longer', async () => {
      screen.prompt('> ');
      await turn();
      assert.ok(output.writes.join('').includes('\x1b[?2004h'));
      await screen.close();
      assert.match(output.writes.join(''), /\?2004l[^h]*$/);
    });
  });

  test('moves over graphemes and deletes them whole', async () => {
    screen.prompt('> ');
    for (const [keys, line] of [
      ['a👩‍👩‍👧b\x1b[D\x1b[D|', 'a|👩‍👩‍👧b'],
      ['a👩‍👩‍👧b\x1b[D\x7f', 'ab'],
      ['🇩🇪x\x01\x1b[C|', '🇩🇪|x'],
      ['🇩🇪x\x01\x1b[3~', 'x'],
      ['e\u{301}\x02|', '|e\u{301}'],
    ] as const) {
      const entered = once(screen, 'line');
      input.write(`${keys}\r`);
      assert.deepEqual(await entered, [line]);
    }
  });

  describe('on a terminal that takes nothing', () => {
    let frozen: Writable & { columns: number; taken: string };
    let thaw: () => void;
    beforeEach(() => {
      let stuck: (() => void) | undefined;
      let isFrozen = true;
      frozen = Object.assign(
        new Writable({
          write(chunk: Buffer, _encoding, done) {
            frozen.taken += chunk;
            if (isFrozen) stuck = done;
            else done();
          },
        }),
        { columns: 80, taken: '' },
      );
      thaw = () => {
        isFrozen = false;
        stuck?.();
      };
      screen = new LineScreen({ input, output: frozen });
      screen.prompt('> ');
    });

    test('keeps what is printed for it', async () => {
      await turn();
      for (let index = 0; index < 100; index++) {
        screen.print(`line ${index}`);
        await turn();
      }
      assert.doesNotMatch(frozen.taken, /line/);
      thaw();
      while (!frozen.taken.endsWith('line 99\r\n> ')) await turn();
      assert.doesNotMatch(frozen.taken, /not shown/);
    });

    test('keeps a megabyte at most, and says how much it dropped', async () => {
      await turn();
      for (let index = 1; index <= 5_000; index++) screen.print(`${index} ${'x'.repeat(1_000)}`);
      thaw();
      while (!frozen.taken.endsWith('x\r\n> ')) await turn();
      assert.ok(frozen.taken.length < 1_200_000);
      const [, dropped] = /-- ([\d,]+) lines were not shown/.exec(frozen.taken) ?? [];
      const shown = frozen.taken.match(/^\d+ x/gm) ?? [];
      assert.equal(Number(dropped?.replace(',', '')) + shown.length, 5_000);
      assert.equal(shown.at(-1), '5000 x');
    });

    test('closes without waiting for it for ever', async () => {
      await turn();
      screen.print('last words');
      await screen.close();
      assert.equal(input.isRaw, false);
    });
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
      // The keyboard stays unseen for the question.
      assert.equal(input.isRaw, true);
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
