import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import { PassThrough, Writable } from 'node:stream';
import { test } from 'node:test';
import type { HistoryOptions } from '../../client/core/line-parameters.ts';
import type { Line } from '../../client/line.ts';
import { sampleMessage, sampleRoom } from '../../model/sample-state.fixture.ts';
import { plainStyle } from '../../talk/style.ts';
import { Transcript } from '../../talk/transcript.ts';
import { defaultBindings } from '../input/bindings.ts';
import { FullScreen } from './full-screen.ts';
import { HeadlessTerminal } from './headless.fixture.ts';
import { screenPasswords } from './screen-passwords.ts';
import { screenStage } from './screen-stage.ts';

const columns = 80;
const rows = 12;
const lastSeq = 300;

/** A terminal with keys, which shows what is written to it. */
class Keys extends PassThrough {
  readonly isTTY = true;
  setRawMode(): void {}
}

class Shown extends Writable {
  readonly columns = columns;
  readonly rows = rows;
  readonly terminal = new HeadlessTerminal(columns, rows);
  readonly written: string[] = [];
  readonly #changes = new EventEmitter();

  override _write(bytes: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.written.push(bytes.toString());
    void this.terminal.write(bytes.toString()).then(() => {
      this.#changes.emit('change');
      done();
    });
  }

  /** Waits for a screen that fits. */
  async until(pattern: RegExp): Promise<string> {
    for (;;) {
      const screen = this.terminal.rows.join('\n');
      if (pattern.test(screen)) return screen;
      await once(this.#changes, 'change');
    }
  }
}

/** A line with two rooms, of which the lobby has a history. */
class SampleLine extends EventEmitter {
  readonly name = 'ana';
  readonly state = { type: 'online' };
  readonly asked: HistoryOptions[] = [];
  readonly marked: string[] = [];
  readonly reading = {
    mark: (room: string, seq: number) => this.marked.push(`${room} ${seq}`),
    unread: async () => [],
  };
  readonly attention = { preferences: async () => ({ away: null }) };

  async history(room: string, options: HistoryOptions) {
    if (room !== 'lobby') return { messages: [], first: 1, last: 0, more: false, dropped: null };
    this.asked.push(options);
    const { before = lastSeq + 1, around, limit = 100 } = options;
    const last = Math.min(lastSeq, around === undefined ? before - 1 : around + limit / 2);
    const first = Math.max(1, last - limit + 1);
    const messages = Array.from({ length: last - first + 1 }, (_, index) =>
      sampleMessage(first + index),
    );
    return { messages, first, last, more: first > 1, dropped: null };
  }

  async search() {
    return { results: [{ seq: 20 }], more: false };
  }
}

async function opened() {
  const input = new Keys();
  const output = new Shown();
  const screen = new FullScreen({ input, output, style: plainStyle, bindings: defaultBindings });
  const line = new SampleLine();
  const turns: string[] = [];
  const stage = screenStage(
    {
      client: line as unknown as Line,
      screen,
      transcript: new Transcript(),
      view: () => ({ style: plainStyle, now: 0 }),
      turnTo: (room) => {
        turns.push(room);
        stage.turned(room, [], true);
      },
      ignores: () => false,
    },
    screen,
  );
  const state = { last: lastSeq, after: lastSeq };
  const lobby = sampleRoom('lobby', 'lobby', state);
  const welcome = {
    name: 'ana',
    serverName: 'Night shift',
    rooms: [lobby, sampleRoom('r1', '#ops')],
  };
  line.emit('state', line.state);
  stage.welcomed(welcome as unknown as Parameters<typeof stage.welcomed>[0]);
  stage.turned('lobby', [], true);
  await output.until(/text 300\n[\s\S]*\nlobby>$/u);
  return { input, output, screen, stage, line, turns };
}

test('pages back through the history, which is fetched as one goes, and to the end again', async (t) => {
  const { input, output, screen, line } = await opened();
  t.after(() => screen.close());
  assert.deepEqual(line.asked, [{ before: undefined, after: undefined, limit: 100 }]);
  assert.deepEqual(line.marked, ['lobby 300']);
  input.write('\x1b[5~');
  await output.until(/text 29\d\n[\s\S]*End/u);
  input.write('\x1b[H');
  await output.until(/│text 20\d|bob: text 20[1-9]/u);
  assert.deepEqual(line.asked[1], { before: 201, after: undefined, limit: 100 });
  input.write('\x1b[F');
  await output.until(/text 300/);
});

test('goes to rooms by their keys, hides its lists, and finds what is not on the screen', async (t) => {
  const { input, output, screen, line, turns } = await opened();
  t.after(() => screen.close());
  input.write('\x1b2');
  await output.until(/^#ops /);
  input.write('\x1b[18~');
  await output.until(/^#ops .*\n(?!1 lobby)/);
  input.write('\x1b1');
  await output.until(/text 300/);
  assert.deepEqual(turns, ['#ops', 'lobby']);
  input.write('\x06');
  await output.until(/\nSearch:$/);
  input.write('twenty\r');
  await output.until(/text 20\n/);
  assert.deepEqual(line.asked.at(-1), { around: 20, limit: 100 });
});

test('asks for passwords in the line at the bottom, and shows nothing of them', async (t) => {
  const { input, output, screen } = await opened();
  t.after(() => screen.close());
  input.write('half a line');
  await output.until(/\nlobby> half a line$/);
  const chosen = screenPasswords(screen).next('ana');
  await output.until(/\nChoose a password for ana: \(not shown\)$/);
  input.write('short\r');
  await output.until(/it needs at least 8/);
  input.write('a lamp for tests 1\r');
  await output.until(/again: \(not shown\)$/);
  input.write('a lamp for tests 1\r');
  assert.equal(await chosen, 'a lamp for tests 1');
  await output.until(/\nlobby> half a line$/);
  const refused = screenPasswords(screen).current('ana');
  await output.until(/Current password/);
  input.write('secret\x03');
  assert.equal(await refused, undefined);
  assert.doesNotMatch(output.written.join(''), /short|lamp|secret/);
});

test('shows what waits and what was refused, and gives the terminal back', async () => {
  const { output, screen, stage } = await opened();
  const content = { kind: 'text', text: 'on its way' } as const;
  stage.pending({ mid: 'm1', room: 'lobby', content, of: null });
  await output.until(/pending: on its way/);
  stage.refused('lobby', { text: 'on its way', isTyped: true }, new Error('No.'), () => {});
  const refused = await output.until(/No\. Not sent:\n/);
  assert.doesNotMatch(refused, /pending/);
  stage.closed();
  screen.note('Goodbye.');
  await screen.close();
  const written = output.written.join('');
  assert.ok(written.indexOf('Goodbye') > written.lastIndexOf('\x1b[?1049l'));
  assert.match(output.terminal.rows.join('\n'), /Goodbye\./);
});
