import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  familiarKeys,
  loginKeys,
  registeredKeys,
  Throttle,
  type ThrottleKey,
  type ThrottleOptions,
} from './throttle.ts';

type Keys = readonly ThrottleKey[];

function throttleAt(options: Partial<ThrottleOptions> = {}) {
  const clock = { time: 1_000_000, elapsed: () => clock.time };
  const throttle = new Throttle(options, clock);
  return {
    clock,
    throttle,
    /** How long the next attempt would have to wait, which is not made. */
    delayOf: (keys: Keys) => throttle.admit(keys, -1),
    /** Makes attempts that fail, one after the other, each as soon as it is due. */
    fail(keys: Keys, times = 1): void {
      for (let count = 0; count < times; count++) {
        clock.time += throttle.admit(keys, -1);
        assert.equal(throttle.admit(keys, 0), 0);
      }
    },
  };
}

const ada = loginKeys('ada', '192.0.2.1');

/** Attempts that a crowd gets through in so many milliseconds when each of them asks ten times a second. */
function guessesOf(crowd: readonly Keys[], forMs: number): number {
  const { clock, throttle } = throttleAt();
  const endAt = clock.time + forMs;
  let guesses = 0;
  for (; clock.time < endAt; clock.time += 100) {
    for (const keys of crowd) if (throttle.admit(keys, 0) === 0) guesses += 1;
  }
  return guesses;
}

test('lets a few slips of the finger pass, then doubles the delay up to half a minute', () => {
  const { fail, delayOf } = throttleAt();
  const delays = Array.from({ length: 12 }, () => {
    fail(ada);
    return delayOf(ada);
  });
  assert.deepEqual(
    delays,
    [0, 0, 0, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000, 30_000],
  );
});

test('counts a delay from the last failure, and ends it', () => {
  const { clock, fail, delayOf } = throttleAt();
  fail(ada, 4);
  clock.time += 400;
  assert.equal(delayOf(ada), 600);
  clock.time += 600;
  assert.equal(delayOf(ada), 0);
});

test('has attempts side by side wait for each other, and refuses those that would wait too long', () => {
  const { throttle } = throttleAt();
  const delays = Array.from({ length: 10 }, () => throttle.admit(ada, 4_000));
  assert.deepEqual(
    delays,
    [0, 0, 0, 0, 1_000, 3_000, 7_000, 7_000, 7_000, 7_000],
    'each is due after the one before, and one that was refused is not counted',
  );
});

test('gives a crowd hardly more guesses at one name than one address gets, which is two a minute', () => {
  const crowd = Array.from({ length: 100 }, (_, host) => loginKeys('ada', `198.51.100.${host}`));
  const minuteMs = 60_000;
  const alone = guessesOf([ada], 10 * minuteMs);
  const together = guessesOf(crowd, 10 * minuteMs);
  assert.ok(alone >= 20 && alone <= 28, `${alone} from one address`);
  assert.ok(together <= alone + 5, `${together} from a hundred, ${alone} from one`);
});

test('forgets failures one by one while there are none', () => {
  const { clock, fail, delayOf } = throttleAt();
  fail(ada, 5);
  clock.time += 2 * 60_000;
  fail(ada);
  assert.equal(delayOf(ada), 1_000);
  clock.time += 60 * 60_000;
  fail(ada);
  assert.equal(delayOf(ada), 0);
});

test('recovers from any number of failures within a quarter of an hour', () => {
  const { clock, fail, delayOf } = throttleAt();
  fail(ada, 10_000);
  clock.time += 15 * 60_000;
  fail(ada);
  assert.equal(delayOf(ada), 0);
});

test('slows an address that tries one name after the other', () => {
  const { fail, delayOf } = throttleAt();
  for (let name = 0; name < 30; name++) fail(loginKeys(`name${name}`, '192.0.2.1'));
  assert.ok(delayOf(loginKeys('unheard-of', '192.0.2.1')) >= 8_000);
  assert.ok(delayOf(registeredKeys('192.0.2.1')) >= 8_000);
  assert.equal(delayOf(loginKeys('unheard-of', '192.0.2.2')), 0);
});

test('does not slow the owner where the account is familiar, whoever tries its name elsewhere', () => {
  const { fail, delayOf } = throttleAt();
  for (let host = 0; host < 100; host++) fail(loginKeys('ada', `10.0.0.${host}`));
  for (let name = 0; name < 30; name++) fail(loginKeys(`name${name}`, '192.0.2.1'));
  assert.equal(delayOf(familiarKeys('ada', '192.0.2.1')), 0);
  assert.ok(delayOf(ada) >= 8_000);
});

test('slows guesses at a name where its account is familiar as anywhere', () => {
  const { fail, delayOf } = throttleAt();
  fail(familiarKeys('ada', '192.0.2.1'), 9);
  assert.equal(delayOf(familiarKeys('ada', '192.0.2.1')), 30_000);
});

test('never has anyone wait longer than half a minute', () => {
  const { fail, delayOf } = throttleAt();
  for (let host = 0; host < 200; host++) fail(loginKeys('ada', `10.0.0.${host}`));
  assert.ok(delayOf(loginKeys('ada', '192.0.2.9')) <= 30_000);
});

test('forgets what was counted for a name from an address when it logs in', () => {
  const { throttle, fail, delayOf } = throttleAt();
  fail(ada, 5);
  throttle.succeeded(ada);
  assert.equal(delayOf(ada), 0);
  const familiar = familiarKeys('ada', '192.0.2.1');
  fail(familiar, 3);
  assert.equal(delayOf(familiar), 0);
});

test('does not let an account of their own clear an address that guesses', () => {
  const { throttle, fail, delayOf } = throttleAt();
  const own = loginKeys('mallory', '192.0.2.1');
  for (let round = 0; round < 30; round++) {
    fail(loginKeys(`name${round}`, '192.0.2.1'));
    fail(own);
    throttle.succeeded(own);
  }
  assert.ok(delayOf(loginKeys('ada', '192.0.2.1')) > 1_000);
});

test('leaves nothing behind of logins that succeed', () => {
  const { throttle, fail, delayOf } = throttleAt();
  for (let login = 0; login < 1_000; login++) {
    fail(ada);
    throttle.succeeded(ada);
  }
  assert.equal(delayOf(ada), 0);
  fail(ada, 3);
  assert.equal(delayOf(ada), 0);
});

test('keeps to its bound of keys, and forgets the oldest first', () => {
  const { fail, delayOf } = throttleAt({ maxKeys: 2 });
  for (const name of ['a', 'b', 'c']) fail(loginKeys(name, name), 4);
  assert.equal(delayOf(loginKeys('a', 'a')), 0);
  assert.ok(delayOf(loginKeys('b', 'b')) > 0);
});
