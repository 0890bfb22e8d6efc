import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { apply } from './apply.ts';
import { ExampleLine, newSession } from './line.fixture.ts';
import type { Outcome } from './proposals.ts';
import type { Turn } from './turn.ts';

type Presenting = 'session.rotate' | 'session.attach';

/** A session with everything its server has handed out, and holders of tokens who come back. */
class TokenChain {
  readonly #line = new ExampleLine();
  readonly issued: string[] = ['token-s1'];
  readonly account = this.#line.signUp('ada', { session: newSession('s1') });
  #turns = 0;

  get ended(): boolean {
    return this.#line.tables.session('s1')?.revokedAt !== 0;
  }

  /** Tokens the server still takes: the current one and, until that is shown, the one before it. */
  get taken(): readonly (string | null | undefined)[] {
    const session = this.#line.tables.session('s1');
    return [session?.tokenHash, session?.previousHash];
  }

  snapshot() {
    return this.#line.tables.snapshot();
  }

  /** A connection that is greeted now. */
  greet(): Turn {
    this.#turns += 1;
    return { run: 'run', number: this.#turns };
  }

  /** Presents a token, on a new connection unless told otherwise; the answer's token is `next`. */
  present(
    token: string,
    turn = this.greet(),
    familyHash = 'family-s1',
  ): { outcome: Outcome<'session.rotate'>; next: string } {
    const next = `token ${this.issued.length}`;
    this.issued.push(next);
    const outcome = apply(this.#line.tables, {
      type: 'session.rotate',
      at: this.#line.at,
      session: 's1',
      presentedHash: token,
      familyHash,
      nextHash: next,
      address: '192.0.2.1',
      turn,
    });
    return { outcome: outcome as Outcome<'session.rotate'>, next };
  }

  /** Comes in beside the device with a token. */
  attach(
    token: string,
    turn = this.greet(),
    familyHash = 'family-s1',
  ): { outcome: Outcome<'session.attach'> } {
    const outcome = apply(this.#line.tables, {
      type: 'session.attach',
      at: this.#line.at,
      session: 's1',
      presentedHash: token,
      familyHash,
      address: '192.0.2.1',
      turn,
    });
    return { outcome: outcome as Outcome<'session.attach'> };
  }

  /** The device's first message after the welcome that brought it this token. */
  show(token: string): void {
    const turn = { run: 'run', number: this.#turns };
    this.#line.accept({
      type: 'session.show',
      at: this.#line.at,
      session: 's1',
      tokenHash: token,
      turn,
      told: true,
    });
  }
}

function assertResumed(outcome: Outcome<'session.rotate'>): void {
  assert.ok(outcome.ok && !outcome.value.replayed, JSON.stringify(outcome));
}

/** Whether each answer of the server arrives, in order. */
const answers = fc.array(fc.boolean(), { maxLength: 40 });

/** Comes back once for each answer; returns the token the honest device holds in the end. */
function comeBack(chain: TokenChain, arrives: readonly boolean[]): string {
  return arrives.reduce((held, answered) => {
    const { outcome, next } = chain.present(held);
    assertResumed(outcome);
    return answered ? next : held;
  }, 'token-s1');
}

/** A resume on its way, on the connection of this turn. */
interface Attempt {
  readonly turn: Turn;
  readonly token: string;
}

/**
 * One honest device over a bad line. It gives a connection up before it greets on the next one, keeps a
 * token before it shows it, and may be killed at any time.
 */
class HonestDevice {
  readonly chain: TokenChain;
  held = 'token-s1';
  /** All attempts so far: the line may bring each at any time, also again. */
  readonly sent: Attempt[] = [];
  /** Tokens that it has shown, and whose message the line may bring again. */
  readonly shown: string[] = [];
  #current: Attempt | undefined;
  /** The welcome to the present attempt, on its way. */
  #welcome: string | undefined;

  constructor(chain: TokenChain) {
    this.chain = chain;
  }

  tryAgain(): Attempt {
    const attempt = { turn: this.chain.greet(), token: this.held };
    this.#current = attempt;
    this.#welcome = undefined;
    this.sent.push(attempt);
    return attempt;
  }

