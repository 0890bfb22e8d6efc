import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { errorSentences, InputError, PartylineError } from '../../base/errors.ts';
import { ByeError, ConnectionError, GaveUpError, TrustError } from './failures.ts';
import { Backoff } from './retries.ts';
import { defaultTiming } from './timing.ts';
import { isRefusalOfConnection, verdictOn } from './verdict.ts';

describe('the verdict on a failure', () => {
  it('is another attempt where time may help', () => {
    for (const failure of [
      new ConnectionError('cut'),
      new ByeError('server.stopping', ''),
      new ByeError('busy', ''),
      new ByeError('timeout', ''),
      new ByeError('internal', ''),
      new PartylineError('auth.token'),
      new PartylineError('auth.pending'),
      new PartylineError('server.busy'),
      new PartylineError('storage.full'),
      new PartylineError('internal'),
    ]) {
      assert.equal(verdictOn(failure).type, 'again', failure.name);
    }
  });

  it('is the end where it would only repeat itself', () => {
    const ends: [Error, string][] = [
      [new ByeError('left', ''), 'left'],
      [new ByeError('kicked', ''), 'kicked'],
      [new ByeError('banned', ''), 'banned'],
      [new ByeError('revoked', ''), 'revoked'],
      [new ByeError('replaced', ''), 'replaced'],
      [new ByeError('protocol', ''), 'protocol'],
      [new PartylineError('auth.banned'), 'banned'],
      [new PartylineError('auth.failed'), 'refused'],
      [new PartylineError('sign-up.closed'), 'refused'],
      [new PartylineError('sign-up.code'), 'refused'],
      [new PartylineError('version.unsupported'), 'protocol'],
      [new PartylineError('frame.too-large'), 'protocol'],
      [new PartylineError('message.invalid'), 'protocol'],
      [new TrustError('intercepted', ''), 'intercepted'],
      [new TrustError('fingerprint', ''), 'fingerprint'],
      [new GaveUpError(''), 'gave-up'],
      [new InputError(''), 'failed'],
      [new TypeError('a mistake'), 'failed'],
    ];
    for (const [failure, reason] of ends) {
      assert.deepEqual(verdictOn(failure), { type: 'end', reason });
    }
  });

  it('waits at least as long as the server says', () => {
    const failure = new PartylineError('auth.throttled', undefined, { retryAfterMs: 7_000 });
    assert.deepEqual(verdictOn(failure), { type: 'again', reason: 'throttled', delayMs: 7_000 });
  });

  it('keeps a message only where the connection was refused', () => {
    const kept = Object.keys(errorSentences).filter((code) =>
      isRefusalOfConnection(new PartylineError(code as keyof typeof errorSentences)),
    );
    assert.deepEqual(kept, ['auth.token', 'server.stopping']);
    assert.ok(isRefusalOfConnection(new ConnectionError('cut')));
  });
});

describe('the delay before another attempt', () => {
  it('is drawn between 0.25 s and a bound that doubles up to 30 s', () => {
    const bounds = new Backoff(defaultTiming, () => 1);
    const drawn = Array.from({ length: 10 }, () => bounds.next(false));
    assert.deepEqual(
      drawn,
      [500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000, 30_000],
    );
    const lowest = new Backoff(defaultTiming, () => 0);
    assert.deepEqual([lowest.next(false), lowest.next(false)], [250, 250]);
  });

  it('stays inside its bounds for ever', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 200 }),
        (draws) => {
          const backoff = new Backoff(defaultTiming, () => draws.shift() ?? 0.5);
          for (let count = 0; count < 200; count += 1) {
            const delayMs = backoff.next(false);
            assert.ok(delayMs >= 250 && delayMs <= 30_000);
          }
        },
      ),
    );
  });

  it('is 5 s at most while messages wait for the line', () => {
    const backoff = new Backoff(defaultTiming, () => 1);
    const drawn = Array.from({ length: 7 }, () => backoff.next(true));
    assert.deepEqual(drawn, [500, 1_000, 2_000, 4_000, 5_000, 5_000, 5_000]);
    assert.equal(backoff.next(false), 30_000);
  });

  it('starts small again after a reset', () => {
    const backoff = new Backoff(defaultTiming, () => 1);
    for (let count = 0; count < 5; count += 1) backoff.next(false);
    backoff.reset();
    assert.equal(backoff.next(false), 500);
  });

  it('grows from 5 s to 60 s while the account waits to be admitted', () => {
    const backoff = new Backoff(defaultTiming, () => 1);
    const delays = Array.from({ length: 6 }, () => backoff.nextAdmission());
    assert.deepEqual(delays, [5_000, 10_000, 20_000, 40_000, 60_000, 60_000]);
  });
});
