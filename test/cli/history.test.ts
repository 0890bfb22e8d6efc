import assert from 'node:assert/strict';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { scopeOf } from '../support/cleanup.ts';
import { startCommand } from '../support/command.ts';
import { type CuttingProxy, startCuttingProxy } from '../support/cutting-proxy.ts';
import { numbered } from '../support/joined-lines.ts';
import { type ScriptLine, startScriptLine } from '../support/script-line.ts';
import { newFolder } from '../support/started-line.ts';

const hourMs = 3_600_000;
const hostile = '=cmd|\x1b[2J\u009b\u202e, "x"\nnext';

const scope = scopeOf(after);
let line: ScriptLine;

before(async () => {
  line = await startScriptLine(scope);
  line.started.clock.advance(-2 * hourMs);
  await Promise.all(numbered('old', 30).map((text) => line.ann.send(text)));
  line.started.clock.advance(2 * hourMs);
  await line.ben.send(hostile);
  await line.ben.send('waves', { kind: 'action' });
  await line.ben.send('psst', { to: 'ann' });
});

async function linesOf(...args: readonly string[]): Promise<string[]> {
  const { code, output, errors } = await line.run(args);
  assert.deepEqual([code, errors], [0, '']);
  return output.trimEnd().split('\n');
}

async function seqsOf(...args: readonly string[]): Promise<number[]> {
  const lines = await linesOf('history', ...args, '--json');
  return lines.filter((each) => each !== '').map((each) => JSON.parse(each).seq);
}

describe('partyline history', () => {
  test('prints the end of a room, or what is beside a place in it', async () => {
    assert.deepEqual(await seqsOf('lobby', '--limit', '3'), [30, 31, 32]);
    assert.deepEqual(await seqsOf('lobby', '--before', '4'), [1, 2, 3]);
    assert.deepEqual(await seqsOf('lobby', '--after', '3', '--limit', '2'), [4, 5]);
    assert.deepEqual(await seqsOf('lobby', '--after', '3', '--before', '6'), [4, 5]);
    assert.deepEqual(await seqsOf('lobby', '--around', '20', '--limit', '5'), [18, 19, 20, 21, 22]);
    assert.deepEqual(await seqsOf('lobby', '--after', '1h'), [31, 32]);
    assert.deepEqual(await seqsOf('lobby', '--before', '1h', '--limit', '1'), [30]);
    assert.deepEqual(await seqsOf('lobby', '--after', '2000-01-01', '--limit', '1'), [1]);
    assert.deepEqual(await seqsOf('lobby', '--before', '2000-01-01T00:00Z'), []);
    assert.deepEqual(await seqsOf('@ben'), [1]);
  });

  test('prints messages as the client shows them, harmless to a terminal', async () => {
    const lines = await linesOf('history', 'lobby', '--after', '30');
    const times = lines.map((each) => each.replace(/^\d\d:\d\d/, 'HH:MM'));
    assert.deepEqual(times, [
      'HH:MM ben: =cmd|\ufffd[2J\ufffd\ufffd, "x"',
      '      | next',
      'HH:MM * ben waves',
    ]);
  });

  test('says what is wrong with a place, a limit, or a room', async () => {
    const cases = [
      [
        ['lobby', '--before', 'yesterday'],
        64,
        /"yesterday" is no place in a room: write the number/,
      ],
      [['lobby', '--limit', '1001'], 64, /at most 1,000 messages/],
      [['@ghost'], 65, /ghost/],
    ] as const;
    for (const [args, expected, sentence] of cases) {
      const { code, output, errors } = await line.run(['history', ...args]);
      assert.deepEqual([code, output], [expected, '']);
      assert.match(errors, sentence);
    }
  });
});

