import assert from 'node:assert/strict';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { InputError } from './errors.ts';
import { silentLog } from './log.ts';
import { type LogFile, type LogFileOptions, openLogFile } from './log-file.ts';

let folder: string;
let opened: LogFile[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'partyline-log-'));
  opened = [];
});

afterEach(async () => {
  for (const logFile of opened) await logFile.close();
  rmSync(folder, { recursive: true, force: true });
});

function open(options: Partial<LogFileOptions> = {}): LogFile {
  const logFile = openLogFile({ file: join(folder, 'server.log'), level: 'info', ...options });
  opened.push(logFile);
  return logFile;
}

const rawLines = (name = 'server.log'): string[] =>
  readFileSync(join(folder, name), 'utf8').split('\n').slice(0, -1);
const entries = (name?: string): Record<string, unknown>[] =>
  rawLines(name).map((line) => JSON.parse(line));

describe('the lines', () => {
  test('are on file when the call returns, with time, level, event and facts', () => {
    const before = Date.now();
    open().log.warn('login.failed', { connection: 3, code: 'auth.failed' });
    const [entry] = entries();
    const { time, ...rest } = entry as { time: string };
    assert.deepEqual(rest, {
      level: 'warn',
      event: 'login.failed',
      connection: 3,
      code: 'auth.failed',
    });
    assert.ok(Date.parse(time) >= before && Date.parse(time) <= Date.now());
    assert.equal(new Date(time).toISOString(), time);
  });

  test('below the level are left out', () => {
    const { log } = open({ level: 'warn' });
    log.debug('a');
    log.info('b');
    log.warn('c');
    log.error('d');
    assert.deepEqual(
      entries().map(({ event }) => event),
      ['c', 'd'],
    );
  });

  test('are in words where that is wanted, and of another level once it is set, children too', () => {
    const logFile = open({ format: 'text' });
    const child = logFile.log.child({ connection: 1 });
    child.debug('untold');
    logFile.level = 'debug';
    child.debug('told', { reason: 'two words\u001b' });
    const [line = '', ...others] = rawLines();
    assert.match(line, /^\S+Z debug told connection=1 reason="two words\\u001b"$/);
    assert.deepEqual([others, logFile.level], [[], 'debug']);
  });

  test('of a child carry its facts, and those of the call win', () => {
    const child = open().log.child({ connection: 1, name: 'ada' }).child({ session: 's' });
    child.info('login.ok', { name: 'bob' });
    const [{ connection, session, name } = {}] = entries();
    assert.deepEqual({ connection, session, name }, { connection: 1, session: 's', name: 'bob' });
  });

  test('tell an error with its message, code and causes', () => {
    const cause = Object.assign(new Error('disk'), { code: 'EIO' });
    open().log.error('journal.failed', { error: new Error('commit', { cause }) });
    const error = entries()[0]?.error as Record<string, unknown>;
    assert.equal(error.message, 'commit');
    assert.match(String(error.stack), /log-file\.test/);
    const { message, code } = error.cause as Record<string, unknown>;
    assert.deepEqual({ message, code }, { message: 'disk', code: 'EIO' });
  });

  test('hold nothing that a terminal obeys, and the value comes back whole', () => {
    const hostile = '\u001b[2J\u009b1m\u202eevil\u200b\u2028\u007f\u{e0041}\nA';
    open().log.info('sign-up', { name: hostile });
    assert.equal(entries()[0]?.name, hostile);
    assert.match(rawLines()[0] as string, /^[ -~]+$/);
  });

  test('stay one line whatever the facts hold', () => {
    const circular: Record<string, unknown> = {};
    circular.self = circular;
    const { log } = open();
    log.info('a', { text: 'x\ny\r\n', circular, nothing: undefined });
    log.info('b');
    assert.deepEqual(
      entries().map(({ event }) => event),
      ['a', 'b'],
    );
  });
});

