import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { PartylineError } from '../../src/base/errors.ts';
import type { ServerMemory } from '../../src/client/core/profile.ts';
import { MemoryProfile } from '../../src/client/core/profile.ts';
import type { Address } from '../../src/wire/address.ts';
import { formatAddress } from '../../src/wire/address.ts';
import { exampleRoomState } from '../../src/wire/room-state.fixture.ts';
import { limits } from '../../src/words/limits.ts';
import {
  greet,
  lobby,
  lobbyEntries,
  type Peer,
  type ScriptedServer,
  startScriptedServer,
  welcome,
} from '../support/scripted-server.ts';
import { joinAs, type TestClient, type TestClientOptions } from '../support/test-client.ts';

const epoch = 'E'.repeat(22);

/** A profile in which ann has been here before, so that her client resumes. */
function profileOf(address: Address, overrides: ServerMemory = {}): MemoryProfile {
  const profile = new MemoryProfile();
  const { host, port, clear } = address;
  const entry = profile.open(formatAddress({ host, port, clear }));
  entry.save({
    name: 'ann',
    session: { id: 'S'.repeat(22), deviceToken: 'T'.repeat(43) },
    epoch,
    cursors: { lobby: 0 },
    ...overrides,
  });
  entry.release();
  return profile;
}

interface Scripted {
  readonly server: ScriptedServer;
  readonly client: TestClient;
}

/** Runs a script against a client that resumes in clear text. */
async function scripted(
  test: TestContext,
  script: (peer: Peer, index: number) => Promise<void>,
  options: Partial<TestClientOptions> & { readonly memory?: ServerMemory } = {},
): Promise<Scripted> {
  const server = await startScriptedServer(script, { clear: true });
  test.after(() => server.close());
  const { memory, ...rest } = options;
  const profile = profileOf(server.address, memory);
  return { server, client: joinAs({ address: server.address, profile, ...rest }) };
}

async function end({ server, client }: Scripted): Promise<void> {
  client.line.abort();
  await client.closed;
  assert.deepEqual(await server.failures(), []);
}

/** Lets a client in that resumes, which shows that it has the new token; returns its request. */
async function admit(peer: Peer, overrides: Parameters<typeof welcome>[1] = {}) {
  await greet(peer);
  const resume = await peer.expect('resume');
  const sent = welcome(resume.id, overrides);
  await peer.send(sent);
  assert.equal((await peer.expect('pong')).token, sent.token);
  return resume;
}

/** Tells so many rooms, each as one that was begun just now; gives up when the client hangs up. */
async function nameRooms(peer: Peer, count: number): Promise<void> {
  for (let index = 0; index < count && !peer.socket.destroyed; index += 1) {
    const room = `r${String(index).padStart(16, '0')}`;
    const state = exampleRoomState({ room, name: `@n${index}` });
    await peer.send({ type: 'room', room: state });
  }
}

function seqsOf({ messages }: TestClient): number[] {
  return messages.map(({ seq }) => seq);
}