describe('partyline export', () => {
  test('prints every message of every room as JSON', async () => {
    const all = (await linesOf('export')).map((each) => JSON.parse(each));
    assert.equal(all.length, 33);
    assert.deepEqual(
      all.filter(({ room }) => room === 'lobby').map(({ seq }) => seq),
      Array.from({ length: 32 }, (_, index) => index + 1),
    );
    assert.deepEqual(all.find(({ seq, room }) => seq === 31 && room === 'lobby').text, hostile);
    assert.match(
      (await linesOf('export', 'lobby')).join(''),
      /^[\x20-\x7e]*$/,
      'nothing but ASCII',
    );
  });

  test('has what was said in rooms before they were left, under the names that they had', async () => {
    await line.ann.rooms.join('#den');
    await line.ann.rooms.change('#den', { access: 'private' });
    await line.ann.rooms.invite('#den', 'ben');
    await line.ben.rooms.join('#den');
    await line.ben.send('before ann left', { room: '#den' });
    await line.ann.rooms.part('#den');
    await line.ben.send('after ann left', { room: '#den' });
    const exported = async (...rooms: readonly string[]) =>
      (await linesOf('export', ...rooms)).map((each) => JSON.parse(each));
    const den = (await exported()).filter(({ room }) => room === '#den');
    assert.deepEqual(
      den.map(({ kind, text }) => text || kind),
      ['created', 'private', 'invited', 'joined', 'before ann left', 'owner', 'left'],
    );
    assert.deepEqual(await exported('#den'), den);
    const read = await linesOf('export', '#den', '--format', 'txt');
    assert.match(read[4] ?? '', /^\S+ #den 5 ben: before ann left$/);
    assert.deepEqual(
      await seqsOf('#den', '--limit', '2'),
      den.slice(-2).map(({ seq }) => seq),
    );
  });

  test('writes a table that no spreadsheet takes for formulas, whole or not at all', async () => {
    const file = join(newFolder(scope), 'line.csv');
    const { code, output, errors } = await line.run(['export', '--format', 'csv', '--to', file]);
    assert.deepEqual([code, output, errors], [0, '', '']);
    assert.equal(statSync(file).mode & 0o777, 0o600);
    const text = readFileSync(file, 'utf8');
    assert.ok(text.startsWith('room,seq,at,from,kind,of,edited,text\r\nlobby,1,'));
    assert.ok(text.includes(`,ben,text,,,"'=cmd|\ufffd[2J\ufffd\ufffd, ""x""\nnext"\r\n`));
    assert.ok(text.includes("\r\n'@ben,1,"));
    assert.ok(!existsSync(`${file}.part`));

    writeFileSync(file, 'mine');
    const again = await line.run(['export', '--to', file]);
    assert.equal(again.code, 73);
    assert.match(again.errors, /is there already/);
    assert.equal(readFileSync(file, 'utf8'), 'mine');
    const refused = await line.run(['export', '@ghost', '--to', `${file}.2`]);
    assert.equal(refused.code, 65);
    assert.ok(!existsSync(`${file}.2`) && !existsSync(`${file}.2.part`));
  });

  test('prints a text to read', async () => {
    const lines = await linesOf('export', 'lobby', '--format', 'txt');
    assert.match(lines[0] ?? '', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z lobby 1 ann: old 1$/);
    assert.equal(lines.at(-2), '      | next');
  });
});

describe('an export on a line that is cut', () => {
  const room = '#long';
  const whole = 60;
  let proxy: CuttingProxy;
  let env: Record<string, string>;

  before(async () => {
    await line.ben.rooms.join(room);
    await line.ann.rooms.join(room);
    const texts = numbered('x'.repeat(1_000), whole);
    await Promise.all(texts.map((text) => line.ben.send(text, { room })));
    const { server } = line.started;
    proxy = await startCuttingProxy(server.port);
    scope.after(() => proxy.close());
    env = await line.tokenOf('exporter');
    env.PARTYLINE_SERVER = server.address().replace(`:${server.port}`, `:${proxy.port}`);
  });

  const cut = { direction: 'toClient', afterBytes: 40_000 } as const;
  const neverAgain = Array.from({ length: 100 }, () => ({ ...cut, afterBytes: 0 }));
  const start = (...args: string[]) => startCommand(scope, ['export', room, ...args], { env });

  test('goes on where it was', async () => {
    proxy.cuts = [cut];
    const { code, output, errors } = await start().ended();
    assert.deepEqual([code, proxy.cutCount], [0, 1]);
    assert.match(errors, /^-- The line is down: .*\n-- The line is back\.\n$/);
    assert.equal(output, (await line.run(['export', room])).output);
  });

  test('leaves no file, and is told by its exit code, where it cannot go on', async () => {
    const file = join(newFolder(scope), 'long.jsonl');
    for (const to of [['--to', file], []]) {
      proxy.cuts = [cut, ...neverAgain];
      const command = start(...to);
      await command.untilErrors(/The line is down/);
      assert.ok(!existsSync(file));
      command.child.kill('SIGINT');
      const { code, output } = await command.ended();
      assert.equal(code, 130);
      assert.deepEqual([existsSync(file), existsSync(`${file}.part`)], [false, false]);
      const lines = output.split('\n').filter((each) => each !== '');
      assert.ok(lines.length < whole);
      for (const each of lines) assert.equal(JSON.parse(each).room, room);
      assert.equal(lines.length > 0, to.length === 0);
    }
  });
});
