import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { advance } from '../../model/advance.ts';
import {
  morning,
  sampleMessage,
  sampleState,
  stateAfter,
} from '../../model/sample-state.fixture.ts';
import type { TalkEvent } from '../../model/talk-event.ts';
import { currentRoom, emptyTalk, type TalkState } from '../../model/talk-state.ts';
import { isFirstUnread } from '../../model/unread-rule.ts';
import { plainStyle } from '../../talk/style.ts';
import { roomRows, scrolledBy, scrolledToEntry } from './room-rows.ts';
import type { Row } from './row.ts';

const drawing = { style: plainStyle, now: morning };

function textOfRow({ pieces }: Row): string {
  return pieces.map(({ text }) => text).join('');
}

function said(seq: number, text: string): TalkEvent {
  const at = morning + seq * 3_600_000;
  return { type: 'message', message: sampleMessage(seq, { at, text }), calls: false };
}

function rowsOfState(state: TalkState, rows: number, columns = 40): string[] {
  return roomRows(currentRoom(state), { columns, rows }, drawing).map(textOfRow);
}

test('wherever one scrolls, what is seen is a part of all rows, as long as the screen', () => {
  const texts = fc.array(fc.string({ maxLength: 120 }), { minLength: 1, maxLength: 12 });
  const steps = fc.array(fc.integer({ min: -30, max: 30 }), { maxLength: 8 });
  const heights = fc.integer({ min: 3, max: 12 });
  fc.assert(
    fc.property(texts, steps, heights, (all, moves, rows) => {
      const size = { columns: 40, rows };
      let state = stateAfter(all.map((text, index) => said(index + 1, text)));
      const whole = rowsOfState(state, 1_000);
      let end = whole.length;
      for (const by of moves) {
        const { scroll } = scrolledBy(currentRoom(state), by, size, drawing);
        state = advance(state, { type: 'scrolled', scroll });
        end = Math.max(Math.min(whole.length, rows), Math.min(whole.length, end - by));
        assert.deepEqual(rowsOfState(state, rows), whole.slice(Math.max(0, end - rows), end));
      }
    }),
    { numRuns: 60 },
  );
});

test('pages are asked for where the beginning, or the end of a part, comes near', () => {
  const size = { columns: 40, rows: 5 };
  const events = Array.from({ length: 60 }, (_, index) => said(index + 1, `text ${index + 1}`));
  const room = currentRoom(stateAfter(events));
  assert.deepEqual(scrolledBy(room, 3, size, drawing).needsOlder, false);
  const top = scrolledBy(room, 1_000, size, drawing);
  assert.deepEqual([top.needsOlder, top.needsNewer], [true, false]);
  const cut = { ...room, entries: { ...room.entries, isLive: false, isBegin: true } };
  const end = scrolledBy(cut, 0, size, drawing);
  assert.deepEqual([end.needsOlder, end.needsNewer], [false, true]);
  // What is seen stays where it is until the newer ones are there.
  assert.equal(end.scroll?.key, room.entries.list.at(-1)?.key);
});

test('the first unread message is the first that is seen, below its rule', () => {
  const read = stateAfter([said(1, 'one'), { type: 'read', room: 'lobby', seq: 1 }]);
  const events = Array.from({ length: 20 }, (_, index) => said(index + 2, `text ${index + 2}`));
  const room = { ...currentRoom(stateAfter(events, read)), rule: 1 };
  const place = room.entries.list.findIndex((_, index) => isFirstUnread(room, index));
  const size = { columns: 40, rows: 6 };
  const { scroll } = scrolledToEntry(room, room.entries.list[place]?.key ?? 0, size, drawing);
  const rows = roomRows({ ...room, scroll }, size, drawing).map(textOfRow);
  assert.match(rows[0] ?? '', /─ new ─/);
  assert.match(rows[1] ?? '', /bob: text 2$/);
});

test('nothing of those whom one ignores is seen, and nothing of it is unread', () => {
  const ignored: TalkEvent = {
    type: 'message',
    message: sampleMessage(10, { from: 'eve', text: 'buy this' }),
    calls: false,
    isHidden: true,
  };
  const before = rowsOfState(sampleState(), 30, 60);
  assert.deepEqual(rowsOfState(advance(sampleState(), ignored), 30, 60), before);
  const elsewhere = stateAfter([{ type: 'turned', roomName: '@bob' }, ignored], emptyTalk);
  assert.equal(elsewhere.rooms.get('lobby')?.unread, 0);
});
