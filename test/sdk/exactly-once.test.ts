import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Line, LineMessage } from '../../src/index.ts';
import { scopeOf } from '../support/cleanup.ts';
import { startCuttingProxy } from '../support/cutting-proxy.ts';
import { connectTo, numbered, signUpOn } from '../support/joined-lines.ts';
import { startLine } from '../support/started-line.ts';

const count = 3_000;

/** Says everything, a few at a time, each until it is stored. */
async function say(line: Line, word: string): Promise<void> {
  const texts = numbered(word, count);
  for (let start = 0; start < count; start += 25) {
    await Promise.all(texts.slice(start, start + 25).map((text) => line.send(text)));
  }
}

/** Reads everything, calling `pause` after each, and cutting the line now and then. */
async function readAll(line: Line, pause: (taken: number) => Promise<void> | undefined) {
  const taken: LineMessage[] = [];
  for await (const message of line.messages()) {
    taken.push(message);
    if (taken.length === 2 * count) return taken;
    await pause(taken.length);
  }
  throw new Error('the loop ended');
}

describe('a line that is cut again and again', () => {
  it('brings what two programs say once and in one order, to a fast loop and a slow one', async (t) => {
    const scope = scopeOf((undo) => t.after(undo));
    const { address } = await startLine(scope);
    const proxy = await startCuttingProxy(address.port);
    scope.after(() => proxy.close());
    const ann = await signUpOn(scope, address, 'ann');
    const { token } = await ann.account.createToken({ name: 'bot', read: true, write: true });
    const through = `127.0.0.1:${proxy.port}`;
    const [fast, slow] = await Promise.all([
      connectTo(scope, { address: through, token }),
      connectTo(scope, { address: through, token }),
    ]);
    const reading = Promise.all([
      readAll(fast, () => undefined),
      readAll(slow, (taken) => {
        if (taken % 1_500 === 0) proxy.cutAll();
        return taken % 20 === 0 ? new Promise((next) => setImmediate(next)) : undefined;
      }),
    ]);
    let online = 0;
    fast.on('welcome', () => {
      online += 1;
    });
    const saying = Promise.all([say(ann, 'ann'), say(fast, 'fast')]);
    const cutting = setInterval(() => proxy.cutAll(), 40);
    await saying;
    clearInterval(cutting);
    const [byFast, bySlow] = await reading;
    for (const taken of [byFast, bySlow]) {
      assert.deepEqual(
        taken.map(({ seq }) => seq),
        Array.from({ length: 2 * count }, (_, index) => index + 1),
      );
      for (const word of ['ann', 'fast']) {
        const texts = taken.map(({ text }) => text).filter((text) => text.startsWith(`${word} `));
        assert.deepEqual(texts, numbered(word, count));
      }
    }
    assert.ok(online > 0, 'the line was lost and made anew');
  });
});