describe('what a client has read', () => {
  it('is asked for when there is a gap, and told in order', async (test) => {
    const run = await scripted(test, async (peer) => {
      await admit(peer, { rooms: [lobby(0)] });
      await peer.send(lobbyEntries(1));
      await peer.send(lobbyEntries(4));
      const asked = await peer.expect('history');
      assert.deepEqual([asked.room, asked.after], ['lobby', 1]);
      await peer.send(lobbyEntries(5));
      const { room, first, runs } = lobbyEntries(2, 3);
      await peer.send({ type: 'history', re: asked.id, room, first, runs, more: false });
      await peer.gone();
    });
    await run.client.until(() => run.client.messages.length === 5);
    assert.deepEqual(seqsOf(run.client), [1, 2, 3, 4, 5]);
    await end(run);
  });

  it('is dropped when it comes again', async (test) => {
    const run = await scripted(
      test,
      async (peer) => {
        const { cursors } = await admit(peer, { rooms: [lobby(9, 5)] });
        assert.deepEqual(cursors, { lobby: 7 });
        for (const seq of [6, 7, 8, 8, 7, 9, 10]) await peer.send(lobbyEntries(seq));
        await peer.gone();
      },
      { memory: { cursors: { lobby: 7 } } },
    );
    await run.client.until(() => run.client.messages.length === 3);
    assert.deepEqual(
      run.client.messages.map(({ seq, replayed }) => [seq, replayed]),
      [
        [8, true],
        [9, true],
        [10, false],
      ],
    );
    await end(run);
  });

  it('is forgotten when the history of the server is another one', async (test) => {
    const run = await scripted(
      test,
      async (peer) => {
        await admit(peer, { epoch: 'N'.repeat(22), rooms: [lobby(2, 0)] });
        for (const seq of [1, 2]) await peer.send(lobbyEntries(seq));
        await peer.gone();
      },
      { memory: { cursors: { lobby: 700 } } },
    );
    await run.client.until(() => run.client.messages.length === 2);
    assert.deepEqual(seqsOf(run.client), [1, 2]);
    assert.deepEqual(
      run.client.notices.map(({ code }) => code),
      ['history-replaced'],
    );
    await end(run);
  });

  it('goes on behind what the server itself has lost, and says so', async (test) => {
    const run = await scripted(test, async (peer) => {
      await admit(peer);
      await peer.send(lobbyEntries(3));
      const { id } = await peer.expect('history');
      await peer.send({ type: 'history', re: id, room: 'lobby', first: 1, runs: [], more: false });
      await peer.send(lobbyEntries(4));
      await peer.gone();
    });
    await run.client.until(() => run.client.messages.length === 2);
    assert.deepEqual(seqsOf(run.client), [3, 4]);
    assert.match(String(run.client.notices[0]?.text), /Messages 1 to 2 of lobby are missing/);
    await end(run);
  });

  it('comes from a fresh login when a room was never announced', async (test) => {
    const run = await scripted(test, async (peer, index) => {
      await admit(peer, { rooms: index === 0 ? [] : [lobby(1, 0)] });
      await peer.send(lobbyEntries(1));
      await peer.gone();
    });
    await run.client.until(() => run.client.messages.length === 1);
    assert.equal(run.server.connections, 2);
    await end(run);
  });

  it('is told with what was skipped, when the absence was too long', async (test) => {
    const run = await scripted(
      test,
      async (peer) => {
        await admit(peer, { rooms: [lobby(2_010, 1_010, 1_000)] });
        await peer.send(lobbyEntries(1_011));
        await peer.gone();
      },
      { memory: { cursors: { lobby: 10 } } },
    );
    const { rooms } = await run.client.next('welcome');
    assert.equal(rooms[0]?.skipped, 1_000);
    await run.client.until(() => run.client.messages.length === 1);
    assert.deepEqual(seqsOf(run.client), [1_011]);
    await end(run);
  });
});

