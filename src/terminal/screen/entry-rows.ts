import type { Entry, MessageEntry } from '../../model/room-entries.ts';
import type { RoomView } from '../../model/room-view.ts';
import { errorLines, messageWords, printedMargin, shownText } from '../../talk/render.ts';
import type { ShownBefore } from '../../talk/render-marks.ts';
import { clockTime } from '../../talk/times.ts';
import { textOf } from '../../texts/text-of.ts';
import type { Drawing } from './drawing.ts';
import { highlighted } from './highlighted.ts';
import { besides, gap, type Row, rowOf, rowsOf } from './row.ts';

/** Columns of the time in front of an entry, with the one behind it. */
const timeColumns = 6;
/** A pane that is narrower than this shows no times. */
const leastColumnsForTimes = 30;

/** An entry that has been drawn, and how it was. */
interface Drawn {
  readonly columns: number;
  readonly style: Drawing['style'];
  readonly searched: string | undefined;
  readonly rows: readonly Row[];
}

/** Entries do not change: their rows are kept as long as they are. */
const drawn = new WeakMap<Entry, Drawn>();

/** The rows of an entry of a room. */
export function entryRows(
  entry: Entry,
  room: RoomView,
  columns: number,
  drawing: Drawing,
): readonly Row[] {
  const before = drawn.get(entry);
  const { style, searched } = drawing;
  const isAsBefore = before?.style === style && before.searched === searched;
  if (isAsBefore && before.columns === columns) return before.rows;
  const rows = draw(entry, room, columns, drawing);
  drawn.set(entry, { columns, style, searched, rows });
  return rows;
}

function draw(entry: Entry, room: RoomView, columns: number, drawing: Drawing): Row[] {
  const { style } = drawing;
  switch (entry.type) {
    case 'message': {
      if (entry.isHidden) return [];
      const words = highlighted(withoutMargin(messageRowWords(entry, room, drawing)), drawing);
      return timed(entry.message.at, words, columns, drawing, entry.calls);
    }
    case 'printed':
      return rowsOf(entry.text, columns);
    case 'refused': {
      const why = `${errorLines(entry.reason, style)} ${style.faint(textOf('screen.not-sent'))}`;
      const text = withoutMargin(shownText(entry.text));
      return timed(entry.at, `${why}\n${style.faint(text)}`, columns, drawing);
    }
  }
}

/** Printed lines need a margin, so that none looks like a message; a row below the first one has it here. */
function withoutMargin(words: string): string {
  return words.replaceAll(`\n${printedMargin}`, '\n');
}

/** A message without its room, which the screen shows already. */
function messageRowWords(entry: MessageEntry, room: RoomView, { style, now }: Drawing): string {
  const { message, number } = entry;
  const about = message.of === null ? undefined : repliedTo(message.of, room);
  return messageWords({ ...message, roomName: 'lobby' }, { style, now }, { number, about });
}

function repliedTo(seq: number, { entries }: RoomView): ShownBefore | null {
  const found = entries.list.find((entry) => entry.type === 'message' && entry.message.seq === seq);
  return found?.type === 'message' ? { message: found.message, number: found.number } : null;
}

/** Words with the time in front, and room for it on the rows below. */
function timed(
  at: number,
  words: string,
  columns: number,
  { style }: Drawing,
  isCall = false,
): Row[] {
  if (columns < leastColumnsForTimes) return rowsOf(words, columns);
  const time = isCall ? style.warning(`${clockTime(at)}>`) : `${style.faint(clockTime(at))} `;
  return rowsOf(words, columns - timeColumns).map((row, index) =>
    besides(index === 0 ? rowOf(time, timeColumns) : gap(timeColumns), row),
  );
}
