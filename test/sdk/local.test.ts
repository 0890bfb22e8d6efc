import assert from 'node:assert/strict';
import { test } from 'node:test';
import { connect } from '../../src/client/connect.ts';
import { LineEndedError } from '../../src/client/core/line-ended.ts';
import { runServer, temporaryFolder } from '../support/test-server.ts';

test('a program on the machine of the server is its operator, by the data folder alone', async (t) => {
  const dataFolder = temporaryFolder();
  const { server } = await runServer(t, { dataFolder, operator: 'opal' });
  await server.listenLocally();
  await using line = await connect({ dataFolder });
  assert.deepEqual([line.name, line.role], ['opal', 'operator']);
  await line.operator.changeSignUp('closed');
  const { address, signUp, lockdown, paused, accounts } = await line.operator.status();
  assert.deepEqual([address, signUp, lockdown, paused], [server.address(), 'closed', null, false]);
  assert.equal(accounts, 1);
  const messages = line.messages();
  await line.send('hear, hear', { kind: 'announcement' });
  const { value } = await messages.next();
  assert.deepEqual([value?.kind, value?.text, value?.own], ['announcement', 'hear, hear', true]);
  assert.deepEqual((await line.who()).people, []);
});

test('is told in words that no server runs on the folder', async () => {
  const dataFolder = temporaryFolder();
  await assert.rejects(connect({ dataFolder }), (error: LineEndedError) => {
    assert.ok(error instanceof LineEndedError);
    assert.equal(error.reason, 'unreachable');
    assert.equal(
      error.message,
      `Cannot reach the server of ${dataFolder}: no server runs on this data folder.`,
    );
    return true;
  });
});

test('what was not read is told first; what was told counts as read, and what was not wanted does not', async (t) => {
  const dataFolder = temporaryFolder();
  const { server } = await runServer(t, { dataFolder });
  await server.listenLocally();
  {
    await using script = await connect({ dataFolder, receive: false });
    await script.send('one');
  }
  for (const expected of [['one'], []]) {
    await using line = await connect({ dataFolder, catchUp: 'recent' });
    const [{ last = 0, after = 0 } = {}] = line.rooms.all;
    assert.equal(last - after, expected.length);
    const messages = line.messages();
    for (const text of expected) assert.equal((await messages.next()).value?.text, text);
  }
});
