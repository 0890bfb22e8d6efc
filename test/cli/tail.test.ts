import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { text as textOf } from 'node:stream/consumers';
import { after, before, describe, test } from 'node:test';
import { newToken, randomId } from '../../src/base/ids.ts';
import { formatAddress } from '../../src/wire/address.ts';
import { formatAppToken } from '../../src/wire/app-token.ts';
import { scopeOf } from '../support/cleanup.ts';
import { partyline, runCommand, startCommand, startCommandProcess } from '../support/command.ts';
import { startCuttingProxy } from '../support/cutting-proxy.ts';
import { numbered } from '../support/joined-lines.ts';
import { type ScriptLine, startScriptLine } from '../support/script-line.ts';
import { startScriptedServer, turnAway } from '../support/scripted-server.ts';

const hourMs = 3_600_000;

const textsOf = (lines: readonly string[]): string[] => lines.map((line) => JSON.parse(line).text);

/** The time in front of a message; that of one of yesterday has its day in front. */
const shownTime = /^(?:\d+ \w{3} (?:\d{4} )?)?\d\d:\d\d/gm;

describe('partyline tail', () => {
  const scope = scopeOf(after);
  let line: ScriptLine;

  before(async () => {
    line = await startScriptLine(scope);
    line.started.clock.advance(-2 * hourMs);
    await line.ann.send('one');
    await line.ben.send('two\n\x1b[2Jlines \u202e\u009b');
    await line.ben.send('waves', { kind: 'action' });
    await line.ben.send('psst', { to: 'ann' });
    await line.ann.send('what?', { to: 'ben' });
    line.started.clock.advance(2 * hourMs);
  });

  const lobby = ['one', 'two\n\x1b[2Jlines \u202e\u009b', 'waves'];

  /** The last sequence number of the lobby. */
  async function lastSeq(): Promise<number> {
    return (await line.texts()).length;
  }

  test('prints a line of JSON for each message, with the fields that are documented', async () => {
    const { code, output, errors } = await line.run([
      ...['tail', '@ben', 'lobby', '--since', '3h', '--count', '5', '--json'],
    ]);
    assert.deepEqual([code, errors], [0, '']);
    assert.match(output, /^[\x20-\x7e\n]*$/, 'nothing but ASCII');
    const messages = output
      .trim()
      .split('\n')
      .map((each) => JSON.parse(each));
    const ofLobby = messages.filter(({ room }) => room === 'lobby');
    const ofBen = messages.filter(({ room }) => room !== 'lobby');
    assert.deepEqual(
      ofLobby.map(({ at: _, ...rest }) => rest),
      lobby.map((text, index) => ({
        room: 'lobby',
        seq: index + 1,
        from: index === 0 ? 'ann' : 'ben',
        kind: index === 2 ? 'action' : 'text',
        text,
      })),
    );
    assert.deepEqual(
      ofBen.map(({ room, seq, from, text }) => [room, seq, from, text]),
      [
        ['@ben', 1, 'ben', 'psst'],
        ['@ben', 2, 'ann', 'what?'],
      ],
    );
    for (const message of messages) {
      const fields = ['room', 'seq', 'at', 'from', 'kind', 'text'];
      assert.deepEqual(Object.keys(message), fields);
      assert.equal(new Date(message.at).toISOString(), message.at);
    }
  });

  test('prints messages as the client shows them, harmless to a terminal', async () => {
    const ofLobby = await line.run(['tail', 'lobby', '--since', '0', '--count', '3']);
    assert.equal(
      ofLobby.output.replaceAll(shownTime, 'HH:MM'),
      'HH:MM ann: one\nHH:MM ben: two\n      | \ufffd[2Jlines \ufffd\ufffd\nHH:MM * ben waves\n',
    );
    const ofBen = await line.run(['tail', '@ben', '--since', '0', '--count', '2']);
    assert.equal(
      ofBen.output.replaceAll(shownTime, 'HH:MM'),
      'HH:MM ben → you: psst\nHH:MM you → ben: what?\n',
    );
  });

  test('begins after a sequence number, and goes on with what is said', async (t) => {
    const seq = await lastSeq();
    await line.ann.send('before');
    const tail = line.start(t, ['tail', 'lobby', '--json', '--since', `${seq}`]);
    await tail.untilLines(1);
    await line.ben.send('not for this room', { to: 'ann' });
    await line.ann.send('after');
    await tail.untilLines(2);
    assert.deepEqual(textsOf(tail.lines), ['before', 'after']);
    tail.signal('SIGINT');
    assert.deepEqual(await tail.ended(), {
      code: 130,
      signal: null,
      output: tail.output,
      errors: '',
    });
  });

  test('begins with a time', async () => {
    await line.ann.send('now');
    const recent = await line.run(['tail', '--json', '--since', '1h', '--count', '1']);
    assert.ok(!lobby.includes(JSON.parse(recent.output).text));
    const all = await line.run(['tail', 'lobby', '--json', '--since', '3h', '--count', '1']);
    assert.equal(JSON.parse(all.output).text, 'one');
  });

  test('is not seen by others, and changes nothing of what the person has read', async (t) => {
    const [sessions, people] = [await line.ann.account.sessions(), await line.ben.who()];
    const tail = line.start(t, ['tail', '--json', '--since', '3h']);
    await tail.untilLines(5);
    assert.deepEqual(await line.ann.account.sessions(), sessions);
    assert.deepEqual(await line.ben.who(), people);
  });

  test('ends when nobody reads any more, quietly', async () => {
    const env = { ...process.env, ...(await line.tokenOf('head')) };
    const script = 'set -o pipefail; "$0" "$1" tail lobby --since 0 | head -1; echo "$?"';
    const shell = spawn('bash', ['-c', script, ...partyline([])], { env });
    let isOver = false;
    const output = Promise.all([textOf(shell.stdout), textOf(shell.stderr)]);
    output.finally(() => {
      isOver = true;
    });
    // That nobody reads any more shows when there is something to write.
    while (!isOver) await line.ann.send('and more');
    const [out, error] = await output;
    assert.equal(out.replaceAll(shownTime, 'HH:MM'), 'HH:MM ann: one\n0\n');
    assert.equal(error, '');
  });

  test('misses and repeats nothing when the line is cut', async (t) => {
    const proxy = await startCuttingProxy(line.started.server.port);
    t.after(() => proxy.close());
    const env = {
      ...(await line.tokenOf('cut')),
      PARTYLINE_SERVER: `127.0.0.1:${proxy.port}`,
    };
    const seq = await lastSeq();
    const args = ['tail', 'lobby', '--json', '--since', `${seq}`, '--count', '120'];
    const tail = startCommand(t, args, { env });
    const texts = numbered('word', 120);
    for (const [index, text] of texts.entries()) {
      await line.ann.send(text);
      if (index % 40 !== 20) continue;
      await tail.untilLines(index - 10);
      proxy.cutAll();
    }
    const { code, errors } = await tail.ended();
    assert.equal(code, 0);
    assert.deepEqual(textsOf(tail.lines), texts);
    assert.match(
      errors,
      /^-- The line is down: .+ Trying 127\.0\.0\.1:\d+ again until it works\. Ctrl-C stops that\.\n-- The line is back\.\n/,
    );
  });

  test('waits for a slow reader, and loses nothing by that', async (t) => {
    const env = await line.tokenOf('slow');
    const seq = await lastSeq();
    const texts = numbered('x'.repeat(12_000), 400);
    const args = ['tail', 'lobby', '--json', '--since', `${seq}`, '--count', '400'];
    const tail = startCommandProcess(t, args, { env });
    await line.ann.send(texts[0] ?? '');
    await tail.untilLines(1);
    tail.child.stdout.pause();
    await Promise.all(texts.slice(1, 80).map((text) => line.ann.send(text)));
    for (let from = 80; from < 400; from += 80) {
      await Promise.all(texts.slice(from, from + 80).map((text) => line.ann.send(text)));
    }
    assert.ok(tail.lines.length < 400);
    tail.child.stdout.resume();
    assert.equal((await tail.ended()).code, 0);
    assert.deepEqual(textsOf(tail.lines), texts);
  });

  test('goes by an app token, no further than that may, and ends with it', async (t) => {
    const writing = await line.tokenOf('writing', { read: false });
    const blind = await runCommand(['tail'], { env: writing });
    assert.deepEqual([blind.code, blind.output], [77, '']);
    assert.match(blind.errors, /^The app token may not read: /);
    const direct = await line.tokenOf('direct', { rooms: ['@ben'] });
    const outside = await runCommand(['tail', 'lobby'], { env: direct });
    assert.deepEqual([outside.code, outside.output], [77, '']);
    assert.match(outside.errors, /^The app token may not read lobby: /);
    const tail = startCommand(t, ['tail', '--json', '--since', '3h'], { env: direct });
    await tail.untilLines(2);
    assert.deepEqual(textsOf(tail.lines).slice(0, 2), ['psst', 'what?']);
    const sessions = await line.ann.account.sessions();
    await line.ann.account.revoke(
      sessions.find(({ device }) => device === 'direct')?.session ?? '',
    );
    const { code } = await tail.ended();
    assert.equal(code, 77);
  });

  test('says why there is no line, and gives up after --timeout', async (t) => {
    const busy = await startScriptedServer(turnAway, { clear: true });
    t.after(() => busy.close());
    const token = formatAppToken({
      fingerprint: undefined,
      session: randomId(16),
      secret: newToken(),
    });
    const env = { PARTYLINE_TOKEN: token, PARTYLINE_SERVER: formatAddress(busy.address) };
    const { code, output, errors } = await runCommand(['tail', '--timeout', '4s'], { env });
    assert.deepEqual([code, output], [75, '']);
    const place = `127.0.0.1:${busy.address.port}`;
    assert.equal(
      errors.replace(/\d\d:\d\d:\d\d/, 'THEN'),
      `-- The line is down: Full. Trying ${place} again until THEN (--timeout 4s). Ctrl-C stops that.
There was no connection within 4 seconds. Full.
`,
    );
  });

  test('says what is wrong with its options', async () => {
    const cases: [string[], RegExp][] = [
      [['--since', '5'], /^--since 5: each room counts its messages for itself, so name one room/],
      [['lobby', '@ben', '--since', '5'], /^--since 5: /],
      [['--since', 'yesterday'], /^--since: yesterday is not a length of time: /],
      [['--count', '0'], /^--count: "0" is not a number from 1 on\.$/m],
      [['ben'], /^There is no room "ben": write #ben for a room, @ben for a person, or lobby\. /m],
    ];
    for (const [args, sentence] of cases) {
      const { code, output, errors } = await line.run(['tail', ...args]);
      assert.deepEqual([code, output], [64, '']);
      assert.match(errors, sentence);
    }
  });
});
