import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loginKeys, Throttle, type ThrottleKey, type ThrottleOptions } from './throttle.ts';

function throttleAt(options: Partial<ThrottleOptions> = {}) {
  const clock = { time: 1_000_000, now: () => clock.time };
  return { clock, throttle: new Throttle(options, clock) };
}

function failTimes(throttle: Throttle, keys: readonly ThrottleKey[], times: number): void {
  for (let count = 0; count < times; count++) throttle.failed(keys);
}

const ada = loginKeys('ada', '192.0.2.1');

test('lets a few slips of the finger pass, then doubles the delay up to half a minute', () => {
  const { throttle } = throttleAt();
  const delays = Array.from({ length: 12 }, () => {
    throttle.failed(ada);
    return throttle.delayMs(ada);
  });
  assert.deepEqual(
    delays,
    [0, 0, 0, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000, 30_000],
  );
});

test('counts a delay from the last failure, and ends it', () => {
  const { clock, throttle } = throttleAt();
  failTimes(throttle, ada, 4);
  clock.time += 400;
  assert.equal(throttle.delayMs(ada), 600);
  clock.time += 600;
  assert.equal(throttle.delayMs(ada), 0);
});

test('forgets failures one by one while there are none', () => {
  const { clock, throttle } = throttleAt();
  failTimes(throttle, ada, 5);
  clock.time += 2 * 60_000;
  throttle.failed(ada);
  assert.equal(throttle.delayMs(ada), 1_000);
  clock.time += 60 * 60_000;
  throttle.failed(ada);
  assert.equal(throttle.delayMs(ada), 0);
});

test('recovers from any number of failures within a quarter of an hour', () => {
  const { clock, throttle } = throttleAt();
  failTimes(throttle, ada, 100_000);
  clock.time += 15 * 60_000;
  throttle.failed(ada);
  assert.equal(throttle.delayMs(ada), 0);
});

test('slows an address that tries one name after the other', () => {
  const { throttle } = throttleAt();
  for (let name = 0; name < 30; name++) throttle.failed(loginKeys(`name${name}`, '192.0.2.1'));
  assert.equal(throttle.delayMs(loginKeys('unheard-of', '192.0.2.1')), 30_000);
  assert.equal(throttle.delayMs(loginKeys('unheard-of', '192.0.2.2')), 0);
});

test('never keeps the owner of a name out for more than a second, whoever tries it', () => {
  const { throttle } = throttleAt();
  for (let host = 0; host < 10_000; host++) {
    throttle.failed(loginKeys('ada', `10.0.${host >> 8}.${host & 255}`));
  }
  assert.equal(throttle.delayMs(loginKeys('ada', '192.0.2.9')), 1_000);
});

test('forgets what was counted for a name from an address when it logs in', () => {
  const { throttle } = throttleAt();
  failTimes(throttle, ada, 5);
  throttle.succeeded(ada);
  assert.equal(throttle.delayMs(ada), 0);
  failTimes(throttle, ada, 3);
  assert.equal(throttle.delayMs(ada), 0);
});

test('does not let an account of their own clear an address that guesses', () => {
  const { throttle } = throttleAt();
  const own = loginKeys('mallory', '192.0.2.1');
  for (let round = 0; round < 30; round++) {
    throttle.failed(loginKeys(`name${round}`, '192.0.2.1'));
    throttle.failed(own);
    throttle.succeeded(own);
  }
  assert.ok(throttle.delayMs(loginKeys('ada', '192.0.2.1')) > 1_000);
});

test('leaves nothing behind of logins that succeed', () => {
  const { throttle } = throttleAt();
  for (let login = 0; login < 1_000; login++) {
    throttle.failed(ada);
    throttle.succeeded(ada);
  }
  assert.equal(throttle.delayMs(ada), 0);
  failTimes(throttle, ada, 3);
  assert.equal(throttle.delayMs(ada), 0);
});

test('keeps to its bound of keys, and forgets the oldest first', () => {
  const { throttle } = throttleAt({ maxKeys: 2 });
  for (const name of ['a', 'b', 'c']) failTimes(throttle, loginKeys(name, name), 4);
  assert.equal(throttle.delayMs(loginKeys('a', 'a')), 0);
  assert.equal(throttle.delayMs(loginKeys('b', 'b')), 1_000);
});

test('delays nobody until a clock that was set back has caught up', () => {
  const { clock, throttle } = throttleAt();
  failTimes(throttle, ada, 9);
  clock.time -= 3_600_000;
  assert.equal(throttle.delayMs(ada), 0);
});
