import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LineMessage } from '../client/core/events.ts';
import { plainStyle } from '../talk/style.ts';
import { exampleRoomState } from '../wire/room-state.fixture.ts';
import { Replays } from './replays.ts';

test('what was said while somebody was not in a room stands between a title and an end, and says what is skipped', () => {
  const printed: string[] = [];
  const view = () => ({ style: plainStyle, now: 0 });
  const replays = new Replays((text) => printed.push(text), view);
  replays.expect([]);
  const place = { last: 1_005, after: 1_003, skipped: 1_000 };
  replays.expectOf(exampleRoomState({ room: 'ops', name: '#ops', ...place }));
  for (const seq of [1_004, 1_005, 1_006]) {
    const message = { room: 'ops', seq } as LineMessage;
    replays.before(message);
    printed.push(`message ${seq}`);
    replays.after(message);
  }
  assert.deepEqual(printed, [
    '--- 2 messages in #ops while you were away; 1,000 older messages not shown: /history pages back ---',
    'message 1004',
    'message 1005',
    '-- that was all',
    'message 1006',
  ]);
});
