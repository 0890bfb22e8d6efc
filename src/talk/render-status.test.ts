import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LineStatus } from '../client/core/operator.ts';
import { statusLines } from './render-status.ts';
import { plainStyle } from './style.ts';

const now = Date.UTC(2026, 10, 27, 12);

const status: LineStatus = {
  address: 'partyline://line.example',
  software: 'partyline/1.2.3',
  startedAt: now - 3 * 86_400_000,
  signUp: 'closed',
  paused: true,
  lockdown: { since: now, newcomersSince: null, slowMs: 0 },
  accounts: 1_234,
  sessions: 1,
  rooms: 2,
  entries: 56_789,
  online: 1,
  connections: 0,
  storeBytes: 1_500_000,
  indexBytes: 812,
  files: 0,
  filesBytes: 0,
  logBytes: null,
  freeBytes: 34_000_000_000,
  commits: { count: 0, p50Us: 0, p99Us: 0, maxUs: 0 },
  readersBehind: 2,
  searchBehind: null,
  lastBackupAt: null,
  troubles: ['The disk is \u001b[31mfull.'],
};

test('a status is told in sentences, and what the server says can do nothing to a terminal', () => {
  const lines = statusLines(status, { style: plainStyle, now });
  assert.match(lines[1] ?? '', /^partyline\/1\.2\.3, running for 3 days, since 24 Nov /);
  assert.deepEqual(lines.slice(2, 8), [
    '1 person here, 0 connections, 1,234 accounts, 1 session.',
    '2 rooms with 56,789 entries.',
    'The store takes 1.5 MB, the index of the search 812 bytes; 34 GB are free.',
    'Nothing was stored in the last minute.',
    '2 readers are behind; there is no index of the search at present.',
    'No backup is known of.',
  ]);
  assert.match(lines[9] ?? '', /^A lockdown is on since /);
  assert.equal(lines[10], 'New connections are turned away until /resume.');
  assert.equal(lines.length, 12);
  assert.ok(!lines.join('').includes('\u001b'));
  assert.ok(!lines.includes('There is no trouble.'));
});

test('the search tells how far it is, commits how long they took', () => {
  const commits = { count: 1, p50Us: 340, p99Us: 12_000, maxUs: 2_345_678 };
  const lines = statusLines(
    {
      ...status,
      commits,
      files: 2,
      filesBytes: 3_000_000,
      readersBehind: 0,
      searchBehind: 5,
      lastBackupAt: now - 7_200_000,
      troubles: [],
    },
    { style: plainStyle, now },
  );
  assert.equal(
    lines[5],
    '1 commit in the last minute or two: half within 0.3 ms, 99 % within 12 ms, the longest 2346 ms.',
  );
  assert.match(lines[4] ?? '', /search 812 bytes, 2 files 3\.0 MB; 34 GB are free\.$/);
  assert.equal(lines[6], 'No reader is behind; the search is 5 behind.');
  assert.match(lines[7] ?? '', /^The last backup is 2 hours old, of /);
  assert.equal(lines.at(-1), 'There is no trouble.');
});
