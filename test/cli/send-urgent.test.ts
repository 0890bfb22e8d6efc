import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { scopeOf } from '../support/cleanup.ts';
import { type ScriptLine, startScriptLine } from '../support/script-line.ts';

describe('send --urgent', () => {
  const suite = scopeOf(after);
  let line: ScriptLine;
  before(async () => {
    line = await startScriptLine(suite);
  });

  test('waits until all have acknowledged it, and exits with 0', async () => {
    line.ben.once('message', (message) => void line.ben.acknowledge(message));
    const args = [
      'send',
      'lobby',
      '--urgent',
      '--for',
      '@Ben',
      '--wait-ack',
      '60s',
      '--json',
      'help',
    ];
    const { code, output, errors } = await line.run(args);
    assert.deepEqual([code, errors], [0, '']);
    const [posted, acknowledged] = output
      .trim()
      .split('\n')
      .map((each) => JSON.parse(each));
    assert.equal(posted.room, 'lobby');
    assert.equal(acknowledged.name, 'ben');
    assert.ok(Date.parse(acknowledged.acknowledgedAt) >= Date.parse(posted.at));
  });

  test('exits with 79 when somebody has not in time, and says who', async () => {
    const args = ['send', '@ben', '--urgent', '--wait-ack', '1s', '--json', 'help'];
    const { code, output, errors } = await line.run(args);
    assert.equal(code, 79, errors);
    assert.match(
      errors,
      /^ben has not acknowledged the message within 1 second; it is stored, and waits\.\n$/,
    );
    const [posted, missing] = output
      .trim()
      .split('\n')
      .map((each) => JSON.parse(each));
    assert.equal(posted.room, '@ben');
    assert.deepEqual(missing, { name: 'ben', acknowledgedAt: null });
    assert.deepEqual(
      (await line.ben.attention.urgents()).map(({ roomName, from }) => [roomName, from]),
      [['@ann', 'ann']],
    );
  });

  test('refuses what only an urgent message has', async () => {
    for (const option of [
      ['--wait-ack', '1s'],
      ['--for', 'ben'],
    ]) {
      const { code, errors } = await line.run(['send', 'lobby', ...option, 'help']);
      assert.equal(code, 64);
      assert.match(errors, /give --urgent with them/);
    }
    const { code, errors } = await line.run([
      'send',
      'lobby',
      '--urgent',
      '--for',
      'nobody',
      'help',
    ]);
    assert.deepEqual([code, errors], [65, 'There is nobody called nobody in this room.\n']);
  });
});
