import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { HistoryOptions } from '../client/core/line-parameters.ts';
import type { Line } from '../client/line.ts';
import { HistoryPages } from './history-pages.ts';
import { createStyle } from './style.ts';
import { Transcript } from './transcript.ts';

const state = { names: [], of: null, edited: null, editedBy: null, reactions: [] };

/** A room of which every page holds two entries at the most, and each third entry only changed another. */
function lineWith(last: number, kept = 1): Line {
  const dropped = kept === 1 ? null : { through: kept - 1, keepMs: 365 * 86_400_000 };
  const history = async (_room: string, { before = last + 1, limit = 100 }: HistoryOptions) => {
    const first = Math.max(kept, before - Math.min(2, limit));
    const seqs = Array.from({ length: before - first }, (_, index) => first + index);
    const messages = seqs
      .filter((seq) => seq % 3 !== 0)
      .map((seq) => ({ seq, from: 'ana', at: 0, kind: 'text', text: `text ${seq}`, ...state }));
    return { messages, first, last: before - 1, more: first > kept, dropped };
  };
  return { name: 'ben', history, rooms: { all: [] } } as unknown as Line;
}

function pagesOf(last: number, kept?: number) {
  const printed: string[] = [];
  const print = (text: string) => {
    printed.push(text.replace(/^.*ana.*: /, ''));
  };
  const transcript = new Transcript();
  const view = () => ({ style: createStyle(false), now: 0 });
  const pages = new HistoryPages(lineWith(last, kept), { transcript, print, view });
  const show = async (room: string, count: number) => {
    await pages.show(room, count);
    return printed.splice(0);
  };
  return { pages, show, transcript };
}

test('shows the end of a room, and then what is before it, until it begins', async () => {
  const { show } = pagesOf(8);
  assert.deepEqual(await show('lobby', 3), ['--- 3 messages in the lobby ---', ...texts(5, 7, 8)]);
  assert.deepEqual(await show('lobby', 3), [
    '--- 3 earlier messages in the lobby; they begin here ---',
    ...texts(1, 2, 4),
  ]);
  assert.deepEqual(await show('lobby', 3), ['--- nothing earlier in the lobby ---']);
  assert.deepEqual(await show('@ana', 1), ['--- 1 message with ana ---', ...texts(8)]);
});

test('says that older messages were dropped where the room begins for that', async () => {
  const { show } = pagesOf(8, 4);
  assert.deepEqual(await show('lobby', 2), ['--- 2 messages in the lobby ---', ...texts(7, 8)]);
  assert.deepEqual(await show('lobby', 9), [
    '--- 2 earlier messages in the lobby; older messages were dropped: the line keeps 365 days ---',
    ...texts(4, 5),
  ]);
  assert.deepEqual(await show('lobby', 9), [
    '--- nothing earlier in the lobby; older messages were dropped: the line keeps 365 days ---',
  ]);
});

test('lets a person point at the messages of a page as at all others', async () => {
  const { show, transcript } = pagesOf(8);
  await show('lobby', 3);
  assert.equal(transcript.pick('lobby', 1).seq, 8);
  await show('lobby', 3);
  assert.equal(transcript.pick('lobby', 1).seq, 8);
  assert.equal(transcript.pick('lobby', 5).seq, 2);
});

test('goes on in front of the first message that the screen has', async () => {
  const { pages, show } = pagesOf(8);
  for (const seq of [5, 6, 7, 8]) pages.shown({ roomName: '#ops', seq });
  assert.deepEqual(await show('#ops', 2), ['--- 2 earlier messages in #ops ---', ...texts(2, 4)]);
});

function texts(...seqs: readonly number[]): string[] {
  return seqs.map((seq) => `text ${seq}`);
}