describe('what a client says', () => {
  it('goes out again in its order, with the same ids, until it is acknowledged', async (test) => {
    const seen: string[][] = [];
    const run = await scripted(test, async (peer, index) => {
      await admit(peer);
      const posts = [];
      for (let count = 0; count < 3 - index; count += 1) posts.push(await peer.expect('post'));
      seen.push(posts.map(({ mid, content }) => `${mid} ${content.text}`));
      if (index === 0) {
        const [first] = posts;
        const re = first?.id ?? 0;
        await peer.send({ type: 'posted', re, room: 'lobby', seq: 1, at: 1, away: false });
        peer.socket.end();
        return;
      }
      for (const [at, { id: re }] of posts.entries()) {
        await peer.send({ type: 'posted', re, room: 'lobby', seq: 2 + at, at: 1, away: false });
      }
      await peer.gone();
    });
    const places = await Promise.all(
      ['one', 'two', 'three'].map((text) => run.client.line.send(text)),
    );
    assert.deepEqual(
      places.map(({ seq }) => seq),
      [1, 2, 3],
    );
    assert.deepEqual(seen[1], seen[0]?.slice(1));
    await end(run);
  });

  it('is told to be refused, and does not stand in the way of the rest', async (test) => {
    const run = await scripted(test, async (peer) => {
      await admit(peer);
      const first = await peer.expect('post');
      await peer.send({ type: 'error', re: first.id, code: 'name.unknown', message: 'Who?' });
      const { id } = await peer.expect('post');
      await peer.send({ type: 'posted', re: id, room: 'lobby', seq: 1, at: 1, away: false });
      await peer.gone();
    });
    const lost = run.client.line.send('hello', { to: 'nobody' });
    const kept = run.client.line.send('hello');
    await assert.rejects(lost, { code: 'name.unknown', message: 'Who?' });
    assert.equal((await kept).seq, 1);
    await end(run);
  });

  it('stays unsent when the token, not the message, is refused', async (test) => {
    const run = await scripted(test, async (peer, index) => {
      await admit(peer);
      const { id: re } = await peer.expect('post');
      if (index === 0) {
        await peer.send({ type: 'error', re, code: 'auth.token', message: '' });
        await peer.send({ type: 'bye', reason: 'protocol', message: '' });
        peer.socket.end();
      } else {
        await peer.send({ type: 'posted', re, room: 'lobby', seq: 1, at: 1, away: false });
        await peer.gone();
      }
    });
    assert.equal((await run.client.line.send('hello')).seq, 1);
    await end(run);
  });

  it('goes to the room that had the name when it was said, whichever has it when it is sent again', async (test) => {
    const ops = (room: string, name: string) => ({ ...lobby(0), room, name });
    const [first, other] = [`r${'1'.repeat(16)}`, `r${'2'.repeat(16)}`];
    const sent: string[] = [];
    const run = await scripted(test, async (peer, index) => {
      const rooms = index === 0 ? [ops(first, '#ops')] : [ops(first, '#old'), ops(other, '#ops')];
      await admit(peer, { rooms: [lobby(0), ...rooms] });
      const { id: re, room } = await peer.expect('post');
      sent.push(room);
      if (index === 0) {
        peer.socket.destroy();
        return;
      }
      await peer.send({ type: 'posted', re, room, seq: 1, at: 1, away: false });
      await peer.gone();
    });
    await run.client.line.whenOnline();
    assert.equal((await run.client.line.send('hello', { room: '#ops' })).room, first);
    assert.deepEqual(sent, [first, first]);
    await end(run);
  });

  it('is handed back when the client ends before it was acknowledged', async (test) => {
    const run = await scripted(test, async (peer) => {
      await admit(peer);
      await peer.expect('post');
      await peer.send({ type: 'bye', reason: 'kicked', message: 'out' });
      peer.socket.end();
    });
    const sent = run.client.line.send('hello');
    const { reason, unsent } = await Promise.all([
      run.client.closed,
      assert.rejects(sent, { message: 'out' }),
    ]).then(([closed]) => closed);
    assert.equal(reason, 'kicked');
    assert.deepEqual(
      unsent.map(({ content }) => content.text),
      ['hello'],
    );
  });

  it('is refused at once when it is empty or too long for the wire', async (test) => {
    const run = await scripted(test, async (peer) => {
      await admit(peer);
      await peer.gone();
    });
    await run.client.next('welcome');
    const { line } = run.client;
    await assert.rejects(line.send(''), { code: 'text.empty' });
    await assert.rejects(line.send('é'.repeat(8_193)), { code: 'text.too-long' });
    await assert.rejects(line.send('\u0001'.repeat(16_384)), { code: 'text.too-long' });
    await end(run);
  });
});

