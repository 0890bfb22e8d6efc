import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import fc from 'fast-check';
import type { LineMessage } from '../client/core/events.ts';
import type { AtLine } from './at-line.ts';
import { runCommand } from './commands.ts';
import { completePath } from './complete-path.ts';
import { fileCommands } from './file-commands.ts';
import type { LocalFiles } from './local-files.ts';
import { plainStyle } from './style.ts';
import { Transfers } from './transfers.ts';
import { takePath, writePath } from './typed-path.ts';

const commands = { table: fileCommands, role: 'member' } as const;
const file = { name: 'tea.txt', bytes: 3, hash: '0'.repeat(64), type: 'text/plain' };

let calls: unknown[];
let existing: string;
let uploaded: PromiseWithResolvers<void>;
let at: AtLine;

const files: LocalFiles = {
  resolve: (path) => `/home/${path}`,
  pathFor: ({ name }, typed) => `/here/${typed || name}`,
  exists: (path) => path === existing,
  complete: (typed) => [`${typed}a b.txt`, `${typed}folder/`],
  save: async ({ path, overwrite }) => void calls.push(['save', path, overwrite]),
};

beforeEach(() => {
  [calls, existing, uploaded] = [[], '', Promise.withResolvers()];
  at = {
    room: 'lobby',
    transfers: new Transfers(files),
    transcript: { pick: () => ({ file, room: 'lobby', seq: 1 }) as LineMessage },
    screen: { interactive: false, note: (text: string) => calls.push(text) },
    view: () => ({ style: plainStyle, now: 0 }),
    client: {
      download: () => [],
      upload: async (path: string, { text, signal }: { text: string; signal: AbortSignal }) => {
        calls.push(['upload', path, text]);
        signal.addEventListener('abort', () => uploaded.reject(signal.reason));
        await uploaded.promise;
      },
    },
    handOver: (_room: string, _typed: string, work: () => Promise<void>) => work(),
  } as unknown as AtLine;
});

const enter = (line: string) => runCommand(commands, at, line);

describe('/upload', () => {
  test('sends a file with what is said about it, until it is called off', async () => {
    const sending = enter('/upload "my tea.txt" is hot');
    assert.deepEqual(calls, [['upload', '/home/my tea.txt', 'is hot']]);
    assert.equal(at.transfers?.cancel(), 1);
    await assert.rejects(sending, /called off/);
    await at.transfers?.settled();
    assert.equal(at.transfers?.cancel(), 0);
  });

  test('wants a path, and a machine that has files', async () => {
    await assert.rejects(enter('/upload '), /Type \/upload PATH/);
    at = { ...at, transfers: undefined };
    await assert.rejects(enter('/upload tea'), /not sent and saved by their paths/);
  });
});

describe('/download', () => {
  test('saves a file, and writes over none without being told to', async () => {
    await enter('/download 1');
    existing = '/here/cup';
    await assert.rejects(enter('/download 1 cup'), /\/here\/cup is there already.*--over/);
    await enter('/download 1 --over cup');
    const saved = (path: string) => `-- Saved as ${path}.`;
    assert.deepEqual(calls, [
      ['save', '/here/tea.txt', false],
      saved('/here/tea.txt'),
      ['save', '/here/cup', true],
      saved('/here/cup'),
    ]);
    await assert.rejects(enter('/download cup'), /Type \/download N/);
  });
});

describe('a path that is typed', () => {
  test('is read as it was written, whatever is in it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1, maxLength: 8 }), (path) => {
        assert.deepEqual(takePath(`${writePath(path)} rest of it`), [path, 'rest of it']);
      }),
      { numRuns: 200 },
    );
    assert.deepEqual(takePath('"a b" c'), ['a b', 'c']);
    assert.deepEqual(takePath("it's"), ["it's", '']);
  });

  test('is completed behind the command, and nowhere else', () => {
    const offer = [['my\\ a\\ b.txt ', 'my\\ folder/'], 'my\\ '];
    assert.deepEqual(completePath(files, '/upload my\\ '), offer);
    assert.equal(completePath(files, '/upload "my'), undefined);
    assert.equal(completePath(files, '/upload a b'), undefined);
    assert.equal(completePath(files, '/me a'), undefined);
  });
});
