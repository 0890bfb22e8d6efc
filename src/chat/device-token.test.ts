import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { apply } from './apply.ts';
import { ExampleLine, newSession } from './line.fixture.ts';
import type { Outcome } from './proposals.ts';

/** A session with everything its server has handed out, and holders of tokens who come back. */
class TokenChain {
  readonly #line = new ExampleLine();
  readonly issued: string[] = ['token-s1'];
  readonly account = this.#line.signUp('ada', { session: newSession('s1') });

  get ended(): boolean {
    return this.#line.tables.session('s1')?.revokedAt !== 0;
  }

  /** Tokens the server still takes: the current one and the one it was given before it. */
  get taken(): readonly (string | null | undefined)[] {
    const session = this.#line.tables.session('s1');
    return [session?.tokenHash, session?.previousHash];
  }

  /** Presents a token; the answer with the next one is what comes back. */
  present(token: string): { outcome: Outcome<'session.rotate'>; next: string } {
    const next = `token ${this.issued.length}`;
    this.issued.push(next);
    const outcome = apply(this.#line.tables, {
      type: 'session.rotate',
      at: this.#line.at,
      session: 's1',
      presentedHash: token,
      nextHash: next,
      address: '192.0.2.1',
    });
    return { outcome, next };
  }
}

function assertResumed(outcome: Outcome<'session.rotate'>): void {
  assert.ok(outcome.ok && outcome.value.resumed);
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

  test('ends with the replay of any token older than the one before, for its device as well', () => {
    fc.assert(
      fc.property(answers, fc.nat(), (arrives, choice) => {
        const chain = new TokenChain();
        const held = comeBack(chain, arrives);
        const old = chain.issued.filter((token) => !chain.taken.includes(token));
        fc.pre(old.length > 0);
        const { outcome } = chain.present(old[choice % old.length] as string);
        assert.deepEqual(outcome.ok && outcome.value.resumed, false);
        assert.ok(outcome.ok && chain.ended);
        const after = chain.present(held).outcome;
        assert.equal(after.ok || after.code, 'auth.resume');
      }),
    );
  });

  test('takes no more than two tokens at any time', () => {
    fc.assert(
      fc.property(answers, (arrives) => {
        const good = trial(arrives).issued.filter((token) => {
          const { outcome } = trial(arrives).present(token);
          return outcome.ok && outcome.value.resumed;
        });
        assert.ok(good.length <= 2);
        assert.ok(good.includes(trial(arrives).taken[0] as string));
      }),
      { numRuns: 30 },
    );

    function trial(arrives: readonly boolean[]): TokenChain {
      const chain = new TokenChain();
      comeBack(chain, arrives);
      return chain;
    }
  });

  test('cannot be carried on by a thief and the device both', () => {
    const comers = fc.array(fc.constantFrom('device', 'thief'), { maxLength: 20 });
    fc.assert(
      fc.property(answers, comers, (arrives, order) => {
        const chain = new TokenChain();
        const stolen = comeBack(chain, arrives);
        const held = { device: stolen, thief: stolen };
        for (const who of order) held[who] = chain.present(held[who]).next;
        // One comes, then the other, then the first again: by then two tokens have parted.
        const turns = order.filter((who, index) => who !== order[index - 1]).length;
        if (turns >= 3) assert.ok(chain.ended);
      }),
    );
  });
});