describe('the end', () => {
  it('is taken leave of: what was said is acknowledged, then comes the goodbye', async (test) => {
    const order: string[] = [];
    const run = await scripted(test, async (peer) => {
      await admit(peer);
      const { id: re } = await peer.expect('post');
      await peer.send({ type: 'posted', re, room: 'lobby', seq: 1, at: 1, away: false });
      order.push('acknowledged');
      await peer.expect('bye');
      order.push('goodbye');
      await peer.send({ type: 'bye', reason: 'left', message: 'Goodbye.' });
      peer.socket.end();
    });
    const said = run.client.line.send('last words');
    await run.client.line.close();
    assert.equal((await said).seq, 1);
    const { reason, unsent } = await run.client.closed;
    assert.deepEqual([reason, unsent.length, order], ['left', 0, ['acknowledged', 'goodbye']]);
    await run.client.line.close();
    assert.deepEqual(await run.server.failures(), []);
  });

  it('comes although the server does not answer the goodbye', async (test) => {
    const run = await scripted(test, async (peer) => {
      await admit(peer);
      await peer.expect('bye');
      await peer.gone();
    });
    await run.client.next('welcome');
    await run.client.line.close(20);
    assert.equal((await run.client.closed).reason, 'left');
  });

  it('comes at once by abort, and by its signal while it is connecting', async (test) => {
    const script = async (peer: Peer) => {
      await admit(peer);
      await peer.gone();
    };
    const first = await scripted(test, script);
    await first.client.next('welcome');
    first.client.line.abort();
    assert.equal((await first.client.closed).reason, 'aborted');
    const controller = new AbortController();
    const greeted = Promise.withResolvers<void>();
    const slow = async (peer: Peer) => {
      await greet(peer);
      greeted.resolve();
      await peer.expect('resume');
      await peer.gone();
    };
    const second = await scripted(test, slow, { signal: controller.signal });
    await greeted.promise;
    controller.abort();
    assert.equal((await second.client.closed).reason, 'aborted');
    const late = await scripted(test, script, { signal: controller.signal });
    assert.equal((await late.client.closed).reason, 'aborted');
    assert.equal(late.server.connections, 0);
  });

  it('comes by abort while a person is being asked', async (test) => {
    const server = await startScriptedServer((peer) => greet(peer).then(() => peer.gone()));
    test.after(() => server.close());
    const asked = Promise.withResolvers<void>();
    const client = joinAs({
      address: server.address,
      credentials: {
        name: async () => 'ann',
        password: () => {
          asked.resolve();
          return new Promise(() => {});
        },
        newPassword: async () => undefined,
        signUp: async () => false,
      },
    });
    await asked.promise;
    client.line.abort();
    assert.equal((await client.closed).reason, 'aborted');
  });

  it('rejects requests while the line is down and after the end', async (test) => {
    const run = await scripted(test, async (peer) => {
      await admit(peer);
      await peer.expect('who');
      peer.socket.destroy();
    });
    await assert.rejects(run.client.line.who(), { message: /down/ });
    await run.client.next('welcome');
    await assert.rejects(run.client.line.who(), { message: /before the answer/ });
    run.client.line.abort();
    await run.client.closed;
    await assert.rejects(run.client.line.who(), { message: /ended/ });
    await assert.rejects(run.client.line.send('x'), { message: /ended/ });
  });
});

