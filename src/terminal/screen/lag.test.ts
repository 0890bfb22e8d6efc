import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Lag, lagEveryMs } from './lag.ts';

test('is measured when the line is up, each minute, and oftener while somebody types', async (t) => {
  t.mock.timers.enable({ apis: ['setInterval'] });
  let now = 0;
  t.mock.method(performance, 'now', () => now);
  const answers: PromiseWithResolvers<number>[] = [];
  const told: number[] = [];
  const lag = new Lag({
    ping: () => {
      const answer = Promise.withResolvers<number>();
      answers.push(answer);
      return answer.promise;
    },
    tell: (lagMs) => told.push(lagMs),
  });
  const after = (ms: number) => {
    now += ms;
    t.mock.timers.tick(ms);
  };
  const answer = async (ms: number) => {
    answers.at(-1)?.resolve(ms);
    await new Promise((resolve) => setImmediate(resolve));
  };

  lag.typed();
  assert.equal(answers.length, 0);
  lag.start();
  await answer(40);
  assert.deepEqual(told, [40]);

  after(lagEveryMs.typing - 1);
  lag.typed();
  assert.equal(answers.length, 1);
  after(1);
  lag.typed();
  assert.equal(answers.length, 2);
  // The answer is late, and that is told as it grows.
  after(2_000);
  assert.deepEqual(told.slice(1), [2_000, 2_000]);
  lag.typed();
  assert.equal(answers.length, 2);
  await answer(2_500);
  assert.equal(told.at(-1), 2_500);

  after(lagEveryMs.quiet);
  assert.equal(answers.length, 3);
  answers.at(-1)?.reject(new Error('the line is down'));
  await new Promise((resolve) => setImmediate(resolve));
  lag.stop();
  after(lagEveryMs.quiet);
  assert.equal(answers.length, 3);
});
