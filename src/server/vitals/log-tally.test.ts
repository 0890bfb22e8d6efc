import assert from 'node:assert/strict';
import { test } from 'node:test';
import { silentLog } from '../../base/log.ts';
import { LogTally } from './log-tally.ts';

test('events are counted at every level, by their kind, and from children too', () => {
  const tally = new LogTally();
  const log = tally.wrap(silentLog);
  log.info('login', { kind: 'password', name: 'ann' });
  log.child({ connection: 1 }).info('login', { kind: 'resume', name: 'bob' });
  log.child({ connection: 2 }).child({}).info('login', { kind: 'resume', name: 'cleo' });
  log.debug('reader.behind', { room: 'lobby' });
  log.warn('login.failed', { code: 'auth.failed' });
  log.error('journal.failed');
  assert.deepEqual(
    [...tally],
    [
      { event: 'login', kind: 'password', count: 1 },
      { event: 'login', kind: 'resume', count: 2 },
      { event: 'reader.behind', kind: '', count: 1 },
      { event: 'login.failed', kind: 'auth.failed', count: 1 },
      { event: 'journal.failed', kind: '', count: 1 },
    ],
  );
});
