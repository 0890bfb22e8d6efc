import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { newToken, randomId } from '../../src/base/ids.ts';
import { formatAddress } from '../../src/wire/address.ts';
import { formatAppToken } from '../../src/wire/app-token.ts';
import type { MemberMessages, ServerMessages } from '../../src/wire/messages.ts';
import { exampleRoomState } from '../../src/wire/room-state.fixture.ts';
import { type Scope, scopeOf } from '../support/cleanup.ts';
import { startCuttingProxy } from '../support/cutting-proxy.ts';
import { type Ended, type Program, runProgram, startProgram } from '../support/program.ts';
import type { RawClient } from '../support/raw-client.ts';
import type { ReceivedMessages } from '../support/received.ts';
import {
  greet,
  lobby,
  lobbyEntries,
  type Peer,
  type ScriptedServer,
  startScriptedServer,
  welcome,
} from '../support/scripted-server.ts';
import { type StartedLine, startLine } from '../support/started-line.ts';
import { startTlsRelay } from '../support/tls-relay.ts';

const script = fileURLToPath(new URL('../../examples/client.py', import.meta.url));
const hasPython = spawnSync('python3', ['--version']).status === 0;
const skip = hasPython ? false : 'there is no python3 on this machine';

/** The client with these arguments, and its environment. */
function client(address: string, token: string, args: readonly string[]) {
  const command = ['python3', '-B', '-X', 'utf8', '-W', 'error', script, ...args];
  return [command, { env: { PARTYLINE_SERVER: address, PARTYLINE_TOKEN: token } }] as const;
}

function start(scope: Scope, address: string, token: string, ...args: string[]): Program {
  return startProgram(scope, ...client(address, token, args));
}

function run(address: string, token: string, ...args: string[]): Promise<Ended> {
  return runProgram(...client(address, token, args));
}

/** A client that goes on, with the lines that it prints. */
class Listener {
  readonly client: Program;
  #read = 0;

  constructor(client: Program) {
    this.client = client;
  }

