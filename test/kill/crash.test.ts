import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { MidSource } from '../../src/base/mid-source.ts';
import { RawClient } from '../support/raw-client.ts';
import { patienceMs, within } from '../support/within.ts';
import { LineUnderLoad } from './line-under-load.ts';
import { logFileOf } from './server-process.ts';
import { readStore } from './stored-messages.ts';

const mids = new MidSource();

/** Room for everybody to sign up, and less than the log of the store takes under the load within a few seconds. */
const maxFileBytes = 4 * 1024 * 1024;

describe('a server that ends in the middle of its work', () => {
  let line: LineUnderLoad;

  beforeEach(async () => {
    line = new LineUnderLoad();
    line.startServer();
    await line.serverReady();
  });

  afterEach(() => line.end());

  it('gives a message that is sent again after a crash the place it had', async (t) => {
    const connect = async () => {
      const client = await RawClient.connect(line.address);
      t.after(() => client.cut());
      return client;
    };
    const mid = mids.next(Date.now());
    const before = await connect();
    await before.signUp('eve');
    before.post('first', { mid });
    const first = await before.until('posted');
    await line.server.kill();
    line.startServer();
    await line.serverReady();

    const after = await connect();
    await after.login('eve');
    const re = after.post('first', { mid });
    assert.deepEqual(await after.until('posted'), { ...first, re });
    const changed = after.post('second', { mid });
    const refusal = await after.until('error');
    assert.deepEqual([refusal.re, refusal.code], [changed, 'message.mid-reused']);
    after.post('third');
    assert.equal((await after.until('posted')).seq, first.seq + 1);
  });

  it('acknowledges nothing of a commit that failed, ends, and says why', {
    skip: process.platform === 'win32',
  }, async () => {
    await line.server.stop();
    line.startServer({ commandWithFileLimit: maxFileBytes });
    await line.serverReady();
    line.startLoad();
    const { code, errors } = await within(patienceMs, 'the end of the server', line.server.exit);
    assert.equal(code, 70);
    assert.match(errors, /^The server had to stop: its store failed \(.+\)\..+\n$/);
    const told = eventsOf(line).find(({ event }) => event === 'journal.failed');
    assert.equal(told?.level, 'error');

    const { acknowledged } = await line.load.counts();
    const stored = readStore(line.folder);
    assert.equal(stored.integrity, 'ok');
    assert.ok(acknowledged > 0);
    assert.ok(acknowledged <= stored.messages.length, 'all that was acknowledged is stored');

    line.startServer();
    const { messages, violations } = await line.finish();
    assert.deepEqual(violations, []);
    assert.ok(messages > stored.messages.length, 'what could not be stored then is stored now');
  });
});

function eventsOf({ folder }: LineUnderLoad): { event: string; level: string }[] {
  const lines = readFileSync(logFileOf(folder), 'utf8').trimEnd().split('\n');
  return lines.map((line) => JSON.parse(line) as { event: string; level: string });
}