describe('the file', () => {
  test('is 0600 in folders of 0700 that are made', { skip: process.platform === 'win32' }, () => {
    const umask = process.umask(0);
    try {
      open({ file: join(folder, 'state', 'partyline', 'server.log') });
    } finally {
      process.umask(umask);
    }
    const mode = (...path: string[]) => statSync(join(folder, ...path)).mode & 0o777;
    assert.equal(mode('state', 'partyline'), 0o700);
    assert.equal(mode('state', 'partyline', 'server.log'), 0o600);
  });

  test('is narrowed to 0600 if it is there', { skip: process.platform === 'win32' }, () => {
    writeFileSync(join(folder, 'server.log'), '', { mode: 0o644 });
    open();
    assert.equal(statSync(join(folder, 'server.log')).mode & 0o777, 0o600);
  });

  test('is appended to by the next start', async () => {
    const first = open();
    first.log.info('start');
    await first.close();
    open().log.info('start');
    assert.equal(entries().length, 2);
  });

  test('that cannot be opened is a sentence with its path', () => {
    mkdirSync(join(folder, 'server.log'));
    assert.throws(
      () => open(),
      (error: unknown) =>
        error instanceof InputError &&
        error.message === `Cannot open ${join(folder, 'server.log')} for writing: it is a folder.`,
    );
  });

  test('rotates by size, keeps a bounded number, and loses no kept line', () => {
    const { log } = open({ maxBytes: 500, keep: 3 });
    for (let index = 0; index < 100; index++) log.info('count', { index });
    const names = readdirSync(folder).sort();
    assert.deepEqual(names, ['server.log', 'server.log.1', 'server.log.2', 'server.log.3']);
    for (const name of names) assert.ok(statSync(join(folder, name)).size <= 500, name);
    const indices = names
      .toReversed()
      .flatMap((name) => entries(name))
      .map(({ index }) => index as number);
    assert.deepEqual(indices, [...Array(100).keys()].slice(-indices.length));
    assert.ok(indices.length > 12);
  });

  test('counts what an earlier start wrote towards its size', async () => {
    const first = open({ maxBytes: 300 });
    first.log.info('first', { padding: 'x'.repeat(150) });
    await first.close();
    open({ maxBytes: 300 }).log.info('second', { padding: 'x'.repeat(150) });
    assert.deepEqual([entries('server.log.1')[0]?.event, entries()[0]?.event], ['first', 'second']);
  });

  test('is made anew by reopen after something renamed it', () => {
    const logFile = open();
    logFile.log.info('before');
    renameSync(join(folder, 'server.log'), join(folder, 'moved'));
    logFile.log.info('between');
    logFile.reopen();
    logFile.log.info('after');
    assert.deepEqual(
      entries('moved').map(({ event }) => event),
      ['before', 'between'],
    );
    assert.deepEqual(
      entries().map(({ event }) => event),
      ['after'],
    );
  });

  test('goes on in the old place when reopen fails', () => {
    const logFile = open({ file: join(folder, 'sub', 'server.log') });
    renameSync(join(folder, 'sub'), join(folder, 'gone'));
    logFile.reopen();
    logFile.log.info('still here');
    assert.equal(entries(join('gone', 'server.log'))[0]?.event, 'still here');
  });
});

test('the last lines are found across a rotation', async () => {
  const logFile = open({ maxBytes: 300 });
  for (let index = 0; index < 10; index++) logFile.log.info('count', { index });
  const lines = (await logFile.lastLines?.(6)) ?? [];
  assert.deepEqual(
    lines.map((line) => JSON.parse(line).index),
    [4, 5, 6, 7, 8, 9],
  );
});

test('closing twice is allowed and later lines are forgotten', async () => {
  const logFile = open();
  await Promise.all([logFile.close(), logFile.close()]);
  logFile.log.info('late');
  await logFile.flush();
  logFile.reopen();
  assert.deepEqual(rawLines(), []);
});

test('a disk that is full loses lines and keeps the process', {
  skip: process.platform !== 'linux',
}, async () => {
  const logFile = open({ file: '/dev/full' });
  for (let index = 0; index < 100; index++) logFile.log.info('count', { index });
  await logFile.flush();
  await logFile.close();
});

test('a log that forgets has forgetful children', () => {
  silentLog.child({ a: 1 }).error('nothing', { error: new Error('x') });
  assert.equal(silentLog.child({}), silentLog);
});
