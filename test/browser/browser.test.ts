import assert from 'node:assert/strict';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import vm from 'node:vm';
import { rolldown } from 'rolldown';
import { scopeOf } from '../support/cleanup.ts';
import { signUpOn, take } from '../support/joined-lines.ts';
import { startLine } from '../support/started-line.ts';
import { password, quickTiming } from '../support/test-client.ts';
import { fakeWebSockets } from './fake-web-socket.ts';

/** The globals of a page, by the standards of the web; `WebSocket` comes on top. */
const webGlobals = {
  AbortController,
  AbortSignal,
  atob,
  btoa,
  clearInterval,
  clearTimeout,
  crypto,
  performance,
  queueMicrotask,
  setInterval,
  setTimeout,
  TextDecoder,
  TextEncoder,
  URL,
  URLSearchParams,
};

type Page = typeof import('./page.ts');

/** The page's program in one piece, as a browser would load it. */
async function bundle(): Promise<string> {
  const warnings: string[] = [];
  await using build = await rolldown({
    input: join(import.meta.dirname, 'page.ts'),
    platform: 'browser',
    onLog: (_, { message }) => warnings.push(message),
  });
  const { output } = await build.generate({ format: 'iife', name: 'page', codeSplitting: false });
  assert.deepEqual(warnings, [], 'everything is found, and nothing of it is Node’s');
  assert.equal(output.length, 1);
  return output[0].code;
}

describe('the client in a browser', () => {
  let script: vm.Script;

  before(async () => {
    script = new vm.Script(await bundle());
  });

  /** A page of its own, with nothing of Node. */
  function openPage(WebSocket: unknown): Page {
    const context = vm.createContext({ ...webGlobals, WebSocket });
    script.runInContext(context);
    assert.equal(vm.runInContext('typeof process + typeof Buffer', context), 'undefinedundefined');
    return vm.runInContext('page', context);
  }

  it('signs up, talks, and resumes after a cut with what was said meanwhile', async (t) => {
    const scope = scopeOf((undo) => t.after(undo));
    const { address } = await startLine(scope, { insecure: true });
    const ann = await signUpOn(scope, address, 'ann');
    const sockets = fakeWebSockets();
    const page = openPage(sockets.WebSocket);
    const account = { address, name: 'bob', password, timing: quickTiming };
    const line = page.join({ ...account, signUp: true });
    scope.after(() => line.abort());
    const created = new Promise((resolve) => line.once('welcome', (one) => resolve(one.created)));
    await line.whenOnline();
    assert.equal(await created, true);
    const messages = line.messages();

    assert.equal((await line.send('hello from a page')).seq, 1);
    await ann.send('hello, page');
    const talk = await take(messages, 2);
    assert.deepEqual(
      talk.map(({ from, text, own }) => `${from} ${text} ${own}`),
      ['bob hello from a page true', 'ann hello, page false'],
    );

    const again = new Promise((resolve) => line.once('welcome', (one) => resolve(one.resumed)));
    sockets.cutAll();
    const pending = line.send('sent while it was down');
    await ann.send('said while it was down');
    assert.equal(await again, true);
    await pending;
    const later = await take(messages, 2);
    assert.deepEqual(later.map(({ text }) => text).sort(), [
      'said while it was down',
      'sent while it was down',
    ]);
    assert.deepEqual(
      [...talk, ...later].map(({ seq }) => seq),
      [1, 2, 3, 4],
    );
    assert.equal(sockets.count, 2);
    await line.close();
  });

  it('logs in by password, and is told when it is wrong', async (t) => {
    const scope = scopeOf((undo) => t.after(undo));
    const { address } = await startLine(scope, { insecure: true });
    await signUpOn(scope, address, 'ann');
    const page = openPage(fakeWebSockets().WebSocket);
    const line = page.join({ address, name: 'ann', password });
    scope.after(() => line.abort());
    await line.whenOnline();
    assert.equal(line.name, 'ann');
    const { people } = await line.who();
    assert.equal(people.map(({ name }) => name).join(), 'ann');
    await line.close();
    const wrong = page.join({ address, name: 'ann', password: 'another word entirely' });
    await assert.rejects(wrong.whenOnline(), { reason: 'refused', code: 'auth.failed' });
  });
});
