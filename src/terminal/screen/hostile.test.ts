import assert from 'node:assert/strict';
import { test } from 'node:test';
import { morning, sampleState } from '../../model/sample-state.fixture.ts';
import { currentRoom, emptyTalk, type TalkState } from '../../model/talk-state.ts';
import { colourStyle } from '../../talk/style.ts';
import type { Size } from './drawing.ts';
import { HeadlessTerminal } from './headless.fixture.ts';
import { HostileStrings, hostileFields, hostileInput, hostileState } from './hostile.fixture.ts';
import { InkFrames } from './ink-frames.ts';
import { inputRows } from './input-rows.ts';
import { statusRow, titleRow } from './line-rows.ts';
import { memberRows, roomLineRow, roomListRows } from './list-rows.ts';
import type { Frame } from './painter.ts';
import { roomRows } from './room-rows.ts';
import type { Row } from './row.ts';

const drawing = { style: colourStyle, now: morning };
const fields = Object.keys(hostileFields);
// biome-ignore lint/suspicious/noControlCharactersInRegex: the only ones that may be there
const styles = /\x1b\[\d*m/g;
/** Control characters, what turns the direction of what follows, and what has no meaning that others can know. */
const harmful = /[\p{Cc}\p{Cs}\p{Co}\u{202a}-\u{202e}\u{200e}\u{200f}\u{61c}]/u;

function assertHarmless(row: Row, columns: number, of: string): void {
  const harm = harmIn(row, columns);
  if (harm !== undefined) assert.fail(`${harm}: ${JSON.stringify(of)}`);
}

/** The harm that a row can do, in words; undefined if none. */
function harmIn(row: Row, columns: number): string | undefined {
  if (row.columns > columns) return `${row.columns} of ${columns} columns`;
  for (const { text } of row.pieces) {
    const visible = text.replace(styles, '');
    if (harmful.test(visible)) return 'a harmful character';
    const isolates = visible.replace(/[^\u2066-\u2069]/g, '');
    if (!/^(?:\u2068\u2069)*$/.test(isolates)) return 'a direction that does not end';
    const ended = text.match(styles)?.at(-1) ?? '\x1b[0m';
    if (ended !== '\x1b[0m') return 'a style that does not end';
  }
  return undefined;
}

const rowsOfPane = {
  messages: (state: TalkState, size: Size) => roomRows(currentRoom(state), size, drawing),
  rooms: (state: TalkState, size: Size) => [
    ...roomListRows(state, size, drawing),
    roomLineRow(state, size.columns, drawing),
    titleRow(state, size.columns, drawing),
  ],
  members: (state: TalkState, size: Size) => memberRows(state, size, drawing),
  title: (state: TalkState, { columns }: Size) => [titleRow(state, columns, drawing)],
  status: (state: TalkState, { columns }: Size) => [statusRow(state, '', columns, drawing)],
};

/** The pane that shows a field. */
function paneOf(field: string): keyof typeof rowsOfPane {
  switch (field) {
    case 'roomName':
    case 'partner':
      return 'rooms';
    case 'person':
    case 'member':
      return 'members';
    case 'topic':
    case 'server':
      return 'title';
    case 'typist':
    case 'away':
      return 'status';
    default:
      return 'messages';
  }
}

test('100,000 hostile strings in every string that is shown stay in their cells', () => {
  const strings = new HostileStrings(1);
  for (let count = 0; count < 100_000; count += 1) {
    const text = strings.next();
    const field = fields[count % fields.length] as string;
    const state = hostileState(field, text, emptyTalk);
    const columns = 20 + strings.below(60);
    const size = { columns, rows: 6 };
    const rows = rowsOfPane[paneOf(field)](state, size);
    for (const row of rows) assertHarmless(row, columns, text);
  }
});

test('hostile strings that are typed or pasted stay in their cells', () => {
  const strings = new HostileStrings(3);
  for (let count = 0; count < 2_000; count += 1) {
    const text = strings.next();
    for (const row of inputRows('> ', hostileInput(text), 30, 5).rows)
      assertHarmless(row, 30, text);
  }
});

test('hostile strings do nothing to a terminal, and leave the other panes as they are', async () => {
  const strings = new HostileStrings(2);
  const frames = new InkFrames();
  const size = { columns: 120, rows: 20 };
  const terminal = new HeadlessTerminal(size.columns, size.rows);
  const frameOf = (state: typeof emptyTalk, typed = ''): Frame => {
    const input = inputRows('lobby> ', hostileInput(typed), size.columns, 5);
    return frames.frame({ state, size, drawing, input, hint: '' });
  };
  for (let count = 0; count < 300; count += 1) {
    const text = strings.next();
    const field = fields[count % fields.length] as string;
    const frame = frameOf(hostileState(field, text, sampleState()), count % 5 === 0 ? text : '');
    await terminal.show(frame);
    assert.deepEqual(terminal.effects, [], JSON.stringify(text));
    for (const { place } of frame.panes.filter((pane) => pane.place.columns === 1)) {
      const line = terminal.column(place.x).slice(place.y, place.y + place.rows);
      assert.equal(line.join(''), '│'.repeat(place.rows), JSON.stringify({ field, text }));
    }
  }
  // Nothing that they did outlives them.
  const calm = frameOf(sampleState());
  await terminal.show(calm);
  const fresh = new HeadlessTerminal(size.columns, size.rows);
  await fresh.show(calm);
  assert.deepEqual(terminal.rows, fresh.rows);
  frames.close();
});