  /** The server gets an attempt; the welcome goes to the connection that it came on. */
  deliver(attempt: Attempt): Outcome<'session.rotate'> {
    const { outcome, next } = this.chain.present(attempt.token, attempt.turn);
    if (outcome.ok && attempt === this.#current) this.#welcome = next;
    return outcome;
  }

  /** The welcome comes and is kept. */
  receive(): void {
    this.held = this.#welcome ?? this.held;
  }

  /** Its next message is on its way. */
  show(): void {
    if (this.#welcome === this.held) this.shown.push(this.held);
  }
}

const step = fc.record({
  act: fc.constantFrom('try', 'deliver', 'deliver', 'receive', 'show', 'deliver shown'),
  choice: fc.nat(),
});

function act(
  device: HonestDevice,
  { act, choice }: { readonly act: string; readonly choice: number },
): void {
  const attempt = device.sent[choice % Math.max(1, device.sent.length)];
  const shown = device.shown[choice % Math.max(1, device.shown.length)];
  if (act === 'try') device.tryAgain();
  else if (act === 'deliver' && attempt) device.deliver(attempt);
  else if (act === 'receive') device.receive();
  else if (act === 'show') device.show();
  else if (act === 'deliver shown' && shown) device.chain.show(shown);
}

describe('a chain of device tokens', () => {
  test('always lets the honest device in, whichever answers are lost', () => {
    fc.assert(
      fc.property(answers, (arrives) => {
        const chain = new TokenChain();
        assertResumed(chain.present(comeBack(chain, arrives)).outcome);
        assert.equal(chain.ended, false);
      }),
    );
  });

  test('always lets the honest device in, however its attempts are delayed, doubled and cut', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60, size: 'max' }), (steps) => {
        const device = new HonestDevice(new TokenChain());
        for (const each of steps) {
          act(device, each);
          assert.equal(device.chain.ended, false);
        }
        assertResumed(device.deliver(device.tryAgain()));
      }),
      { numRuns: 500 },
    );
  });

  test('changes nothing when an attempt comes late: the newer connection stays what it is', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30, size: 'max' }), fc.nat(), (steps, choice) => {
        const device = new HonestDevice(new TokenChain());
        device.tryAgain();
        for (const each of steps) act(device, each);
        const late = device.sent[choice % device.sent.length] as Attempt;
        assertResumed(device.deliver(device.tryAgain()));
        device.receive();
        const before = device.chain.snapshot();
        const outcome = device.deliver(late);
        assert.equal(outcome.ok || outcome.code, 'auth.overtaken');
        assert.deepEqual(device.chain.snapshot(), before);
      }),
    );
  });

  test('ends with any token that is older than the one shown last, in the hands of anybody else', () => {
    const how = fc.constantFrom<Presenting>('session.rotate', 'session.attach');
    const order = fc.array(step, { maxLength: 60, size: 'max' });
    fc.assert(
      fc.property(order, fc.nat(), how, (steps, choice, presenting) => {
        const device = new HonestDevice(new TokenChain());
        const held = new Set<string>();
        for (const each of steps) {
          held.add(device.held);
          act(device, each);
        }
        const { chain } = device;
        const old = [...held].filter((token) => !chain.taken.includes(token));
        fc.pre(old.length > 0);
        const stolen = old[choice % old.length] as string;
        const { outcome } =
          presenting === 'session.rotate' ? chain.present(stolen) : chain.attach(stolen);
        assert.ok(outcome.ok && outcome.value.replayed);
        assert.deepEqual(outcome.value.revoked, ['s1']);
        assert.ok(chain.ended);
        assert.equal(chain.snapshot().events.at(-1)?.type, 'session.replay');
        const after = device.deliver(device.tryAgain());
        assert.equal(after.ok || after.code, 'auth.resume');
      }),
    );
  });

  test('does not mind a token that never was one of it', () => {
    fc.assert(
      fc.property(answers, (arrives) => {
        const chain = new TokenChain();
        comeBack(chain, arrives);
        const before = chain.snapshot();
        for (const { outcome } of [
          chain.present('made up', undefined, 'another family'),
          chain.attach('made up', undefined, 'another family'),
        ]) {
          assert.equal(outcome.ok || outcome.code, 'auth.resume');
        }
        assert.deepEqual(chain.snapshot(), before);
      }),
    );
  });

  test('ends with the replay of any token older than the one before, for its device as well', () => {
    fc.assert(
      fc.property(answers, fc.nat(), (arrives, choice) => {
        const chain = new TokenChain();
        const held = comeBack(chain, arrives);
        const old = chain.issued.filter((token) => !chain.taken.includes(token));
        fc.pre(old.length > 0);
        const { outcome } = chain.present(old[choice % old.length] as string);
        assert.deepEqual(outcome.ok && outcome.value.replayed, true);
        assert.ok(outcome.ok && chain.ended);
        const after = chain.present(held).outcome;
        assert.equal(after.ok || after.code, 'auth.resume');
      }),
    );
  });

  test('takes no more than two tokens at any time, and one once it was shown', () => {
    const good = (arrives: readonly boolean[], shows: boolean) =>
      trial(arrives, shows).issued.filter((token) => {
        const { outcome } = trial(arrives, shows).present(token);
        return outcome.ok && !outcome.value.replayed;
      });
    fc.assert(
      fc.property(answers, (arrives) => {
        assert.ok(good(arrives, false).length <= 2);
        assert.ok(good(arrives, false).includes(trial(arrives, false).taken[0] as string));
        assert.deepEqual(good(arrives, true), [trial(arrives, true).taken[0]]);
      }),
      { numRuns: 30 },
    );

    function trial(arrives: readonly boolean[], shows: boolean): TokenChain {
      const chain = new TokenChain();
      comeBack(chain, arrives);
      if (shows) chain.show(chain.taken[0] as string);
      return chain;
    }
  });

  test('refuses a program beside the device that has read the token just before the next was shown', () => {
    const chain = new TokenChain();
    const program = chain.greet();
    const { next } = chain.present('token-s1');
    assert.ok(chain.attach('token-s1', program).outcome.ok);
    const reader = chain.greet();
    chain.show(next);
    const { outcome } = chain.attach('token-s1', reader);
    assert.equal(outcome.ok || outcome.code, 'auth.resume');
    assert.equal(chain.ended, false);
  });

  test('forgets the order of connections with the run of the server', () => {
    const chain = new TokenChain();
    const { next } = chain.present('token-s1', { run: 'before', number: 1_000 });
    assertResumed(chain.present(next, { run: 'run', number: 1 }).outcome);
  });

  test('cannot be carried on by a thief and the device both', () => {
    const comers = fc.array(fc.constantFrom('device', 'thief'), { maxLength: 20 });
    fc.assert(
      fc.property(answers, comers, fc.boolean(), (arrives, order, shows) => {
        const chain = new TokenChain();
        const stolen = comeBack(chain, arrives);
        const held = { device: stolen, thief: stolen };
        for (const who of order) {
          held[who] = chain.present(held[who]).next;
          if (shows) chain.show(held[who]);
        }
        // One comes, then the other: where tokens are not shown, then the first again.
        const turns = order.filter((who, index) => who !== order[index - 1]).length;
        if (turns >= (shows ? 2 : 3)) assert.ok(chain.ended);
      }),
    );
  });
});
