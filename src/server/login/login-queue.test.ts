import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { LoginQueue } from './login-queue.ts';

/** Resolves when a handshake has had its turn. */
function begun(loginQueue: LoginQueue, network: string, isKnown: boolean, step: () => void) {
  return new Promise<void>((resolve) => {
    loginQueue.runHandshake(network, isKnown, () => {
      step();
      resolve();
    });
  });
}

describe('LoginQueue', () => {
  test('runs steps in order, and gives back what they give or throw', async () => {
    const loginQueue = new LoginQueue(() => false);
    const order: number[] = [];
    const step = (number: number) => loginQueue.run('192.0.2.1', () => order.push(number));
    const failed = loginQueue.run('192.0.2.1', () => {
      throw new Error('a step that fails');
    });
    await Promise.all([step(1), assert.rejects(failed, /a step that fails/), step(2), step(3)]);
    assert.deepEqual(order, [1, 2, 3]);
    assert.equal(await loginQueue.run('192.0.2.1', () => 'later'), 'later');
  });

  test('takes networks by turns, so that a flood from one keeps nobody else waiting', async () => {
    const loginQueue = new LoginQueue(() => false);
    const order: string[] = [];
    const steps = ['flood', 'flood', 'flood', 'honest', 'flood', 'honest'].map((network) =>
      loginQueue.run(network, () => order.push(network)),
    );
    await Promise.all(steps);
    assert.deepEqual(order, ['flood', 'honest', 'flood', 'honest', 'flood', 'flood']);
  });

  test('takes those who are secured before handshakes, four to one', async () => {
    const loginQueue = new LoginQueue(() => false);
    const order: string[] = [];
    const handshakes = ['h1', 'h2'].map((name) =>
      begun(loginQueue, '192.0.2.1', false, () => order.push(name)),
    );
    const steps = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) =>
      loginQueue.run('192.0.2.1', () => order.push(name)),
    );
    await Promise.all([...handshakes, ...steps]);
    assert.equal(order.join(' '), 'a b c d h1 e f h2');
  });

  test('takes every second handshake from where somebody has logged in, whoever else comes', async () => {
    const loginQueue = new LoginQueue(() => false);
    const order: string[] = [];
    const handshake = (network: string, isKnown: boolean) =>
      begun(loginQueue, network, isKnown, () => order.push(network));
    const crowd = ['a', 'b', 'c', 'd', 'e'].map((network) => handshake(network, false));
    const known = ['k', 'l'].map((network) => handshake(network, true));
    await Promise.all([...crowd, ...known]);
    assert.equal(order.join(' '), 'l e k d c b a');
  });

  test('begins no handshake that was given up, which takes nobody else their turn', async () => {
    const loginQueue = new LoginQueue(() => false);
    const order: string[] = [];
    const given = ['gone', 'gone', 'gone'].map((name) =>
      loginQueue.runHandshake('192.0.2.1', false, () => order.push(name)),
    );
    const here = begun(loginQueue, '192.0.2.1', false, () => order.push('here'));
    for (const giveUp of given) giveUp();
    await here;
    assert.deepEqual(order, ['here']);
  });

  test('lets everything else that waits come between two steps', async () => {
    const loginQueue = new LoginQueue(() => false);
    const order: string[] = [];
    const others = () =>
      setImmediate(() => {
        order.push('another');
        if (order.length < 8) others();
      });
    others();
    await Promise.all(
      ['a', 'b', 'c'].map((name) => loginQueue.run('192.0.2.1', () => order.push(name))),
    );
    const steps = order.flatMap((what, index) => (what === 'another' ? [] : [index]));
    assert.equal(steps.length, 3);
    for (const [index, at] of steps.entries()) {
      if (index > 0) assert.ok(at - (steps[index - 1] as number) > 1, order.join(' '));
    }
  });

  test('pauses as long as a turn took while messages are under way', async () => {
    const loginQueue = new LoginQueue(() => true);
    const startedAtMs: number[] = [];
    const step = () =>
      loginQueue.run('192.0.2.1', () => {
        startedAtMs.push(performance.now());
        while (performance.now() - (startedAtMs.at(-1) as number) < 10);
      });
    await Promise.all([step(), step()]);
    const [first, second] = startedAtMs as [number, number];
    assert.ok(second - first >= 19, `${second - first} ms from one to the next`);
  });
});
