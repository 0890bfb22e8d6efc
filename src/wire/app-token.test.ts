import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { InputError } from '../base/errors.ts';
import { type AppToken, formatAppToken, parseAppToken } from './app-token.ts';

interface Vectors {
  readonly tokens: readonly (Omit<AppToken, 'fingerprint'> & {
    readonly name: string;
    readonly fingerprint?: string;
    readonly text: string;
  })[];
  readonly refused: readonly { readonly name: string; readonly text: string }[];
}

const vectors: Vectors = JSON.parse(
  readFileSync(new URL('../../test/vectors/app-tokens.json', import.meta.url), 'utf8'),
);

function bytes(count: number): fc.Arbitrary<string> {
  return fc
    .uint8Array({ minLength: count, maxLength: count })
    .map((array) => Buffer.from(array).toString('base64url'));
}

const tokens = fc.record({
  fingerprint: fc.option(bytes(32), { nil: undefined }),
  session: bytes(16),
  secret: bytes(32),
});

describe('an app token', () => {
  for (const { name, text, fingerprint, session, secret } of vectors.tokens) {
    it(`${name} is written and read as its vector says`, () => {
      const token = { fingerprint, session, secret };
      assert.equal(formatAppToken(token), text);
      assert.deepEqual(parseAppToken(text), token);
    });
  }

  for (const { name, text } of vectors.refused) {
    it(`${name} is refused`, () => assert.throws(() => parseAppToken(text), InputError));
  }

  it('is read as it was written', () => {
    fc.assert(
      fc.property(tokens, (token) => {
        assert.deepEqual(parseAppToken(` ${formatAppToken(token)}\n`), { ...token });
      }),
    );
  });

  it('has the form that the protocol page gives', () => {
    const [fingerprint, session, secret] = ['A'.repeat(43), 'A'.repeat(22), `${'_'.repeat(42)}8`];
    const whole = formatAppToken({ fingerprint, session, secret });
    assert.match(whole, /^plt_A{64}[A-Za-z0-9_-]{43}$/);
    assert.equal(Buffer.from(whole.slice(4), 'base64url').length, 80);
    const clear = formatAppToken({ fingerprint: undefined, session, secret });
    assert.match(clear, /^pltc_[A-Za-z0-9_-]{64}$/);
    assert.equal(Buffer.from(clear.slice(5), 'base64url').length, 48);
  });

  it('is refused without being repeated when it is cut, changed in form, or something else', () => {
    fc.assert(
      fc.property(tokens, fc.nat(), (token, cut) => {
        const text = formatAppToken(token);
        const wrong = [text.slice(0, cut % text.length), `${text}A`, text.replace('plt', 'PLT')];
        for (const other of [...wrong, `${text.slice(0, -1)}*`, '', 'password']) {
          assert.throws(
            () => parseAppToken(other),
            (error) => error instanceof InputError && !error.message.includes(token.secret),
          );
        }
      }),
    );
  });
});
