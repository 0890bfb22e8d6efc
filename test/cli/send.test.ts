import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { newToken, randomId } from '../../src/base/ids.ts';
import type { LineMessage } from '../../src/index.ts';
import { formatAddress } from '../../src/wire/address.ts';
import { formatAppToken } from '../../src/wire/app-token.ts';
import { sourceFile } from '../support/built.ts';
import { type Scope, scopeOf } from '../support/cleanup.ts';
import { partyline, runCommand, startCommand } from '../support/command.ts';
import { numbered, signUpOn, take } from '../support/joined-lines.ts';
import { bareEnvironment, type Ended, runProgram } from '../support/program.ts';
import { type ScriptLine, startScriptLine } from '../support/script-line.ts';
import {
  greet,
  type Peer,
  startScriptedServer,
  turnAway,
  welcome,
} from '../support/scripted-server.ts';
import { newFolder, startLine } from '../support/started-line.ts';

const done = { code: 0, signal: null, output: '', errors: '' };
const refused = (code: number, sentence: string) => ({
  code,
  signal: null,
  output: '',
  errors: `${sentence}\n`,
});

/** Waits until a message with this text comes. */
async function hears(messages: AsyncIterator<LineMessage, undefined>, text: string): Promise<void> {
  for (;;) {
    const [message] = await take(messages, 1);
    if (message?.text === text) return;
  }
}

