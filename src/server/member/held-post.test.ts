import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { HeldPost } from './held-post.ts';

/** A connection that notes what happens to it, with timers that only the test turns. */
function connect(context: TestContext) {
  context.mock.timers.enable({ apis: ['setTimeout', 'setInterval'] });
  const happened: string[] = [];
  const member = {
    hasLeft: false,
    ping: () => happened.push('ping'),
    tellNotice: () => happened.push('notice'),
    updateReading: () => happened.push('reads on'),
  };
  const held = new HeldPost(member);
  const hold = (waitMs: number) => held.hold(waitMs, () => happened.push('posts'));
  return { member, held, hold, happened, wait: (ms: number) => context.mock.timers.tick(ms) };
}

test('acts when the wait is over, and reads on', (context) => {
  const { held, hold, happened, wait } = connect(context);
  hold(100);
  assert.equal(held.isHeld, true);
  wait(99);
  assert.deepEqual(happened, []);
  wait(1);
  assert.equal(held.isHeld, false);
  assert.deepEqual(happened, ['posts', 'reads on']);
});

test('lets the client hear something in a long wait, and says why once a minute', (context) => {
  const { hold, happened, wait } = connect(context);
  hold(12_000);
  wait(12_000);
  hold(3_000);
  wait(30_000);
  assert.deepEqual(happened, [
    ...['notice', 'ping', 'ping', 'posts', 'reads on'],
    ...['posts', 'reads on'],
  ]);
});

test('does nothing for a connection that has ended meanwhile', (context) => {
  const { member, held, hold, happened, wait } = connect(context);
  hold(1_000);
  member.hasLeft = true;
  wait(1_000);
  assert.deepEqual(happened, ['reads on']);
  hold(10_000);
  held.release();
  wait(60_000);
  assert.deepEqual(happened, ['reads on', 'notice']);
});
