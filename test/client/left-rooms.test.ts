import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { Line, LineMessage, RoomLeft } from '../../src/index.ts';
import { scopeOf } from '../support/cleanup.ts';
import { connectTo, signUpOn, take } from '../support/joined-lines.ts';
import { newFolder, startLine } from '../support/started-line.ts';
import { password } from '../support/test-client.ts';

describe('a room that was left while a device was away', () => {
  const scope = scopeOf(after);
  const profile = join(newFolder(scope), 'tablet');
  let address: string;
  let ben: Line;
  let last: number;

  before(async () => {
    address = (await startLine(scope)).server.address();
    const tablet = await signUpOn(scope, address, 'ann', { profile });
    ben = await signUpOn(scope, address, 'ben');
    const seen = tablet.messages({ rooms: ['#ops'] });
    await tablet.rooms.join('#ops');
    await ben.rooms.join('#ops');
    await ben.send('before', { room: '#ops' });
    await take(seen, 3);
    await tablet.close();

    const laptop = await connectTo(scope, { address, name: 'ann', password });
    await ben.send('meanwhile', { room: '#ops' });
    await laptop.send('bye', { room: '#ops' });
    await laptop.rooms.part('#ops');
    ({ seq: last } = await ben.send('not for ann', { room: '#ops' }));
  });

  test('is shown to that device to its end, and not a word further', async () => {
    const tablet = await connectTo(scope, { address, profile });
    const left = new Promise<RoomLeft>((resolve) => tablet.on('left', resolve));
    const messages = tablet.messages();
    const told = await take(messages, 4);
    assert.deepEqual(told.map(words), [
      '#ops ben: meanwhile',
      '#ops ann: bye',
      '#ops role ben',
      '#ops left',
    ]);
    assert.ok(told.every(({ replayed }) => replayed));
    const { roomName, last: end, missed } = await left;
    assert.deepEqual([roomName, end, missed?.last, missed?.after], ['#ops', last - 1, last - 1, 3]);
    assert.ok(!tablet.rooms.all.some(({ name }) => name === '#ops'));
    await ben.send('in the lobby');
    assert.deepEqual((await take(messages, 1)).map(words), ['lobby ben: in the lobby']);
    await tablet.close();
  });

  test('is told of once', async () => {
    const tablet = await connectTo(scope, { address, profile });
    tablet.on('left', () => assert.fail('the room was left before'));
    const messages = tablet.messages();
    await ben.send('in the lobby again');
    assert.deepEqual((await take(messages, 1)).map(words), ['lobby ben: in the lobby again']);
  });
});

function words({ roomName, from, kind, text, names }: LineMessage): string {
  return kind === 'text' ? `${roomName} ${from}: ${text}` : [roomName, kind, ...names].join(' ');
}
