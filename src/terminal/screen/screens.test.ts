import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { advance } from '../../model/advance.ts';
import { morning, sampleState } from '../../model/sample-state.fixture.ts';
import { emptyTalk, type TalkState } from '../../model/talk-state.ts';
import { plainStyle } from '../../talk/style.ts';
import { emptyInput, inserted } from '../input/input-state.ts';
import { HeadlessTerminal } from './headless.fixture.ts';
import { InkFrames } from './ink-frames.ts';
import { inputRows } from './input-rows.ts';
import type { Frame } from './painter.ts';

const drawing = { style: plainStyle, now: morning };

describe('the full screen', () => {
  let frames: InkFrames;
  before(() => {
    frames = new InkFrames();
  });
  after(() => frames.close());

  function frameOf(state: TalkState, columns: number, rows: number, typed = ''): Frame {
    const input = inputRows('lobby> ', inserted(emptyInput, typed), columns, Math.floor(rows / 3));
    return frames.frame({ state, size: { columns, rows }, drawing, input, hint: '' });
  }

  async function screenOf(frame: Frame): Promise<HeadlessTerminal> {
    const terminal = new HeadlessTerminal(frame.columns, frame.rows);
    await terminal.show(frame);
    assert.deepEqual(terminal.effects, []);
    return terminal;
  }

  test('of 40x10 has the rooms on one line and the end of the room', async () => {
    const { rows } = await screenOf(frameOf(sampleState(), 40, 10, 'hello'));
    assert.deepEqual(rows, [
      'lobby  Everything that has no room of i…',
      '09:08 * bob brews coffee',
      '09:09 -- eve joined',
      '09:10 The text is too long. Not sent:',
      '      too long',
      'An answer of a command.',
      'pending: this one waits',
      '1 lobby │ 3 #ops 1 │ 4 @eve 1!',
      'bob types ────────────────── slow: 1.2 s',
      'lobby> hello',
    ]);
  });

  test('says above the first message that older ones were dropped', async () => {
    const page = { type: 'page', place: 'before', room: 'lobby', messages: [], last: 0 } as const;
    const dropped = { through: 4, keepMs: 86_400_000 };
    const state = advance(emptyTalk, { ...page, more: false, dropped });
    const { rows } = await screenOf(frameOf(state, 60, 10));
    assert.ok(rows.includes('older messages were dropped: the line keeps 1 day'), rows.join('\n'));
  });

  test('of 80x24 has the rooms beside what was said, day by day', async () => {
    const { rows } = await screenOf(frameOf(sampleState(), 80, 24));
    assert.deepEqual(rows, [
      'lobby  Everything that has no room of its own                Night shift  4 here',
      '1 lobby       │the beginning',
      '2 #deploys    │─── Thursday, 26 November 2026 ──────────────────────────────────',
      '3 #ops 1      │09:00 bob: the backup host is full again',
      '4 @eve 1!     │─── Friday, 27 November 2026 ────────────────────────────────────',
      '              │09:02 ana: looking',
      '              │09:03>bob: ana, which volume? 日本語のテキスト and 한국어, side',
      '              │      by side with wide cells',
      '              │09:04 mira: \u2068שלום עולם, and مرحبا بالعالم\u2069',
      // The terminal gives the family six cells, and our text after it stands where it belongs.
      '              │09:05 mira: combining: e\u0301 n\u0303 o\u0308; a family 👨‍👩‍ and a flag 🇳🇱',
      '              │09:06 ana ↪ bob "ana, which volume? 日本語のテキスト and ...":',
      '              │      the one with the photos (edited)',
      '              │09:07 bob: a text of',
      '              │      two lines  [👍 ana, mira]',
      '              │09:08 * bob brews coffee',
      '              │09:09 -- eve joined',
      '              │09:10 The text is too long. Not sent:',
      '              │      too long',
      '              │An answer of a command.',
      '              │pending: this one waits',
      '              │',
      '              │',
      'bob types ────────────────────────────────────────────────────────── slow: 1.2 s',
      'lobby>',
    ]);
  });

  test('shows the people on 120 columns, and without its lists nothing of them', async () => {
    const { rows } = await screenOf(frameOf(sampleState(), 120, 30));
    const right = rows.slice(1, 6).map((row) => row.slice(row.lastIndexOf('│')));
    assert.deepEqual(right, ['│  ana', '│  bob', '│~ eve', '│  mira', '│']);
    const hidden = ['rooms', 'members'] as const;
    const state = hidden.reduce(
      (all, list) => advance(all, { type: 'list', list, isShown: false }),
      sampleState(),
    );
    const bare = await screenOf(frameOf(state, 120, 30));
    assert.equal(bare.rows[1], 'the beginning');
  });

  test('keeps a long line that is typed within a third of its rows, with the cursor in sight', async () => {
    const frame = frameOf(sampleState(), 80, 24, 'word '.repeat(200));
    const { rows, cursor } = await screenOf(frame);
    assert.ok(rows.slice(-8).every((row) => row.includes('word')));
    assert.ok(cursor.y >= 16 && cursor.y < 24);
    assert.match(rows[15] ?? '', /bob types/);
  });

  for (const [columns, rows] of [
    [40, 10],
    [80, 24],
    [120, 30],
    [200, 50],
    [300, 100],
  ] as const) {
    test(`of ${columns}x${rows} shows each pane in its cells`, async () => {
      const frame = frameOf(sampleState(), columns, rows, 'wide 日本 and שלום');
      const terminal = await screenOf(frame);
      const covered = frame.panes.reduce((sum, { place }) => sum + place.columns * place.rows, 0);
      assert.equal(covered, columns * rows);
      const left = frame.panes.find(({ place }) => place.columns === 1);
      if (left !== undefined) {
        const { y, rows: height } = left.place;
        const line = terminal.column(left.place.x).slice(y, y + height);
        assert.equal(line.join(''), '│'.repeat(height));
      }
      assert.deepEqual(terminal.cursor, frame.cursor);
      // Whatever was there before, the screen is the same.
      const other = new HeadlessTerminal(columns, rows);
      await other.show(
        frameOf(advance(sampleState(), { type: 'turned', roomName: '#ops' }), columns, rows),
      );
      await other.show(frame);
      assert.deepEqual(other.rows, terminal.rows);
    });
  }
});
