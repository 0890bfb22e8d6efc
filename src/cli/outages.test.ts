import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { silent } from '../client/core/connection.ts';
import { ConnectionError } from '../client/core/failures.ts';
import type { LineState } from '../client/core/states.ts';
import { beQuiet } from './notes.ts';
import { type Aim, type OutageOptions, Outages } from './outages.ts';
import {
  type CommandEnvironment,
  processEnvironment,
  withEnvironment,
} from './process-environment.ts';

const aim: Aim = { place: 'a.example:7278', isTriedOnce: false, unansweredMs: 18_000 };
const connecting = { type: 'connecting', attempt: 1 } as const;
const online = { type: 'online' } as const;

const waiting = (error: Error = new ConnectionError('Nobody is there.')): LineState => {
  return { type: 'waiting', reason: 'lost', retryAt: 0, error };
};

/** Outages of a command, all that it has told, and its time. */
function outagesOf(
  t: TestContext,
  options: OutageOptions = {},
  where: Partial<Aim> = {},
  prepare: () => void = () => {},
) {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const told: string[] = [];
  const errors = { write: (text: string) => told.push(text) > 0 };
  const environment = { ...processEnvironment(), errors, quietMs: 2_000 };
  const within = <Result>(run: () => Result) =>
    withEnvironment(environment as unknown as CommandEnvironment, run);
  within(prepare);
  const outages = new Outages(options);
  outages.aim({ ...aim, ...where });
  return {
    outages,
    told,
    take: (state: LineState) => within(() => outages.take(state)),
    silent: () => within(() => outages.silent()),
    wait: (ms: number) => within(() => t.mock.timers.tick(ms)),
  };
}

describe('an outage', () => {
  test('is told after two seconds, once, with why, where, until when, and what stopping leaves', (t) => {
    const { take, told, wait } = outagesOf(t, {
      until: () => 'until 15:03:25 (--timeout 30s)',
      stopped: (wasUp) => (wasUp ? 'it may be stored' : 'nothing has been sent'),
    });
    take(connecting);
    take(waiting());
    wait(1_999);
    assert.deepEqual(told, []);
    wait(1);
    const words =
      '-- The line is down: Nobody is there. Trying a.example:7278 again until 15:03:25 (--timeout 30s). Ctrl-C stops that; nothing has been sent.\n';
    assert.deepEqual(told, [words]);
    take(connecting);
    take(waiting(new ConnectionError('Nobody is there either.')));
    wait(60_000);
    assert.deepEqual(told, [words]);
    take(online);
    assert.deepEqual(told.splice(0), [words, '-- The line is up.\n']);
    take(waiting());
    wait(2_000);
    take(online);
    assert.deepEqual(told, [
      words.replace('nothing has been sent', 'it may be stored'),
      '-- The line is back.\n',
    ]);
  });

  test('that is shorter is not told, nor its end', (t) => {
    const { take, told, wait } = outagesOf(t);
    take(connecting);
    wait(1_999);
    take(online);
    wait(1_999);
    take(waiting());
    wait(1_999);
    take(online);
    wait(60_000);
    assert.deepEqual(told, []);
  });

  test('is told at once where that is wished, as soon as it is known why', (t) => {
    const { take, told, wait } = outagesOf(t, { atOnce: true });
    take(connecting);
    assert.deepEqual(told, []);
    take(waiting());
    const words =
      '-- The line is down: Nobody is there. Trying a.example:7278 again until it works. Ctrl-C stops that.\n';
    assert.deepEqual(told, [words]);
    wait(60_000);
    assert.deepEqual(told, [words]);
  });

  test('whose reason is not known yet is told as an answer that does not come', (t) => {
    const { take, told, wait } = outagesOf(t);
    take(connecting);
    take({ type: 'securing' });
    wait(2_000);
    assert.deepEqual(told, [
      '-- There is no answer from a.example:7278 yet. Still trying until it works. Ctrl-C stops that.\n',
    ]);
  });

  test('at the only attempt is told with how long the server may take to answer', (t) => {
    const phases = [
      { state: connecting, most: 10 },
      { state: { type: 'securing' }, most: 20 },
      { state: { type: 'authenticating' }, most: 20 },
    ] as const;
    for (const { state, most } of phases) {
      const { take, told, wait } = outagesOf(t, {}, { isTriedOnce: true });
      take(state);
      wait(2_000);
      assert.deepEqual(told, [
        `-- There is no answer from a.example:7278 yet. Waiting up to ${most} seconds for it. Ctrl-C stops that.\n`,
      ]);
      t.mock.timers.reset();
    }
  });

  test('is not told once the line has ended', (t) => {
    const { take, told, wait } = outagesOf(t);
    take(connecting);
    take({ type: 'closed', reason: 'unreachable' });
    wait(60_000);
    assert.deepEqual(told, []);
  });

  test('is not told by a command that is to be quiet', (t) => {
    const { take, told, wait } = outagesOf(t, { atOnce: true }, {}, beQuiet);
    take(waiting());
    wait(60_000);
    take(online);
    assert.deepEqual(told, []);
  });

  test('cannot harm a terminal with what a stranger says', (t) => {
    const { take, told } = outagesOf(t, { atOnce: true });
    take(waiting(new ConnectionError('Full.\x1b[2J\n-- The line is up.')));
    assert.equal(told.length, 1);
    assert.equal(told[0]?.includes('\x1b'), false);
    assert.equal(told[0]?.indexOf('\n'), told[0]?.length - 1);
  });
});

describe('a server that does not answer on a line that is up', () => {
  const words =
    '-- There is no answer from a.example:7278 yet. Waiting up to 18 seconds for it. Ctrl-C stops that.\n';

  test('is told of once, and anew after it has answered', (t) => {
    const { take, told, silent, outages } = outagesOf(t);
    take(online);
    silent();
    silent();
    assert.deepEqual(told, [words]);
    outages.answered();
    silent();
    assert.deepEqual(told, [words, words]);
  });

  test('is not told of again when the line is taken for dead because of that', (t) => {
    const { take, told, silent: tellSilence, wait } = outagesOf(t);
    take(online);
    tellSilence();
    take(waiting(silent(18_000)));
    wait(60_000);
    take(online);
    assert.deepEqual(told, [words, '-- The line is back.\n']);
    take(waiting(silent(18_000)));
    wait(2_000);
    assert.equal(told.length, 3, 'the next outage is told');
  });

  test('may take as long as it likes where it is the one of this machine', (t) => {
    const { take, told, silent } = outagesOf(t, {}, { unansweredMs: undefined });
    take(online);
    silent();
    assert.match(told[0] ?? '', /yet\. Waiting until it comes\. Ctrl-C stops that\.\n$/);
  });
});