  async rawLine(): Promise<string> {
    this.#read += 1;
    await this.client.untilLines(this.#read);
    return this.client.lines[this.#read - 1] ?? '';
  }

  /** The next lines, without the time in front of each. */
  async lines(count: number): Promise<string[]> {
    const lines: string[] = [];
    while (lines.length < count) {
      const line = await this.rawLine();
      assert.match(line, /^\d\d:\d\d /);
      lines.push(line.slice('00:00 '.length));
    }
    return lines;
  }
}

/** The next message in the lobby. */
async function heard(client: RawClient): Promise<ReceivedMessages['message']> {
  const message = await client.until('message');
  return message.room === 'lobby' ? message : heard(client);
}

describe('the client in Python', { skip }, () => {
  const scope = scopeOf(after);
  let line: StartedLine;
  let ana: RawClient;
  let bob: RawClient;

  before(async () => {
    line = await startLine(scope);
    ({ client: ana } = await line.signUp('ana'));
    ({ client: bob } = await line.signUp('bob'));
  });

  const createToken = async (name: string, grant: Partial<MemberMessages['token.create']> = {}) => {
    ana.request('token.create', { name, read: true, write: true, ...grant });
    const { session, secret } = await ana.until('token.created');
    const { fingerprint } = line.address;
    return { session, token: formatAppToken({ fingerprint, session, secret }) };
  };

  /** A client with a token of its own that is on the line already. */
  const join = async (command: string, port = line.address.port) => {
    const { session, token } = await createToken(`${command} ${port}`);
    const address = formatAddress({ ...line.address, port });
    const listener = new Listener(start(scope, address, token, command));
    await line.log.until('login', { session });
    return { listener, session };
  };

  test('ends with 0 when what it says is stored', async () => {
    const { token } = await createToken('says');
    const ended = await run(line.server.address(), token, 'say', 'lobby', 'hello', 'all');
    assert.deepEqual(ended, { code: 0, signal: null, output: '', errors: '' });
    const { from, text } = await heard(bob);
    assert.deepEqual([from, text], ['ana', 'hello all']);
  });

  test('says a text from standard input to a person, whatever is in it', async () => {
    const { token } = await createToken('writes');
    const said = 'Grüße, 日本 \u{1F600}\n"quoted" \\ line';
    const say = start(scope, line.server.address(), token, 'say', '@bob');
    say.endInput(said);
    const { code, errors } = await say.ended();
    assert.deepEqual([code, errors], [0, '']);
    const { room, text } = await bob.until('message');
    assert.notEqual(room, 'lobby');
    assert.equal(text, said);
  });

  test('prints what others say, harmless for a terminal, until it is interrupted', async () => {
    const { listener } = await join('listen');
    bob.post('first');
    bob.post('\u001b[2Jred\u202e\nand more', { kind: 'action' });
    assert.deepEqual(await listener.lines(2), [
      '[lobby] bob: first',
      '[lobby] * bob \ufffd[2Jred\ufffd',
    ]);
    assert.equal(await listener.rawLine(), '    and more');
    bob.post('only for you', { room: '@ana' });
    assert.deepEqual(await listener.lines(1), ['[@bob] bob: only for you']);
    listener.client.signal('SIGINT');
    const { code, errors } = await listener.client.ended();
    assert.deepEqual([code, errors], [130, '']);
    await line.log.until('connection.closed', { name: 'ana', reason: 'left' });
  });

  test('talks and listens at once, and ends with its input', async () => {
    const { listener } = await join('talk');
    listener.client.write('one\n\ntwo\n');
    assert.deepEqual(await listener.lines(2), ['[lobby] ana: one', '[lobby] ana: two']);
    bob.post('three');
    assert.deepEqual(await listener.lines(1), ['[lobby] bob: three']);
    listener.client.endInput('last, without an end of line');
    assert.equal((await listener.client.ended()).code, 0);
    const said: string[] = [];
    while (said.at(-1) !== 'last, without an end of line') said.push((await heard(bob)).text);
  });

  test('shows what was said while the line was cut, once and in order, the far past included', async () => {
    const proxy = await startCuttingProxy(line.address.port);
    scope.after(() => proxy.close());
    const { listener } = await join('listen', proxy.port);
    bob.post('before');
    assert.deepEqual(await listener.lines(1), ['[lobby] bob: before']);
    proxy.cuts = Array.from({ length: 1_000 }, () => ({ direction: 'toServer', afterBytes: 0 }));
    proxy.cutAll();
    const texts = Array.from({ length: 1_200 }, (_, index) => `said meanwhile: ${index}`);
    for (const said of texts) bob.post(said);
    for (const _ of texts) await bob.until('posted');
    proxy.cuts = [];
    assert.deepEqual(
      await listener.lines(texts.length),
      texts.map((said) => `[lobby] bob: ${said}`),
    );
    bob.post('after');
    assert.deepEqual(await listener.lines(1), ['[lobby] bob: after']);
    listener.client.signal('SIGINT');
    const { errors } = await listener.client.ended();
    assert.match(errors, /^The connection is lost, connecting again: /);
  });

  test('sends nothing to a server with another key', async () => {
    const relay = await startTlsRelay(line.address);
    scope.after(() => relay.close());
    const { token } = await createToken('careful');
    const address = formatAddress({ host: '127.0.0.1', port: relay.port, clear: false });
    const { code, errors } = await run(address, token, 'say', 'lobby', 'secret');
    assert.equal(code, 77);
    assert.match(errors, /^The key is not that of the server .* Nothing was sent\.\n$/);
    assert.equal(relay.connections, 1);
    assert.equal(relay.fromClients.length, 0);
  });

  test('ends with a sentence when its token is revoked, then and later', async () => {
    const { token, session } = await createToken('revoked');
    const listener = new Listener(start(scope, line.server.address(), token, 'listen'));
    await line.log.until('login', { session });
    ana.request('session.revoke', { session });
    await ana.until('revoked');
    const { code, errors } = await listener.client.ended();
    assert.equal(code, 77);
    assert.match(errors, /^[A-Z][^\n]+\.\n$/);
    const again = await run(line.server.address(), token, 'say', 'lobby', 'x');
    assert.equal(again.code, 77);
    assert.match(again.errors, /^The app token is not valid: .*\.\n$/);
  });

  test('says what it may not do, and what the server refuses', async () => {
    const { token } = await createToken('reads', { write: false });
    const address = line.server.address();
    const forbidden = await run(address, token, 'say', 'lobby', 'x');
    assert.equal(forbidden.code, 77);
    assert.match(forbidden.errors, /^This app token may not post/);
    const { token: writes } = await createToken('refused');
    const unknown = await run(address, writes, 'say', '@nobody', 'x');
    assert.equal(unknown.code, 65);
    assert.match(unknown.errors, /nobody/);
    assert.equal((await run(address, writes, 'say', 'lobby', ' ')).code, 65);
  });

  test('tells a wrong command line from a server that is not there', async () => {
    const { token } = await createToken('wrong');
    const wrong: [address: string, token: string, command: string][] = [
      [line.server.address(), token, 'shout'],
      [line.server.address(), token.slice(0, -1), 'listen'],
      ['http://localhost', token, 'listen'],
      ['localhost:70000', token, 'listen'],
      [line.server.address().replace(/#.*/, `#${newToken()}`), token, 'listen'],
      ['partyline+clear://localhost', token, 'listen'],
      ['', token, 'listen'],
    ];
    const codes = wrong.map(async (args) => (await run(...args)).code);
    assert.deepEqual(
      await Promise.all(codes),
      wrong.map(() => 64),
    );
    const gone = await startScriptedServer(async () => {});
    await gone.close();
    const address = formatAddress({ host: '127.0.0.1', port: gone.address.port, clear: false });
    const { code, errors } = await run(address, token, 'listen');
    assert.equal(code, 69);
    assert.match(errors, /^The server cannot be reached: /);
  });
});

/** Runs a program that imports the client; returns what it prints. */
function runSource(source: string, input: string): string {
  const env = { ...process.env, PYTHONPATH: dirname(script) };
  const { stdout, stderr } = spawnSync('python3', ['-B', '-X', 'utf8', '-c', source], {
    env,
    input,
    encoding: 'utf8',
  });
  assert.equal(stderr, '');
  return stdout;
}

test('reads app tokens as the vectors say', { skip }, () => {
  const vectors = readFileSync(new URL('../vectors/app-tokens.json', import.meta.url), 'utf8');
  const source = `
import client, json, sys
vectors = json.load(sys.stdin)
for token in vectors["tokens"]:
    parts = (token.get("fingerprint", ""), token["session"], token["secret"])
    assert client.parse_token(token["text"].strip()) == parts, token
for refused in vectors["refused"]:
    try:
        client.parse_token(refused["text"].strip())
        assert False, refused
    except client.LineError:
        print(refused["name"])
`;
  const { refused } = JSON.parse(vectors) as { refused: { name: string }[] };
  assert.equal(runSource(source, vectors), refused.map(({ name }) => `${name}\n`).join(''));
  assert.ok(refused.length > 3);
});

/** Takes an attach and answers with a welcome; returns both. */
async function admit(peer: Peer, overrides: Partial<ServerMessages['welcome']> = {}) {
  await greet(peer);
  const attach = await peer.expect('attach');
  const greeting = welcome(attach.id, { deviceToken: null, ...overrides });
  await peer.send(greeting);
  return { attach, token: greeting.token };
}

async function leave(peer: Peer): Promise<void> {
  await peer.expect('bye');
  await peer.send({ type: 'bye', reason: 'left', message: 'Goodbye.' });
  peer.socket.end();
}

describe('the client in Python, with a server that follows a script', { skip }, () => {
  const scope = scopeOf(after);
  const token = formatAppToken({
    fingerprint: undefined,
    session: randomId(16),
    secret: newToken(),
  });

  const serve = async (play: (peer: Peer, index: number) => Promise<void>) => {
    const server = await startScriptedServer(play, { clear: true });
    scope.after(() => server.close());
    return server;
  };

  const runAgainst = async (server: ScriptedServer, ...args: string[]) => {
    const ended = await run(formatAddress(server.address), token, ...args);
    assert.deepEqual(await server.failures(), []);
    return ended;
  };

  test('sends a post whose answer was lost again, with the same mid', async () => {
    const posts: MemberMessages['post'][] = [];
    const server = await serve(async (peer, index) => {
      const { attach, token } = await admit(peer, { rooms: [lobby(7)] });
      const known = { epoch: 'E'.repeat(22), cursors: { lobby: 7 } };
      if (index > 0) assert.deepEqual(attach, { ...attach, ...known });
      else assert.ok(!('cursors' in attach));
      const post = await peer.expect('post');
      assert.equal(post.token, token);
      posts.push(post);
      if (index === 0) return void peer.socket.destroy();
      const { id: re } = post;
      await peer.send({ type: 'posted', re, room: 'lobby', seq: 1, at: 1, away: false });
      await leave(peer);
    });
    const { code } = await runAgainst(server, 'say', 'lobby', 'once');
    assert.equal(code, 0);
    assert.equal(posts.length, 2);
    const [first, second] = posts.map(({ token: _, ...post }) => post);
    assert.deepEqual(second, first);
  });

  test('fetches what is missing, drops what comes twice, and answers pings', async () => {
    const server = await serve(async (peer) => {
      await admit(peer, { rooms: [lobby(2)] });
      for (const seq of [3, 3, 6]) await peer.send(lobbyEntries(seq));
      const answer = async (first: number, count: number) => {
        const { id: re, after } = await peer.expect('history');
        const runs = count === 0 ? [] : lobbyEntries(first, count).runs;
        await peer.send({ type: 'history', re, room: 'lobby', first, runs, more: false });
        return after;
      };
      assert.equal(await answer(4, 2), 3);
      assert.equal(await answer(6, 1), 5);
      await peer.send(lobbyEntries(9));
      assert.equal(await answer(7, 0), 6, 'what is gone is passed over');
      await peer.send({ type: 'ping', mark: 'mark-001' });
      assert.equal((await peer.expect('pong')).mark, 'mark-001');
      await peer.send(lobbyEntries(10));
      await peer.send({ type: 'bye', reason: 'kicked', message: 'The operator says no.' });
      await peer.gone();
    });
    const { code, output, errors } = await runAgainst(server, 'listen');
    const shown = output
      .trim()
      .split('\n')
      .map((said) => said.split(' ').at(-1));
    assert.deepEqual(shown, ['#3', '#4', '#5', '#6', '#10']);
    assert.match(errors, /gone.*\nThe operator says no\.\n$/);
    assert.equal(code, 77);
  });

  test('goes back to where the histories part, when the server goes on from an older copy', async () => {
    const [first, second] = ['1'.repeat(11), '2'.repeat(11)];
    const server = await serve(async (peer, index) => {
      if (index === 0) {
        await admit(peer, { terms: [first], rooms: [lobby(2)] });
        await peer.send(lobbyEntries(3, 2));
        await peer.send({ type: 'bye', reason: 'server.stopping', message: 'Bye.' });
        await peer.gone();
        return;
      }
      await admit(peer, { terms: [second, first], rooms: [lobby(4)] });
      const { id: re, terms, cursors } = await peer.expect('history.compare');
      assert.deepEqual([terms, cursors], [[first], { lobby: 4 }]);
      await peer.send(lobbyEntries(5));
      await peer.send({ type: 'history.common', re, term: first, parted: { lobby: 3 } });
      const { id, after } = await peer.expect('history');
      assert.equal(after, 3);
      const { runs } = lobbyEntries(4, 2);
      await peer.send({ type: 'history', re: id, room: 'lobby', first: 4, runs, more: false });
      await peer.send({ type: 'bye', reason: 'kicked', message: 'The operator says no.' });
      await peer.gone();
    });
    const { output, errors } = await runAgainst(server, 'listen');
    const shown = output
      .trim()
      .split('\n')
      .map((said) => said.split(' ').at(-1));
    assert.deepEqual(shown, ['#3', '#4', '#4', '#5']);
    assert.match(errors, /older copy of its history.* it has lost: 1\./);
  });

  test('fetches a conversation that was begun while the line was cut from its beginning', async () => {
    const room = 'r0000000000000cat';
    const begun = exampleRoomState({ room, name: '@cat', last: 1, after: 1 });
    const server = await serve(async (peer, index) => {
      if (index === 0) {
        await admit(peer);
        return void peer.socket.destroy();
      }
      await admit(peer, { rooms: [lobby(), begun] });
      const { id: re, room: asked, after } = await peer.expect('history');
      assert.deepEqual([asked, after], [room, 0]);
      const { runs } = lobbyEntries(1);
      await peer.send({ type: 'history', re, room, first: 1, runs, more: false });
      await peer.send({ type: 'bye', reason: 'kicked', message: 'The operator says no.' });
      await peer.gone();
    });
    const { output } = await runAgainst(server, 'listen');
    assert.match(output, /^\d\d:\d\d \[@cat\] bob: #1\n$/);
  });

  test('names a server that does not keep to the protocol', async () => {
    const broken: ((peer: Peer) => unknown)[] = [
      (peer) => peer.socket.write(Buffer.from([0, 0, 0, 0])),
      (peer) => peer.socket.write(Buffer.from([0xff, 0xff, 0xff, 0xff])),
      (peer) => peer.socket.write(Buffer.from('\0\0\0\x05hello')),
      (peer) => peer.socket.write(Buffer.from('\0\0\0\x02[]')),
      (peer) => peer.send({ type: 'entries' } as never),
    ];
    for (const breakIt of broken) {
      const server = await serve(async (peer) => {
        await admit(peer);
        await breakIt(peer);
        await peer.gone();
      });
      const { code, errors } = await runAgainst(server, 'listen');
      assert.equal(code, 76, errors);
      assert.match(errors, /^The server sent .*\.\n$/);
    }
  });
});
