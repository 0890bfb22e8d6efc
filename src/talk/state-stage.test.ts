import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { HistoryPage } from '../client/core/line-parameters.ts';
import type { Line } from '../client/line.ts';
import { advance } from '../model/advance.ts';
import { sampleMessage, sampleRoom } from '../model/sample-state.fixture.ts';
import type { TalkEvent } from '../model/talk-event.ts';
import { currentRoom, emptyTalk } from '../model/talk-state.ts';
import type { StageParts } from './stage.ts';
import { StateStage } from './state-stage.ts';

/** A stage before a line whose pages come when the test wants them to. */
function setUp() {
  let state = advance(emptyTalk, {
    type: 'welcome',
    name: 'ana',
    serverName: 'line',
    rooms: [sampleRoom('lobby', 'lobby', { last: 1_000 })],
  });
  const asked: { readonly options: object; give(first: number, last: number): Promise<void> }[] =
    [];
  const history = (_room: string, options: object): Promise<HistoryPage> => {
    const { promise, resolve } = Promise.withResolvers<HistoryPage>();
    const give = async (first: number, last: number) => {
      const messages = Array.from({ length: last - first + 1 }, (_, index) =>
        sampleMessage(first + index),
      );
      resolve({ messages, first, last, more: last < 1_000 && first > 1, dropped: null } as never);
      await new Promise(setImmediate);
    };
    asked.push({ options, give });
    return promise;
  };
  const client = { name: 'ana', history, on: () => client };
  const parts = {
    client: client as unknown as Line,
    transcript: { shows: () => ({ number: 1 }) },
    ignores: () => false,
  } as unknown as StageParts;
  const dispatch = (event: TalkEvent) => {
    state = advance(state, event);
  };
  const stage = new StateStage(parts, {
    get state() {
      return state;
    },
    entriesInSight: 10,
    dispatch,
    open: () => {},
    toOldest: () => {},
    close: () => {},
  });
  const numbers = () =>
    currentRoom(state).entries.list.map((entry) =>
      entry.type === 'message' ? entry.message.seq : undefined,
    );
  return { stage, asked, dispatch, numbers };
}

test('a page that lies beside entries which another page has replaced is not put beside those', async () => {
  const { stage, asked, numbers } = setUp();
  stage.fetch('instead');
  await asked[0]?.give(901, 1_000);
  stage.fetch('before');
  const jump = stage.jump(50);
  await asked[2]?.give(1, 100);
  await jump;
  await asked[1]?.give(801, 900);
  assert.deepEqual([numbers()[0], numbers().at(-1), numbers().length], [1, 100, 100]);
  assert.equal(asked.length, 3, 'nobody wants the end');
});

test('whoever wants the end gets it while another page is on its way, however much is said meanwhile', async () => {
  const { stage, asked, dispatch, numbers } = setUp();
  await Promise.all([stage.jump(450), asked[0]?.give(401, 500)]);
  stage.fetch('after');
  dispatch({ type: 'scrolled', scroll: undefined });
  stage.fetch('instead');
  dispatch({ type: 'message', message: sampleMessage(1_001), calls: false });
  await asked[2]?.give(901, 1_000);
  assert.equal(numbers().at(-1), 1_000);
  await asked[1]?.give(501, 600);
  assert.equal(numbers().at(-1), 1_000);
  await asked[3]?.give(1_001, 1_001);
  assert.equal(numbers().at(-1), 1_001);
  assert.equal(asked.length, 4);
});