describe('a line', () => {
  it('that says nothing for too long is made anew', async (test) => {
    const run = await scripted(
      test,
      async (peer) => {
        await admit(peer);
        await peer.gone();
      },
      { timing: { silenceTimeoutMs: 40 } },
    );
    await run.client.next('welcome');
    const again = await run.client.next('welcome');
    assert.equal(again.again, true);
    await end(run);
  });

  it('on which an answer is due and none comes tells so, and is made anew', async (test) => {
    const mids: string[] = [];
    const run = await scripted(
      test,
      async (peer, index) => {
        await admit(peer);
        const { id: re, mid } = await peer.expect('post');
        mids.push(mid);
        if (index === 1) {
          await peer.send({ type: 'posted', re, room: 'lobby', seq: 1, at: 1, away: false });
        }
        await peer.gone();
      },
      { timing: { pendingAfterMs: 10, noAnswerAfterMs: 40, unansweredTimeoutMs: 80 } },
    );
    await run.client.next('welcome');
    const order: string[] = [];
    run.client.line
      .on('pending', ({ content }) => order.push(`pending: ${content.text}`))
      .on('notice', ({ code }) => order.push(code))
      .on('state', ({ type }) => type === 'waiting' && order.push(type));
    assert.equal((await run.client.line.send('hello')).seq, 1);
    assert.deepEqual(order, ['pending: hello', 'no-answer', 'waiting']);
    assert.equal(mids.length, 2);
    assert.equal(mids[0], mids[1]);
    await end(run);
  });

  it('is tried again after the least time when it was up, however short', async (test) => {
    const run = await scripted(
      test,
      async (peer, index) => {
        await admit(peer);
        if (index < 8) peer.socket.destroy();
        else await peer.gone();
      },
      {
        clock: { now: () => 0, elapsed: () => 0 },
        timing: { reconnectMinimumMs: 1, reconnectMaximumMs: 10_000 },
      },
    );
    const delays: number[] = [];
    run.client.line.on('state', (state) => state.type === 'waiting' && delays.push(state.retryAt));
    const { line } = run.client;
    await run.client.until(() => line.state.type === 'online' && run.server.connections === 9);
    assert.equal(delays.length, 8);
    assert.ok(delays.every((delayMs) => delayMs <= 2));
    await end(run);
  });

  it('is tried again soon when somebody says something while it waits', async (test) => {
    const run = await scripted(
      test,
      async (peer, index) => {
        await admit(peer);
        if (index === 0) {
          peer.socket.destroy();
          return;
        }
        const { id: re } = await peer.expect('post');
        await peer.send({ type: 'posted', re, room: 'lobby', seq: 1, at: 1, away: false });
        await peer.gone();
      },
      {
        timing: {
          reconnectMinimumMs: 3_600_000,
          reconnectMaximumMs: 3_600_000,
          pendingReconnectMaximumMs: 1,
        },
      },
    );
    await run.client.until(() => run.client.line.state.type === 'waiting');
    assert.equal((await run.client.line.send('hello')).seq, 1);
    await end(run);
  });

  it('that speaks now and then is kept, however long it lasts', async (test) => {
    const run = await scripted(
      test,
      async (peer) => {
        await admit(peer);
        for (let count = 0; count < 14; count += 1) {
          await delay(25);
          await peer.send({ type: 'ping', mark: 'mark-001' });
          assert.equal((await peer.expect('pong')).mark, 'mark-001');
        }
        await peer.send({ type: 'bye', reason: 'kicked', message: 'done' });
        peer.socket.end();
      },
      { timing: { silenceTimeoutMs: 250 } },
    );
    assert.equal((await run.client.closed).reason, 'kicked');
    assert.equal(run.server.connections, 1);
  });

  it('that pings is answered with the token, and lives', async (test) => {
    const run = await scripted(test, async (peer) => {
      const token = 'K'.repeat(43);
      await admit(peer, { token });
      await peer.send({ type: 'ping', mark: 'mark-002' });
      assert.equal((await peer.expect('pong')).token, token);
      await peer.send({ type: 'bye', reason: 'kicked', message: 'done' });
      peer.socket.end();
    });
    assert.equal((await run.client.closed).reason, 'kicked');
    assert.deepEqual(await run.server.failures(), []);
  });

  it('that was never there is told of in words, once, and not tried again', async () => {
    const server = await startScriptedServer(async () => {}, { clear: true });
    await server.close();
    const client = joinAs({ address: server.address });
    const { reason, error } = await client.closed;
    assert.equal(reason, 'unreachable');
    assert.match(String(error?.message), /Nothing listens on 127\.0\.0\.1:\d+/);
    assert.ok(!client.states.includes('waiting'));
  });

  it('that speaks something else is left with words', async (test) => {
    const server = await startScriptedServer(
      async (peer) => {
        peer.socket.write('SSH-2.0-OpenSSH_9.9\r\n');
        await peer.gone();
      },
      { clear: true },
    );
    test.after(() => server.close());
    const { reason, error } = await joinAs({ address: server.address }).closed;
    assert.equal(reason, 'protocol');
    assert.match(String(error?.message), /does not speak Partyline/);
  });

  it('without TLS is told apart from one with it', async (test) => {
    const server = await startScriptedServer(async (peer) => peer.gone(), { clear: true });
    test.after(() => server.close());
    const address = { ...server.address, clear: false };
    const client = joinAs({ address, timing: { secureTimeoutMs: 100 } });
    const { reason, error } = await client.closed;
    assert.equal(reason, 'unreachable');
    assert.match(String(error?.message), /did not answer within 0\.1 s/);
  });

  it('does not come back where the session was taken over, or was told not to', async (test) => {
    const bye = (reason: 'replaced' | 'server.stopping') => async (peer: Peer) => {
      await admit(peer);
      await peer.send({ type: 'bye', reason, message: '' });
      peer.socket.end();
    };
    const replaced = await scripted(test, bye('replaced'));
    assert.equal((await replaced.client.closed).reason, 'replaced');
    const once = await scripted(test, bye('server.stopping'), { reconnect: false });
    assert.equal((await once.client.closed).reason, 'server.stopping');
  });

  it('waits as long as the server says', async (test) => {
    const run = await scripted(test, async (peer, index) => {
      await greet(peer);
      const { id: re } = await peer.expect('resume');
      if (index > 0) await peer.send(welcome(re));
      else
        await peer.send({
          type: 'error',
          re,
          code: 'auth.throttled',
          message: '',
          retryAfterMs: 60,
        });
      await peer.gone();
    });
    const waiting = Promise.withResolvers<number>();
    run.client.line.on('state', (state) => {
      if (state.type === 'waiting') waiting.resolve(state.retryAt - Date.now());
    });
    assert.ok((await waiting.promise) > 50);
    await run.client.next('welcome');
    await end(run);
  });

  it('tells its listeners of their own errors, and goes on', async (test) => {
    const run = await scripted(test, async (peer) => {
      await admit(peer);
      for (const seq of [1, 2]) await peer.send(lobbyEntries(seq));
      await peer.gone();
    });
    const thrown = Promise.withResolvers<Error>();
    const guard = (error: Error) => thrown.resolve(error);
    const others = process.listeners('uncaughtException');
    process.removeAllListeners('uncaughtException').once('uncaughtException', guard);
    test.after(() => {
      for (const other of others) process.on('uncaughtException', other);
    });
    run.client.line.once('message', () => {
      throw new Error('a mistake in a listener');
    });
    await run.client.until(() => run.client.messages.length === 2);
    assert.match((await thrown.promise).message, /a mistake/);
    assert.equal(run.server.connections, 1);
    await end(run);
  });

  it('ends where the server breaks the protocol, and does not try for ever', async (test) => {
    const run = await scripted(test, async (peer) => {
      await admit(peer);
      peer.socket.write(Buffer.from([0, 0, 0, 2, 0x7b, 0x7d]));
      await peer.gone();
    });
    const { reason, error } = await run.client.closed;
    assert.equal(reason, 'protocol');
    assert.ok(error instanceof PartylineError);
  });

  it('is made anew where the server names rooms without end', async (test) => {
    const again = Promise.withResolvers<void>();
    const run = await scripted(test, async (peer, index) => {
      await admit(peer);
      if (index === 1) again.resolve();
      if (index === 0) await nameRooms(peer, limits.roomsPerClient + 1);
      await peer.gone();
    });
    await again.promise;
    const named = Object.keys(run.client.line.places.rooms).length;
    assert.ok(named <= limits.roomsPerClient, `${named} rooms are remembered`);
    await end(run);
  });

  it('ends where the server answers another request than was made, before login and after', async (test) => {
    const answers: readonly ((peer: Peer) => Promise<unknown>)[] = [
      async (peer) => {
        await greet(peer);
        const { id } = await peer.expect('resume');
        await peer.send(welcome(id + 1));
      },
      async (peer) => {
        const { id } = await admit(peer);
        await peer.send({ type: 'people', re: id + 100, people: [], more: 0 });
      },
    ];
    for (const answer of answers) {
      const run = await scripted(test, async (peer) => {
        await answer(peer);
        await peer.gone();
      });
      const { reason, error } = await run.client.closed;
      assert.equal(reason, 'protocol');
      assert.ok(error instanceof PartylineError && error.code === 'message.unexpected');
    }
  });
});
