import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Closed, type Line, LineEndedError, PartylineError } from '../../src/index.ts';
import type { Address } from '../../src/wire/address.ts';
import { scopeOf } from '../support/cleanup.ts';
import { startCuttingProxy } from '../support/cutting-proxy.ts';
import { connectTo, signUpOn, take } from '../support/joined-lines.ts';
import { greet, lobby, startScriptedServer, welcome } from '../support/scripted-server.ts';
import { startLine } from '../support/started-line.ts';

const clearToken = `pltc_${'A'.repeat(64)}`;

function ended(reason: string): (error: unknown) => boolean {
  return (error) => {
    assert.ok(error instanceof LineEndedError, String(error));
    assert.equal(error.reason, reason);
    return true;
  };
}

describe('the end of a line', () => {
  const suite = scopeOf(after);
  let address: Address;
  let ann: Line;

  before(async () => {
    ({ address } = await startLine(suite));
    ann = await signUpOn(suite, address, 'ann');
  });

  async function tokenOf(name: string) {
    return await ann.account.createToken({ name, read: true, write: true });
  }

  it('is told everywhere when a token is revoked, and the token is of no use after', async (t) => {
    const scope = scopeOf((undo) => t.after(undo));
    const { token, session } = await tokenOf('revoked');
    const bot = await connectTo(scope, { address, token });
    const messages = bot.messages();
    const next = messages.next();
    const closed = new Promise<Closed>((resolve) => bot.once('closed', resolve));
    assert.equal(await ann.account.revoke(session), 1);
    await assert.rejects(next, ended('revoked'));
    const { reason, unsent } = await closed;
    assert.deepEqual([reason, unsent], ['revoked', []]);
    await assert.rejects(bot.send('late'), ended('revoked'));
    await assert.rejects(bot.who(), ended('revoked'));
    await assert.rejects(bot.messages().next(), ended('revoked'));
    await assert.rejects(connectTo(scope, { address, token }), { code: 'auth.app-token' });
    const sessions = await ann.account.sessions();
    assert.ok(sessions.find((one) => one.session === session)?.endedAt);
  });

  it('comes with the end of a block, after what was said is stored', async () => {
    const { token } = await tokenOf('block');
    const listener = ann.messages();
    let said: Promise<unknown>;
    let next: Promise<unknown>;
    {
      await using bot = await connectTo({ after: () => {} }, { address, token });
      next = bot.messages().next();
      said = bot.send('last words');
    }
    await said;
    assert.deepEqual(await next, { done: true, value: undefined });
    assert.deepEqual(
      (await take(listener, 1)).map(({ text }) => text),
      ['last words'],
    );
    await listener.return?.();
  });

  it('has no goodbye when it is aborted, and its error everywhere', async (t) => {
    const scope = scopeOf((undo) => t.after(undo));
    const { token } = await tokenOf('aborted');
    const bot = await connectTo(scope, { address, token });
    const next = bot.messages().next();
    const said = bot.send('perhaps');
    bot.abort(new Error('the machine stops'));
    bot.abort();
    for (const promise of [next, said]) {
      await assert.rejects(promise, (error) => {
        return ended('aborted')(error) && (error as Error).message === 'the machine stops';
      });
    }
    assert.equal((await bot.whenClosed()).reason, 'aborted');
    await bot.close();
  });

  it('follows on a lost connection where reconnecting is left out', async (t) => {
    const scope = scopeOf((undo) => t.after(undo));
    const proxy = await startCuttingProxy(address.port);
    scope.after(() => proxy.close());
    const { token } = await tokenOf('once');
    const through = `127.0.0.1:${proxy.port}`;
    const once = await connectTo(scope, { address: through, token, reconnect: false });
    const again = await connectTo(scope, { address: through, token });
    const next = once.messages().next();
    const back = new Promise((resolve) => again.on('welcome', resolve));
    proxy.cutAll();
    await assert.rejects(next, ended('lost'));
    await back;
    assert.equal(again.state.type, 'online');
  });
});

describe('what is sent', () => {
  it('is refused with the code of the server, and the line goes on', async (t) => {
    const scope = scopeOf((undo) => t.after(undo));
    const { address } = await startLine(scope);
    const ann = await signUpOn(scope, address, 'ann');
    await assert.rejects(ann.send('hi', { to: 'nobody' }), { code: 'name.unknown' });
    await assert.rejects(ann.send(''), { code: 'text.empty' });
    await assert.rejects(ann.send('x'.repeat(16_385)), (error) => {
      return error instanceof PartylineError && error.code === 'text.too-long';
    });
    assert.equal((await ann.send('hi', { kind: 'action' })).seq, 1);
  });

  it('is withdrawn by its signal, and not sent again on the next connection', async (t) => {
    const scope = scopeOf((undo) => t.after(undo));
    const connected = Promise.withResolvers<void>();
    const server = await startScriptedServer(
      async (peer, index) => {
        await greet(peer);
        const { id } = await peer.expect('attach');
        if (index === 1) await connected.promise;
        await peer.send(welcome(id, { deviceToken: null, rooms: [lobby(0)] }));
        const post = await peer.expect('post');
        if (index === 0) {
          assert.equal(post.content.text, 'first');
          peer.socket.destroy();
          return;
        }
        assert.equal(post.content.text, 'third');
        await peer.send({ type: 'posted', re: post.id, room: 'lobby', seq: 1, at: 1, away: false });
        await peer.gone();
      },
      { clear: true },
    );
    scope.after(() => server.close());
    const line = await connectTo(scope, { address: server.address, token: clearToken });
    const stop = new AbortController();
    const down = new Promise<void>((resolve) => {
      line.on('state', ({ type }) => type === 'connecting' && resolve());
    });
    const first = line.send('first', { signal: stop.signal });
    await down;
    const second = line.send('second', { signal: stop.signal });
    const third = line.send('third', { signal: new AbortController().signal });
    stop.abort(new Error('no longer'));
    await assert.rejects(first, /no longer/);
    await assert.rejects(second, /no longer/);
    await assert.rejects(line.send('fourth', { signal: stop.signal }), /no longer/);
    connected.resolve();
    assert.equal((await third).seq, 1);
    line.abort();
    assert.deepEqual(await server.failures(), []);
  });
});
