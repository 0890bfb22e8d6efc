import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import {
  connect,
  InputError,
  type Line,
  LineEndedError,
  type SavedLogin,
  savedSession,
} from '../../src/index.ts';
import { type Address, formatAddress } from '../../src/wire/address.ts';
import { formatAppToken, parseAppToken } from '../../src/wire/app-token.ts';
import { scopeOf } from '../support/cleanup.ts';
import { connectTo, signUpOn, take } from '../support/joined-lines.ts';
import { greet, lobby, startScriptedServer, welcome } from '../support/scripted-server.ts';
import { newFolder, type StartedLine, startLine } from '../support/started-line.ts';
import { password } from '../support/test-client.ts';

/** That it ends with this reason, and the server's code if there is one. */
function endsWith(reason: string, code?: string): (error: unknown) => boolean {
  return (error) => {
    assert.ok(error instanceof LineEndedError, String(error));
    assert.deepEqual([error.reason, error.code], [reason, code]);
    return true;
  };
}

const cases: Readonly<Record<string, Parameters<typeof connect>[0]>> = {
  'no way in': { address: 'localhost' },
  'two ways in': { address: 'localhost', token: 'plt_x', name: 'ann' },
  'no server for a token': {
    token: formatAppToken({
      fingerprint: undefined,
      session: 'A'.repeat(22),
      secret: 'A'.repeat(43),
    }),
  },
  'no server for a name': { name: 'ann', password },
  'a token that is none': { address: 'localhost', token: 'hunter2' },
  'an address that is none': { address: 'local host', name: 'ann', password },
  'a number that is no place': { address: 'localhost', name: 'ann', password, since: -1 },
  'a date that is none': { address: 'localhost', name: 'ann', password, since: new Date('soon') },
};

