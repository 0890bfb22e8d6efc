import assert from 'node:assert/strict';
import { once } from 'node:events';
import net from 'node:net';
import { after, before, describe, test } from 'node:test';
import { newToken, randomId } from '../../src/base/ids.ts';
import { localSocketPath } from '../../src/base/local-socket.ts';
import { formatAppToken } from '../../src/wire/app-token.ts';
import { scopeOf } from '../support/cleanup.ts';
import { Person, startCommand } from '../support/command.ts';
import { signUpOn } from '../support/joined-lines.ts';
import { greet, startScriptedServer, turnAway } from '../support/scripted-server.ts';
import { newFolder, startLine } from '../support/started-line.ts';
import { tmuxMissing } from '../terminal/tmux.ts';

/** A server that takes connections, and says nothing on them. */
async function silentServer(place: net.ListenOptions) {
  const sockets = new Set<net.Socket>();
  const server = net.createServer((socket) => {
    sockets.add(socket.on('error', () => {}));
  });
  server.listen(place);
  await once(server, 'listening');
  return () => {
    server.close();
    for (const socket of sockets) socket.destroy();
  };
}

describe('a command whose server takes connections and says nothing', () => {
  const scope = scopeOf(after);
  let data: string;
  let port: number;

  before(async () => {
    const { server } = await startLine(scope);
    data = newFolder(scope);
    port = server.port;
    const ann = await signUpOn(scope, server.address(), 'ann', { profile: data });
    await ann.close();
    await server.stop();
  });

  const noAnswer = (place: string, how: string) =>
    `-- There is no answer from ${place} yet. ${how}. Ctrl-C stops that`;

  test('says so on standard error, and prints nothing', async (t) => {
    const own = scopeOf((undo) => t.after(undo));
    const [folder, file] = [newFolder(own), `${newFolder(own)}/rooms`];
    const hangUp = await silentServer({ host: '127.0.0.1', port });
    own.after(hangUp);
    const hangUpHere = await silentServer({ path: localSocketPath(folder, process.platform) });
    own.after(hangUpHere);
    const once = 'Waiting up to [12]0 seconds for it';
    const place = `127.0.0.1:${port}`;
    const cases: [words: string[], told: string][] = [
      [['history', 'lobby'], noAnswer(place, once)],
      [['search', 'hello'], noAnswer(place, once)],
      [['download', 'lobby', '1'], noAnswer(place, once)],
      [['export', 'lobby'], noAnswer(place, once)],
      [['export', '--to', file], `${noAnswer(place, once)}; ${file} is not made then`],
      [['token', 'list'], noAnswer(place, once)],
      [['join', place], noAnswer(place, once)],
      [['tail'], noAnswer(place, 'Still trying until it works')],
      [
        ['tail', '--timeout', '1h'],
        noAnswer(place, String.raw`Still trying until .+ \(--timeout 1h\)`),
      ],
      [['status'], noAnswer(`the server of ${folder}`, once)],
    ];
    const commands = cases.map(([words]) => {
      const where = words[0] === 'status' ? folder : data;
      return startCommand(own, [...words, '--data', where], { quietMs: 1 });
    });
    await Promise.all(
      cases.map(([, told], index) => commands[index]?.untilErrors(new RegExp(`^${told}\\.\\n`))),
    );
    hangUp();
    hangUpHere();
    for (const [index, [words]] of cases.entries()) {
      const command = commands[index];
      if (words[0] === 'tail') command?.signal('SIGINT');
      const ended = await command?.ended();
      assert.equal(ended?.output, '', words.join(' '));
      assert.equal(ended?.code, words[0] === 'tail' ? 130 : 69, words.join(' '));
      assert.equal(ended?.errors.match(/There is no answer/g)?.length, 1, words.join(' '));
    }
  });

  test('says so too where the server is busy, and why', async (t) => {
    const own = scopeOf((undo) => t.after(undo));
    let isTold = false;
    const server = await startScriptedServer(
      async (peer) => {
        if (!isTold) return await turnAway(peer);
        await greet(peer);
        await peer.expect('attach');
        await peer.send({ type: 'bye', reason: 'banned', message: 'You are banned.' });
        await peer.gone();
      },
      { clear: true },
    );
    own.after(() => server.close());
    const { port } = server.address;
    const token = formatAppToken({
      fingerprint: undefined,
      session: randomId(16),
      secret: newToken(),
    });
    const env = { PARTYLINE_TOKEN: token, PARTYLINE_SERVER: `127.0.0.1:${port}` };
    const commands = [
      ['history', 'lobby'],
      ['search', 'hello'],
      ['download', 'lobby', '1'],
    ].map((words) => startCommand(own, words, { env, quietMs: 1 }));
    await Promise.all(commands.map((command) => command.untilErrors(/Ctrl-C stops that\.\n/)));
    isTold = true;
    for (const command of commands) {
      const { code, output, errors } = await command.ended();
      assert.deepEqual([code, output], [77, '']);
      // Whether the server has turned it away by then is chance.
      const busy = `The line is down: Full. Trying 127.0.0.1:${port} again until it works.`;
      const early = `There is no answer from 127.0.0.1:${port} yet.`;
      assert.ok(errors.startsWith(`-- ${busy}`) || errors.startsWith(`-- ${early}`), errors);
      assert.equal(errors.match(/Ctrl-C/g)?.length, 1);
    }
    assert.deepEqual(await server.failures(), []);
  });

  test('says nothing about it with --quiet', async (t) => {
    const own = scopeOf((undo) => t.after(undo));
    const hangUp = await silentServer({ host: '127.0.0.1', port });
    own.after(hangUp);
    const start = (...words: string[]) =>
      startCommand(own, ['history', 'lobby', '--data', data, ...words], { quietMs: 1 });
    const [quiet, told] = [start('--quiet'), start()];
    await told.untilErrors(/There is no answer/);
    hangUp();
    assert.doesNotMatch((await quiet.ended()).errors, /^--/m);
  });

  test('says so to a person who joins in lines on a terminal', { skip: tmuxMissing }, async (t) => {
    const own = scopeOf((undo) => t.after(undo));
    own.after(await silentServer({ host: '127.0.0.1', port }));
    const place = `127.0.0.1:${port}`;
    const person = new Person(own);
    const terminal = await person.terminal(['join', '--line', place], { columns: 120 });
    await terminal.waitFor(`${noAnswer(place, 'Waiting up to 20 seconds for it')}.`);
  });
});