describe('partyline send', () => {
  const scope = scopeOf(after);
  let line: ScriptLine;

  before(async () => {
    line = await startScriptLine(scope);
  });

  /** The messages that a room has more than before. */
  async function news(work: () => Promise<unknown>, room = 'lobby'): Promise<string[]> {
    const before = (await line.texts(room).catch(() => [])).length;
    await work();
    return (await line.texts(room)).slice(before);
  }

  test('sends its arguments as one message, and is silent when it is stored', async () => {
    const sent = await news(async () => {
      assert.deepEqual(await line.run(['send', 'lobby', 'hello', 'all of', 'you']), done);
      assert.deepEqual(await line.run(['send', 'LOBBY', '--', '-1', 'is low']), done);
    });
    assert.deepEqual(sent, ['hello all of you', '-1 is low']);
  });

  test('sends the whole of standard input as one message, less its last line end', async () => {
    const inputs = ['one\n\ntwo\n\n', 'no end', 'dos\r\n', 'ünïcödé 🔔\n'];
    const sent = await news(async () => {
      for (const input of inputs) {
        assert.deepEqual(await line.run(['send', 'lobby'], { input }), done);
      }
    });
    assert.deepEqual(sent, ['one\n\ntwo\n', 'no end', 'dos', 'ünïcödé 🔔']);
  });

  test('takes CR LF for a line end, and a byte order mark for nothing', async () => {
    const sent = await news(async () => {
      assert.deepEqual(await line.run(['send', 'lobby'], { input: '\ufeffone\r\ntwo\r\n' }), done);
      const input = '\ufeffthree\r\nfo\u2028ur\u2029\u0085\r\n';
      assert.deepEqual(await line.run(['send', 'lobby', '--lines'], { input }), done);
    });
    assert.deepEqual(sent, ['one\ntwo', 'three', 'fo\u2028ur\u2029\u0085']);
  });

  test('refuses what is not UTF-8 with its place, and sends nothing of it', async () => {
    const place = (source: string, byte: number) =>
      refused(
        65,
        `Cannot read ${source}: it is not UTF-8, and byte ${byte} is the first that does not fit. Convert it first, such as with iconv.`,
      );
    const input = Buffer.from('fine\nna\xefve\nnever\n', 'latin1');
    const sent = await news(async () => {
      const whole = await line.run(['send', 'lobby'], { input });
      assert.deepEqual(whole, place('line 2 of standard input', 3));
      const split = await line.run(['send', 'lobby', '--split'], { input });
      assert.deepEqual(split, place('line 2 of standard input', 3));
    });
    assert.deepEqual(sent, []);
    const lines = await news(async () => {
      const ended = await line.run(['send', 'lobby', '--lines'], { input });
      assert.deepEqual(ended, place('line 2 of standard input', 3));
    });
    assert.deepEqual(lines, ['fine']);
    // Node's own way to start a program cannot give it such an argument.
    const shell = spawnSync(
      'sh',
      ['-c', `exec "$0" "$1" send lobby "caf$(printf '\\351')"`, ...partyline([])],
      {
        encoding: 'utf8',
        env: { ...bareEnvironment, XDG_DATA_HOME: join(line.data, '../..') },
      },
    );
    assert.deepEqual([shell.status, shell.stdout], [65, '']);
    assert.match(shell.stderr, /^Cannot read argument 3: it is not UTF-8, and byte 4 is /);
  });

  test('prints what was acknowledged with --json', async () => {
    const { code, output, errors } = await line.run(['send', '@Ben', '--json', 'psst']);
    assert.deepEqual([code, errors], [0, '']);
    const { at, mid, room, ...rest } = JSON.parse(output);
    assert.deepEqual(rest, { seq: 1, away: false });
    assert.equal(room, '@ben');
    assert.match(mid, /^[\w-]{22}$/);
    assert.ok(Math.abs(Date.now() - Date.parse(at)) < 60_000);
    assert.deepEqual(Object.keys(JSON.parse(output)), ['room', 'seq', 'at', 'mid', 'away']);
    assert.deepEqual(await line.texts('@ben'), ['psst']);
  });

  test('refuses what is no room, and says how a person is written', async () => {
    assert.deepEqual(
      await line.run(['send', 'ben', 'hello']),
      refused(
        64,
        `There is no room "ben": write #ben for a room, @ben for a person, or lobby. A shell needs quotes around a room: '#ops'.`,
      ),
    );
    const { code, errors } = await line.run(['send', '@', 'hello']);
    assert.equal(code, 64);
    assert.match(errors, /^@: /);
    const stranger = await line.run(['send', '@nobody', 'hello']);
    assert.deepEqual(stranger, refused(65, 'There is nobody called nobody on this line.'));
  });

  test('refuses an empty text and one that is too long, naming the limit', async () => {
    const sent = await news(async () => {
      for (const input of ['', '\n', '\r\n']) {
        const sentence = 'There is nothing to send: the text is empty.';
        assert.deepEqual(await line.run(['send', 'lobby'], { input }), refused(65, sentence));
      }
      const most = 'and a message takes at most 16,384: --split cuts a text at line ends.';
      const long = 'é'.repeat(8_193);
      assert.deepEqual(
        await line.run(['send', 'lobby', long]),
        refused(65, `The text has 16,386 bytes, ${most}`),
      );
      assert.deepEqual(
        await line.run(['send', 'lobby'], { input: `${long}${long}` }),
        refused(65, `The text has more than 16,384 bytes, ${most}`),
      );
      assert.deepEqual(
        await line.run(['send', 'lobby'], { input: `${'é'.repeat(8_192)}\n` }),
        done,
      );
    });
    assert.deepEqual(sent, ['é'.repeat(8_192)]);
  });

  test('cuts a long text at line ends with --split', async () => {
    const lines = Array.from({ length: 40 }, (_, index) => `${index} `.padEnd(1_000, 'x'));
    const sent = await news(async () => {
      const input = `${lines.join('\n')}\n`;
      assert.deepEqual(await line.run(['send', 'lobby', '--split'], { input }), done);
      const long = `short\n${'y'.repeat(16_385)}`;
      const { code, errors } = await line.run(['send', 'lobby', '--split'], { input: long });
      assert.equal(code, 65);
      assert.match(errors, /^Line 2 has 16,385 bytes, and a message takes at most 16,384: /);
    });
    assert.deepEqual(
      sent.map((text) => text.split('\n').length),
      [16, 16, 8],
    );
    assert.equal(sent.join('\n'), lines.join('\n'));
  });

  test('sends line by line with --lines, in order, and prints each acknowledgement', async () => {
    const lines = numbered('line', 900);
    const seqs: number[] = [];
    const sent = await news(async () => {
      const input = lines.join('\n\n');
      const { code, output } = await line.run(['send', 'lobby', '--lines', '--json'], { input });
      assert.equal(code, 0);
      for (const each of output.trim().split('\n')) seqs.push(JSON.parse(each).seq);
    });
    assert.deepEqual(sent, lines);
    assert.deepEqual(
      seqs,
      lines.map((_, index) => (seqs[0] ?? 0) + index),
    );
  });

  test('sends each line as it comes', async (t) => {
    const messages = line.ben.messages();
    const command = line.start(t, ['send', 'lobby', '--lines']);
    for (const text of ['first', 'second']) {
      command.write(`${text}\n`);
      await hears(messages, text);
    }
    await messages.return?.();
    command.endInput('third, without an end');
    assert.deepEqual(await command.ended(), done);
    assert.equal((await line.texts()).at(-1), 'third, without an end');
  });

  test('ends at the first line that cannot be sent, without waiting for the next', async (t) => {
    const command = line.start(t, ['send', 'lobby', '--lines']);
    command.write(`good\n${'x'.repeat(16_385)}\nnever\n`);
    const { code, errors } = await command.ended();
    assert.equal(code, 65);
    assert.match(errors, /^Line 2 has 16,385 bytes, and a message takes at most 16,384: /);
    const { code: unknown } = await line.run(['send', '@nobody', '--lines'], { input: 'a\nb\n' });
    assert.equal(unknown, 65);
  });

  test('disturbs nothing of a client that runs with the same session', async () => {
    const files = () =>
      readdirSync(line.data, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && entry.name.endsWith('.json'))
        .map(({ parentPath, name }) => readFileSync(join(parentPath, name), 'utf8'));
    const states: string[] = [];
    line.ann.on('state', ({ type }) => states.push(type));
    const [saved, sessions] = [files(), await line.ann.account.sessions()];
    assert.deepEqual(await line.run(['send', 'lobby', 'beside']), done);
    assert.deepEqual(files(), saved);
    assert.deepEqual(await line.ann.account.sessions(), sessions);
    assert.deepEqual(states, []);
  });

  test('stores a message once under one key, however often it is run', async () => {
    const again = ['send', 'lobby', '--json', '--mid', 'build-7', 'green'];
    const sent = await news(async () => {
      const first = await line.run(again);
      assert.equal(first.code, 0);
      const { mid } = JSON.parse(first.output);
      assert.deepEqual(await line.run(again), first);
      assert.deepEqual(await line.run(['send', 'lobby', '--json', '--mid', mid, 'green']), first);
      const other = await line.run(['send', 'lobby', '--mid', 'build-7', 'red']);
      assert.deepEqual([other.code, other.output], [65, '']);
    });
    assert.deepEqual(sent, ['green']);
    const { code, errors } = await line.run(['send', 'lobby', '--mid', 'x', '--lines']);
    assert.equal(code, 64);
    assert.match(errors, /^Option '--mid <KEY>' cannot be used with option '--lines'\.\n/);
  });

  test('goes by an app token, and no further than that may', async () => {
    const env = await line.tokenOf('lobby-only', { read: false, rooms: ['lobby'] });
    assert.deepEqual(await runCommand(['send', 'lobby', 'by token'], { env }), done);
    assert.equal((await line.texts()).at(-1), 'by token');
    const { code, errors } = await runCommand(['send', '@ben', 'by token'], { env });
    assert.equal(code, 77);
    assert.match(errors, /^This app token may not post/);
  });

  test('does not succeed where nobody answers', async (t) => {
    const silent = net.createServer();
    silent.listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as net.AddressInfo;
    t.after(() => silent.close());
    const env = { ...(await line.tokenOf('nowhere')), PARTYLINE_SERVER: `127.0.0.1:${port}` };
    const wait = (time: string) =>
      runCommand(['send', 'lobby', '--timeout', time, 'hello'], { env });
    const sentence = 'There was no connection within 1 second.';
    assert.deepEqual(await wait('1s'), refused(75, sentence));
    silent.close();
    const nobody = `There was no connection within 4 seconds. Nothing listens on 127.0.0.1:${port}: is the server running?`;
    assert.deepEqual(await wait('4s'), refused(75, nobody));
  });

  test('waits for a server that is not there yet, and says nothing when it was', async (t) => {
    const own = scopeOf((undo) => t.after(undo));
    const first = await startLine(own);
    const { port } = first.server;
    const ann = await signUpOn(own, first.server.address(), 'ann');
    const { token } = await ann.account.createToken({ name: 'early', read: true, write: true });
    await ann.close();
    await first.server.stop();
    const env = { PARTYLINE_TOKEN: token, PARTYLINE_SERVER: `127.0.0.1:${port}` };
    const sent = startCommand(own, ['send', 'lobby', 'early'], { env });
    const tail = startCommand(own, ['tail', 'lobby', '--json', '--since', '0', '--count', '1'], {
      env,
    });
    await tail.untilErrors(/is the server running\? Trying .+ again until it works\. .+\n/);
    await startLine(own, { dataFolder: first.folder, port });
    assert.deepEqual(await sent.ended(), done);
    const heard = await tail.ended();
    assert.deepEqual([heard.code, JSON.parse(heard.output).text], [0, 'early']);
    assert.match(heard.errors, /^-- The line is down: .+\n-- The line is up\.\n$/);
  });

  test('says once on standard error that it still waits, for what, until when, and what Ctrl-C leaves', async (t) => {
    const own = scopeOf((undo) => t.after(undo));
    const first = await startLine(own);
    const { port } = first.server;
    const ann = await signUpOn(own, first.server.address(), 'ann');
    const { token } = await ann.account.createToken({ name: 'gone', read: true, write: true });
    await ann.close();
    await first.server.stop();
    const place = `127.0.0.1:${port}`;
    const env = { PARTYLINE_TOKEN: token, PARTYLINE_SERVER: place };
    const quiet = startCommand(own, ['send', 'lobby', '--quiet', 'one'], { env, quietMs: 1 });
    const sent = startCommand(own, ['send', 'lobby', 'two'], { env, quietMs: 1 });
    // Whether the first attempt has failed by then is chance.
    const [, why, how] = await sent.untilErrors(
      /^-- (.+) (?:Still trying|Trying \S+ again) (.+)\n/,
    );
    assert.ok(
      why === `There is no answer from ${place} yet.` ||
        why === `The line is down: Nothing listens on ${place}: is the server running?`,
      why,
    );
    assert.match(
      how ?? '',
      /^until \S+ \(--timeout 30s\)\. Ctrl-C stops that; nothing has been sent\.$/,
    );
    await startLine(own, { dataFolder: first.folder, port });
    const { code, output, errors } = await sent.ended();
    assert.deepEqual([code, output], [0, '']);
    // A server that takes more than a moment to acknowledge is another wait.
    assert.match(errors, /^-- .+; nothing has been sent\.\n-- The line is up\.\n(?!.*nothing has)/);
    assert.deepEqual(await quiet.ended(), done);
  });

  test('says what to do where there is no session', async (t) => {
    const data = newFolder(scopeOf((undo) => t.after(undo)));
    const nowhere = await runCommand(['send', 'lobby', 'hello', '--data', data]);
    assert.deepEqual([nowhere.code, nowhere.output], [64, '']);
    assert.match(nowhere.errors, /^No server was used before: /);
    const stranger = await runCommand([
      'send',
      'lobby',
      'x',
      '--data',
      data,
      '--server',
      'localhost',
    ]);
    assert.equal(stranger.code, 64);
    assert.match(stranger.errors, /^There is no saved session on localhost:7278: join it once/);
    const env = { PARTYLINE_TOKEN: 'plt_x' };
    const half = await runCommand(['send', 'lobby', 'x'], { env });
    assert.equal(half.code, 64);
    assert.match(half.errors, /^PARTYLINE_TOKEN does not say where the server is: /);
    const whole = await runCommand(['send', 'lobby', 'x'], {
      env: { ...env, PARTYLINE_SERVER: 'x' },
    });
    assert.deepEqual([whole.code, whole.errors.includes('not whole')], [64, true]);
  });

  test('loads no prompts, no line editor, no passwords and no server', async () => {
    const hook = join(newFolder(scope), 'trace.mjs');
    writeFileSync(
      hook,
      `import { registerHooks } from 'node:module';
      registerHooks({ load(url, context, next) { console.error(url); return next(url, context); } });`,
    );
    const env = { XDG_DATA_HOME: join(line.data, '../..'), NODE_OPTIONS: `--import=${hook}` };
    const words = [process.execPath, sourceFile, 'send', 'lobby', 'quick'];
    const { code, errors } = await runProgram(words, { env });
    assert.equal(code, 0);
    assert.match(errors, /\/src\/cli\/send\.ts\n/);
    const unwanted =
      /node_modules\/(?!commander|typebox).*|src\/(server|store|journal)\/.*|\/(prompts|screen|messages)\.ts/;
    assert.equal(unwanted.exec(errors)?.[0], undefined);
  });

  test('takes no token from the command line', async () => {
    const { code, errors } = await line.run(['send', 'lobby', 'x', '--token=plt_secret']);
    assert.equal(code, 64);
    assert.match(errors, /set PARTYLINE_TOKEN/);
    assert.doesNotMatch(errors, /secret/);
  });

  test('says what is wrong with an option', async () => {
    const cases: [string[], string][] = [
      [
        ['--timeout', '5'],
        '--timeout: 5 is not a length of time: write a number and s, m, h, d or w, such as 90d.',
      ],
      [
        ['--lines'],
        '--lines takes messages from standard input, so there can be no text among the arguments.',
      ],
    ];
    for (const [args, sentence] of cases) {
      assert.deepEqual(await line.run(['send', 'lobby', 'x', ...args]), refused(64, sentence));
    }
    const { code, errors } = await line.run(['send', 'lobby', '--lines', '--split']);
    assert.equal(code, 64);
    assert.match(errors, /^Option '--lines' cannot be used with option '--split'\.\n/);
  });
});

