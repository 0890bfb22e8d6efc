import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  closeSync,
  constants,
  lchownSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { InputError } from './errors.ts';
import { type LogFile, openLogFile } from './log-file.ts';

const asRoot = { skip: process.geteuid?.() === 0 ? false : 'only root can give files away' };
const nobody = 65_534;

describe('a log that is no plain file', { skip: process.platform === 'win32' }, () => {
  let folder: string;
  let opened: LogFile[];

  beforeEach(() => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), 'partyline-log-')));
    opened = [];
  });
  afterEach(async () => {
    for (const logFile of opened) await logFile.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const file = (...names: string[]) => join(folder, ...names);

  function open(path: string): LogFile {
    const logFile = openLogFile({ file: path, level: 'info', maxBytes: 300, keep: 2 });
    opened.push(logFile);
    return logFile;
  }

  function say(logFile: LogFile, count: number): void {
    for (let index = 0; index < count; index += 1) logFile.log.info('count', { index });
  }

  const refuses = (path: string, sentence: RegExp) =>
    assert.throws(
      () => open(path),
      (error) => error instanceof InputError && sentence.test(error.message),
    );

  test('is rotated behind a link, which stays', async () => {
    mkdirSync(file('disk'));
    symlinkSync('disk/real.log', file('link.log'));
    const logFile = open(file('link.log'));
    say(logFile, 20);
    logFile.reopen();
    say(logFile, 20);
    assert.ok(lstatSync(file('link.log')).isSymbolicLink());
    assert.deepEqual(readdirSync(folder), ['disk', 'link.log']);
    assert.deepEqual(readdirSync(file('disk')), ['real.log', 'real.log.1', 'real.log.2']);
    const last = (await logFile.lastLines?.(6))?.map((line) => JSON.parse(line).index);
    assert.deepEqual(last, [14, 15, 16, 17, 18, 19]);
  });

  test('is a device that is written to and stays as it is', () => {
    const before = lstatSync('/dev/null');
    const logFile = open('/dev/null');
    say(logFile, 20);
    logFile.reopen();
    say(logFile, 20);
    const after = lstatSync('/dev/null');
    assert.deepEqual([after.ino, after.mode, after.uid], [before.ino, before.mode, before.uid]);
    assert.ok(!readdirSync('/dev').includes('null.1'));
    assert.equal(logFile.lastLines, undefined);
  });

  describe('but a pipe', () => {
    let reader: number;

    beforeEach(() => {
      execFileSync('mkfifo', ['-m', '644', file('pipe')]);
    });

    function openReader(): void {
      reader = openSync(file('pipe'), constants.O_RDONLY | constants.O_NONBLOCK);
    }

    /** The lines in the pipe. */
    function received(): number[] {
      const buffer = Buffer.alloc(1 << 20);
      const text = buffer.toString('utf8', 0, readSync(reader, buffer));
      const lines = text.split('\n').slice(0, -1);
      return lines.map((line) => JSON.parse(line).index);
    }

    test('is refused while nobody reads it, at once', () => {
      refuses(file('pipe'), /^Cannot open \S+pipe for writing: nobody reads from it\.$/);
    });

    test('gives its reader whole lines, and keeps its name and mode', () => {
      openReader();
      const logFile = open(file('pipe'));
      say(logFile, 20);
      assert.deepEqual(received(), [...Array(20).keys()]);
      assert.deepEqual(readdirSync(folder), ['pipe']);
      assert.ok(statSync(file('pipe')).isFIFO());
      assert.equal(statSync(file('pipe')).mode & 0o777, 0o644);
      closeSync(reader);
    });

    test('holds nobody up when its reader sleeps, and loses nothing of what it can keep', () => {
      openReader();
      const logFile = open(file('pipe'));
      say(logFile, 2_000);
      const first = received();
      logFile.flush();
      const more = received();
      assert.ok(first.length < 2_000);
      const all = [...Array(first.length + more.length).keys()];
      assert.deepEqual([...first, ...more], all);
      closeSync(reader);
      say(logFile, 10);
    });
  });

  test('is refused if it is a socket', async () => {
    const server = createServer().listen(file('socket'));
    await once(server, 'listening');
    refuses(file('socket'), /it is a socket\. Name a file, a pipe, or - for standard output\.$/);
    server.close();
  });

  test('is refused behind a link that another user has laid, whose target stays', asRoot, () => {
    mkdirSync(file('shared'));
    chmodSync(file('shared'), 0o1777);
    writeFileSync(file('target'), 'precious', { mode: 0o644 });
    symlinkSync(file('target'), file('shared', 'server.log'));
    open(file('shared', 'server.log'));
    chmodSync(file('target'), 0o644);
    lchownSync(file('shared', 'server.log'), nobody, nobody);
    refuses(file('shared', 'server.log'), /another user may have laid it into a folder/);
    refuses(file('shared', 'server.log', 'below'), /another user may have laid it into a folder/);
    assert.equal(readFileSync(file('target'), 'utf8'), 'precious');
    assert.equal(statSync(file('target')).mode & 0o777, 0o644);
  });

  test('is refused if the file belongs to another user, and stays as it is', asRoot, () => {
    writeFileSync(file('server.log'), 'theirs', { mode: 0o644 });
    chownSync(file('server.log'), nobody, nobody);
    refuses(file('server.log'), /belongs to another user of this machine \(uid 65534;/);
    assert.equal(readFileSync(file('server.log'), 'utf8'), 'theirs');
    assert.equal(statSync(file('server.log')).mode & 0o777, 0o644);
  });
});