describe('connecting with options that cannot be used', () => {
  for (const [name, options] of Object.entries(cases)) {
    it(`is refused in a sentence: ${name}`, async () => {
      await assert.rejects(connect(options), (error) => {
        assert.ok(error instanceof InputError, String(error));
        assert.match(error.message, /^[A-Z"].*[.]$/s);
        return !error.message.includes('hunter2');
      });
    });
  }
});

describe('connecting', () => {
  const suite = scopeOf(after);
  let house: StartedLine;
  let address: Address;
  let ann: Line;

  before(async () => {
    house = await startLine(suite);
    address = house.address;
    ann = await signUpOn(suite, address, 'ann');
  });

  it('logs in by name and password, and makes an account only where it is told to', async (t) => {
    const scope = scopeOf((undo) => t.after(undo));
    const dan = await connectTo(scope, { address: formatAddress(address), name: 'ann', password });
    assert.deepEqual([dan.name, dan.serverName, dan.grant], ['ann', 'Partyline', null]);
    const stranger = connect({ address, name: 'eve', password });
    await assert.rejects(stranger, /There is no account eve .* signUp: true/);
    const wrong = connect({ address, name: 'ann', password: 'something else 99' });
    await assert.rejects(wrong, endsWith('refused', 'auth.failed'));
  });

  it('asks for the password only when the profile does not do', async (t) => {
    const scope = scopeOf((undo) => t.after(undo));
    const profile = newFolder(scope);
    let asked = 0;
    const ask = () => {
      asked += 1;
      return password;
    };
    const options = { address, name: 'fay', password: ask, signUp: true, profile };
    await (await connectTo(scope, options)).close();
    assert.equal(asked, 1);
    const again = await connectTo(scope, { profile });
    assert.equal(again.name, 'fay');
    await again.close();
    rmSync(profile, { recursive: true });
    await assert.rejects(connect({ profile }), /no server is named/);
    await assert.rejects(connect({ profile, address, name: 'fay' }), /no password was given/);
  });

  it('comes in beside a client that goes on, and whose device token changes', async (t) => {
    const scope = scopeOf((undo) => t.after(undo));
    const profile = newFolder(scope);
    const options = { address, name: 'gus', password, signUp: true, profile };
    await (await connectTo(scope, options)).close();
    const session = savedSession(profile);
    for (let renewed = 0; renewed < 3; renewed += 1) {
      await (await connectTo(scope, options)).close();
    }
    const main = await connectTo(scope, options);
    const beside = await connectTo(scope, { session });
    const { people } = await beside.who();
    assert.equal(people.filter(({ name }) => name === 'gus').length, 1);
    const messages = beside.messages();
    await main.send('from the client');
    await beside.send('from beside');
    const texts = (await take(messages, 2)).map(({ text }) => text);
    assert.deepEqual(texts, ['from the client', 'from beside']);
    assert.equal(main.state.type, 'online');
    assert.throws(() => savedSession(profile, address, 'ann'), /no saved session of ann/);
    assert.throws(() => savedSession(newFolder(scope)), /No server was used before/);
  });

  it('stays beside a device through a renewal of its token, without a word', async (t) => {
    const scope = scopeOf((undo) => t.after(undo));
    const profile = newFolder(scope);
    const options = { address, name: 'hal', password, signUp: true, profile };
    await (await connectTo(scope, options)).close();
    const beside = await connectTo(scope, { session: savedSession(profile) });
    const states: string[] = [];
    beside.on('state', ({ type }) => states.push(type));
    const messages = beside.messages();
    const returned = new Promise<void>((resolve) => beside.once('welcome', () => resolve()));
    const main = await connectTo(scope, options);
    await returned;
    await main.send('with a new token');
    assert.deepEqual(
      (await take(messages, 1)).map(({ text }) => text),
      ['with a new token'],
    );
    assert.ok(!states.includes('waiting'));
    await assert.rejects(beside.account.sessions(), { code: 'forbidden' });
  });

  it('reads a device token again that was renewed under its hands', async (t) => {
    const scope = scopeOf((undo) => t.after(undo));
    const server = await startScriptedServer(
      async (peer) => {
        await greet(peer);
        const first = await peer.expect('attach');
        await peer.send({ type: 'error', re: first.id, code: 'auth.resume', message: 'Renewed.' });
        const second = await peer.expect('attach');
        // Read before anything is connected, right before it is shown, and again.
        assert.deepEqual([first.secret, second.secret], ['2'.repeat(43), '3'.repeat(43)]);
        if (second.session.startsWith('B')) {
          await peer.send({ type: 'error', re: second.id, code: 'auth.resume', message: 'Over.' });
        } else {
          await peer.send(welcome(second.id, { deviceToken: null }));
        }
        await peer.gone();
      },
      { clear: true },
    );
    scope.after(() => server.close());
    const saved = (letter: string): SavedLogin => {
      let reads = 0;
      const session = letter.repeat(22);
      return {
        address: server.address,
        name: 'ann',
        credential: () => {
          reads += 1;
          return { session, secret: String(reads).repeat(43), fingerprint: undefined };
        },
      };
    };
    const line = await connectTo(scope, { session: saved('A') });
    assert.equal(line.name, 'ann');
    await assert.rejects(connect({ session: saved('B') }), endsWith('refused', 'auth.resume'));
    line.abort();
    assert.deepEqual(await server.failures(), []);
  });

  it('shows a token to no server but its own', async (t) => {
    const scope = scopeOf((undo) => t.after(undo));
    const other = await startScriptedServer(async (peer) => {
      await peer.gone();
      assert.equal(await peer.next(), undefined, 'nothing was sent');
    });
    scope.after(() => other.close());
    const { token } = await ann.account.createToken({
      name: 'for one server',
      read: true,
      write: true,
    });
    const { host, port } = other.address;
    const misled = connect({ address: `${host}:${port}`, token });
    await assert.rejects(misled, endsWith('fingerprint'));
    const clear = connect({
      address: { host, port, clear: true },
      token,
      timing: { connectTimeoutMs: 2_000 },
    });
    await assert.rejects(clear, endsWith('fingerprint'));
    const { session, secret } = parseAppToken(token);
    const bare = formatAppToken({ fingerprint: undefined, session, secret });
    await assert.rejects(connect({ address, token: bare }), endsWith('fingerprint'));
    assert.deepEqual(await other.failures(), []);
  });

  it('may do what its token says, and no more', async (t) => {
    const scope = scopeOf((undo) => t.after(undo));
    await signUpOn(scope, address, 'hal');
    const request = { name: 'lobby only', read: false, write: true, rooms: ['lobby'] };
    const { token } = await ann.account.createToken(request);
    const line = await connectTo(scope, { address, token, receive: false });
    assert.deepEqual(line.grant, { read: false, write: true, rooms: ['lobby'], expiresAt: null });
    assert.ok((await line.send('allowed')).seq > 0);
    await assert.rejects(line.send('no', { to: 'hal' }), { code: 'forbidden' });
    await assert.rejects(line.history('lobby', { after: 0 }), { code: 'forbidden' });
    await assert.rejects(line.account.sessions(), { code: 'forbidden' });
    await assert.rejects(line.account.createToken({ ...request, name: 'more' }), {
      code: 'forbidden',
    });
    assert.throws(() => line.messages(), /receive: false/);
  });

  it('says why it cannot be: nobody there, an unknown token, the program gave up', async () => {
    const silent = await startScriptedServer((peer) => peer.gone());
    const { host, port, clear } = silent.address;
    const stop = new AbortController();
    const waiting = connect({
      address: { host, port, clear },
      name: 'ann',
      password,
      signal: stop.signal,
    });
    stop.abort(new Error('no time'));
    await assert.rejects(waiting, /no time/);
    await assert.rejects(
      connect({ address, name: 'ann', password, signal: stop.signal }),
      /no time/,
    );
    await silent.close();
    const nobody = connect({ address: { host, port, clear }, name: 'ann', password });
    await assert.rejects(nobody, endsWith('unreachable'));
    const unknown = formatAppToken({
      fingerprint: address.fingerprint,
      session: 'A'.repeat(22),
      secret: 'A'.repeat(43),
    });
    const stranger = connect({ address, token: unknown });
    await assert.rejects(stranger, endsWith('refused', 'auth.app-token'));
  });

  it('is not undone by a signal that comes later', async (t) => {
    const scope = scopeOf((undo) => t.after(undo));
    const stop = new AbortController();
    const line = await connectTo(scope, { address, name: 'ann', password, signal: stop.signal });
    stop.abort();
    assert.ok((await line.send('still here')).seq > 0);
  });
});

describe('a connection that is lost while the beginning is looked for', () => {
  it('is made anew, and the beginning found there', async (t) => {
    const scope = scopeOf((undo) => t.after(undo));
    const lost = await startScriptedServer(
      async (peer, index) => {
        await greet(peer);
        const { id } = await peer.expect('attach');
        await peer.send(welcome(id, { deviceToken: null, rooms: [lobby(9)] }));
        const find = await peer.expect('history.find');
        if (index === 0) {
          peer.socket.destroy();
          return;
        }
        await peer.send({ type: 'history.place', re: find.id, room: 'lobby', after: 3 });
        const { id: asked, after: from } = await peer.expect('history');
        assert.equal(from, 3);
        await peer.send({
          type: 'history',
          re: asked,
          room: 'lobby',
          first: 4,
          runs: [],
          more: false,
        });
        await peer.gone();
      },
      { clear: true },
    );
    scope.after(() => lost.close());
    const line = await connectTo(scope, {
      address: lost.address,
      token: `pltc_${'A'.repeat(64)}`,
      since: new Date(0),
    });
    const missing = new Promise((resolve) => line.on('notice', ({ code }) => resolve(code)));
    line.on('message', () => {});
    assert.equal(await missing, 'messages-missing');
    line.abort();
    assert.deepEqual(await lost.failures(), []);
  });
});
