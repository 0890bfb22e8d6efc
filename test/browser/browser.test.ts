import assert from 'node:assert/strict';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import vm from 'node:vm';
import { rolldown } from 'rolldown';
import type { LineOptions } from '../../src/client/core/options.ts';
import type { Line } from '../../src/client/line.ts';
import type { Address } from '../../src/wire/address.ts';
import { type Scope, scopeOf } from '../support/cleanup.ts';
import { signUpOn, take } from '../support/joined-lines.ts';
import { leastStretching } from '../support/light-stretching.ts';
import { type StartedLine, startLine } from '../support/started-line.ts';
import { password, quickTiming } from '../support/test-client.ts';
import { fakeDatabase } from './fake-database.ts';
import { type PageSockets, pageSockets } from './page-sockets.ts';

/** The globals of a page, by the standards of the web; `WebSocket` comes on top. */
const webGlobals = {
  AbortController,
  AbortSignal,
  atob,
  btoa,
  clearInterval,
  clearTimeout,
  crypto,
  MessageChannel,
  performance,
  queueMicrotask,
  setInterval,
  setTimeout,
  TextDecoder,
  TextEncoder,
  URL,
  URLSearchParams,
};

type Program = typeof import('./page.ts');

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

/** Locks of a browser; those of a tab are given back when it is closed. */
function fakeLocks() {
  const waiting: (() => unknown)[] = [];
  let isHeld = false;
  return {
    request: async (_name: string, callback: () => unknown) => {
      if (isHeld) waiting.push(callback);
      else {
        isHeld = true;
        await callback();
      }
    },
    closeTab: () => {
      for (const callback of waiting.splice(0)) callback();
    },
  };
}