describe('partyline send, to a server that follows a script', () => {
  const token = formatAppToken({
    fingerprint: undefined,
    session: randomId(16),
    secret: newToken(),
  });

  /** Runs the command against a script. */
  async function run(
    scope: Scope,
    args: readonly string[],
    play: (peer: Peer, index: number) => Promise<void>,
  ): Promise<Ended> {
    const server = await startScriptedServer(play, { clear: true });
    scope.after(() => server.close());
    const env = { PARTYLINE_SERVER: formatAddress(server.address), PARTYLINE_TOKEN: token };
    const ended = await runCommand(['send', 'lobby', ...args], { env });
    assert.deepEqual(await server.failures(), []);
    return ended;
  }

  /** Lets a program in that wants no messages and is not to be seen. */
  async function admit(peer: Peer): Promise<void> {
    await greet(peer);
    const { id, receive, present } = await peer.expect('attach');
    assert.deepEqual({ receive, present }, { receive: false, present: false });
    await peer.send(welcome(id, { deviceToken: null }));
  }

  async function say(peer: Peer, { id: re }: { id: number }, seq: number): Promise<void> {
    await peer.send({ type: 'posted', re, room: 'lobby', seq, at: 1, away: false });
  }

  async function leave(peer: Peer): Promise<void> {
    await peer.expect('bye');
    await peer.send({ type: 'bye', reason: 'left', message: 'Goodbye.' });
    peer.socket.end();
  }

  test('sends again, under the same id, what was on its way when the line was cut', async (t) => {
    const mids: string[] = [];
    const ended = await run(
      scopeOf((undo) => t.after(undo)),
      ['once'],
      async (peer, index) => {
        await admit(peer);
        const post = await peer.expect('post');
        mids.push(post.mid);
        if (index === 0) return void peer.socket.destroy();
        await say(peer, post, 7);
        await leave(peer);
      },
    );
    assert.deepEqual(ended, done);
    assert.equal(mids.length, 2);
    assert.equal(mids[0], mids[1]);
  });

  test('gives up when nothing is acknowledged, and says that it may be stored', async (t) => {
    const args = ['--timeout', '4s', 'hello'];
    const ended = await run(
      scopeOf((undo) => t.after(undo)),
      args,
      async (peer) => {
        await admit(peer);
        await peer.expect('post');
        await peer.gone();
      },
    );
    assert.deepEqual(
      ended,
      refused(
        75,
        'The server has acknowledged nothing for 4 seconds; what was sent may be stored all the same.',
      ),
    );
  });

  test('says once that the server does not acknowledge, and that the message may be stored', async (t) => {
    const own = scopeOf((undo) => t.after(undo));
    const told = Promise.withResolvers<void>();
    const server = await startScriptedServer(
      async (peer) => {
        await admit(peer);
        const post = await peer.expect('post');
        await told.promise;
        await say(peer, post, 7);
        await leave(peer);
      },
      { clear: true },
    );
    own.after(() => server.close());
    const place = formatAddress(server.address);
    const env = { PARTYLINE_SERVER: place, PARTYLINE_TOKEN: token };
    const command = startCommand(own, ['send', 'lobby', 'hello'], { env, quietMs: 1 });
    // Something on the way may be slow as well, and is told before.
    await command.untilErrors(
      /^-- There is no answer from 127\.0\.0\.1:\d+ yet\. Waiting until \S+ \(--timeout 30s\)\. Ctrl-C stops that; what was sent may be stored all the same\.\n/m,
    );
    told.resolve();
    const { code, output, errors } = await command.ended();
    assert.deepEqual([code, output], [0, '']);
    assert.equal(errors.match(/may be stored/g)?.length, 1);
    assert.deepEqual(await server.failures(), []);
  });

  test('says at its end that the server was busy all the time', async (t) => {
    const own = scopeOf((undo) => t.after(undo));
    const ended = await run(own, ['--timeout', '4s', 'hello'], turnAway);
    assert.deepEqual(ended, refused(75, 'There was no connection within 4 seconds. Full.'));
  });

  test('says why when the server ends it', async (t) => {
    const ended = await run(
      scopeOf((undo) => t.after(undo)),
      ['hello'],
      async (peer) => {
        await admit(peer);
        await peer.expect('post');
        await peer.send({ type: 'bye', reason: 'banned', message: 'You are \x1b[2Jbanned.' });
        await peer.gone();
      },
    );
    assert.deepEqual(ended, refused(77, 'You are \ufffd[2Jbanned.'));
  });
});