describe('the client in a browser', () => {
  let script: vm.Script;

  before(async () => {
    script = new vm.Script(await bundle());
  });

  /** A page, or a worker, of its own, with nothing of Node. */
  function load(sockets: PageSockets): Program {
    const context = vm.createContext({ ...webGlobals, WebSocket: sockets.WebSocket });
    script.runInContext(context);
    assert.equal(vm.runInContext('typeof process + typeof Buffer', context), 'undefinedundefined');
    return vm.runInContext('page', context);
  }

  /** A browser at the page of a server: tabs with one database, and with one worker if they are to share. */
  function openBrowser(
    { address: { host, port } }: StartedLine,
    { isShared = false, workerReaches = true } = {},
  ) {
    const origin = `https://${host}:${port}`;
    const place = { protocol: 'https:', hostname: host, port: String(port), origin };
    const sockets = pageSockets(origin);
    const database = fakeDatabase();
    const worker = load(sockets);
    const hub = new worker.TabHub(async () => {
      if (!workerReaches) throw new Error('A worker goes on past no unknown certificate.');
      return worker.openWebSocketPipe(`wss://${host}:${port}/line`, AbortSignal.timeout(5_000));
    });
    const openTab = async () => {
      const program = load(sockets);
      const locks = fakeLocks();
      const toWorker = {
        postMessage: (request: Parameters<Program['admitTab']>[1], ports: readonly unknown[]) =>
          worker.admitTab(hub, request, ports as Parameters<Program['admitTab']>[2], locks),
      };
      const sharing = { worker: () => toWorker as never, locks };
      const machine = await program.PageMachine.open({
        place,
        userAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
        database,
        sharing: isShared ? sharing : undefined,
        notKept: (error) => assert.fail(String(error)),
      });
      return { machine, close: () => locks.closeTab() };
    };
    return { sockets, database, openTab };
  }

  const web = { folder: import.meta.dirname };

  async function startWeb(scope: Scope): Promise<{ line: StartedLine; address: Address }> {
    const line = await startLine(scope, { web, stretching: leastStretching });
    return { line, address: line.address };
  }

  const account: LineOptions = { name: 'bob', password, timing: quickTiming };

  function aborted(scope: Scope, line: Line): Line {
    scope.after(() => line.abort());
    return line;
  }

  it('signs up, talks, and resumes after a cut with what was said meanwhile', async (t) => {
    const scope = scopeOf((undo) => t.after(undo));
    const { line: started, address } = await startWeb(scope);
    const ann = await signUpOn(scope, address, 'ann');
    const { sockets, openTab } = openBrowser(started);
    const { machine } = await openTab();
    assert.equal(machine.hasSession, false);
    const line = aborted(scope, machine.join({ ...account, signUp: true }));
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
    const sessions = await line.account.sessions();
    assert.equal(sessions.map(({ device }) => device).join(), 'Firefox on Linux (web)');
    await line.close();
  });

  it('logs in by password, and is told when it is wrong', async (t) => {
    const scope = scopeOf((undo) => t.after(undo));
    const { line: started, address } = await startWeb(scope);
    await signUpOn(scope, address, 'ann');
    const { openTab } = openBrowser(started);
    const { machine } = await openTab();
    const line = aborted(scope, machine.join({ name: 'ann', password }));
    await line.whenOnline();
    assert.equal(line.name, 'ann');
    const { people } = await line.who();
    assert.equal(people.map(({ name }) => name).join(), 'ann');
    await line.close();
    const stranger = await openBrowser(started).openTab();
    const wrong = stranger.machine.join({ name: 'ann', password: 'another word entirely' });
    await assert.rejects(wrong.whenOnline(), { reason: 'refused', code: 'auth.failed' });
  });

  it('sends what a closed page could not, once, and comes back without a password', async (t) => {
    const scope = scopeOf((undo) => t.after(undo));
    const { line: started, address } = await startWeb(scope);
    const ann = await signUpOn(scope, address, 'ann');
    const { sockets, database, openTab } = openBrowser(started);
    const first = await openTab();
    const line = aborted(scope, first.machine.join({ ...account, signUp: true }));
    await line.whenOnline();
    const heard = ann.messages();
    await line.send('before');
    const down = new Promise((resolve) => line.on('state', resolve));
    sockets.cutAll();
    await down;
    const unsent = assert.rejects(line.send('written without a line'));
    line.abort();
    await unsent;
    const kept = () => [...database.values.keys()].filter((key) => key.startsWith('unsent '));
    assert.equal(kept().length, 1);

    const second = await openTab();
    assert.equal(second.machine.name, 'bob');
    const back = aborted(scope, second.machine.join({ timing: quickTiming }));
    const pending = new Promise((resolve) =>
      back.once('pending', ({ content }) => resolve(content.text)),
    );
    assert.equal(await pending, 'written without a line');
    await back.whenOnline();
    assert.deepEqual(
      (await take(heard, 2)).map(({ text }) => text),
      ['before', 'written without a line'],
    );
    await back.send('after');
    assert.equal((await take(heard, 1))[0]?.text, 'after');
    assert.deepEqual(kept(), []);
    await back.close();
  });

  for (const workerReaches of [true, false]) {
    const whose = workerReaches ? 'the worker' : 'a tab';

    it(`shares one connection of ${whose} among tabs, which see and may do the same`, async (t) => {
      const scope = scopeOf((undo) => t.after(undo));
      const { line: started, address } = await startWeb(scope);
      const ann = await signUpOn(scope, address, 'ann');
      const { sockets, openTab } = openBrowser(started, { isShared: true, workerReaches });
      const one = await openTab();
      const first = aborted(scope, one.machine.join({ ...account, signUp: true }));
      await first.whenOnline();
      const heard = first.messages();
      await first.send('from the first');
      assert.equal((await take(heard, 1))[0]?.text, 'from the first');
      await first.rooms.join('#tabs');
      const two = await openTab();
      const second = aborted(scope, two.machine.join({ timing: quickTiming }));
      await second.whenOnline();
      assert.equal(second.name, 'bob');
      assert.equal(sockets.open, 1);
      const told = [heard, second.messages()];
      await second.send('from the second', { room: '#tabs' });
      await ann.send('to both');
      for (const messages of told) {
        const texts: string[] = [];
        for await (const { text } of messages) {
          texts.push(text);
          if (texts.includes('from the second') && texts.includes('to both')) break;
        }
      }
      const [people, history] = await Promise.all([second.who(), first.history('#tabs')]);
      assert.equal(people.people.length, 2);
      assert.equal(history.messages.at(-1)?.text, 'from the second');

      sockets.cutAll();
      await Promise.all([first.send('both are back'), second.send('and talk')]);
      assert.equal(sockets.open, 1);
      assert.equal((await second.account.sessions()).length, 1);
      const down = new Promise((resolve) => first.once('closed', resolve));
      await first.close();
      await down;
      assert.equal(sockets.open, 1, 'the other goes on');
      await second.send('alone');
      two.close();
      await started.log.until('connection.closed', { name: 'bob' });
    });
  }
});
