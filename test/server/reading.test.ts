import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Line, LineEvents } from '../../src/index.ts';
import { scopeOf } from '../support/cleanup.ts';
import { connectTo, numbered, signUpOn, take } from '../support/joined-lines.ts';
import { type StartedLine, startLine } from '../support/started-line.ts';
import { password } from '../support/test-client.ts';

/** The next event of a line that is as wanted. */
function heard<Name extends 'read' | 'receipt'>(
  line: Line,
  name: Name,
  wanted: (notice: LineEvents[Name][0]) => boolean = () => true,
): Promise<LineEvents[Name][0]> {
  return new Promise((resolve) => {
    const heed = (notice: LineEvents[Name][0]) => {
      if (!wanted(notice)) return;
      line.off(name, heed as never);
      resolve(notice);
    };
    line.on(name, heed as never);
  });
}

describe('what was read', () => {
  const scope = scopeOf(after);
  let line: StartedLine;
  let desk: Line;
  let phone: Line;
  let ben: Line;

  before(async () => {
    line = await startLine(scope);
    const { address } = line;
    desk = await signUpOn(scope, address, 'ann');
    phone = await connectTo(scope, { address, name: 'ann', password });
    ben = await signUpOn(scope, address, 'ben');
  });

  test('on one device is told to the others, and is not owed to a new one', async () => {
    const onPhone = phone.messages({ rooms: ['lobby'] });
    await Promise.all(numbered('hello', 3).map((text) => ben.send(text)));
    await take(onPhone, 3);
    await onPhone.return?.();
    const told = Promise.all([heard(desk, 'read'), heard(phone, 'read')]);
    phone.reading.mark('lobby', 1);
    phone.reading.mark('lobby', 2);
    const notice = { room: 'lobby', roomName: 'lobby', seq: 2 };
    assert.deepEqual(await told, [notice, notice]);
    const tablet = await connectTo(scope, { address: line.address, name: 'ann', password });
    const lobby = tablet.rooms.all.find(({ name }) => name === 'lobby');
    assert.deepEqual([lobby?.last, lobby?.after, lobby?.skipped], [3, 2, 0]);
    tablet.abort();
    phone.reading.mark('lobby', 1);
    phone.reading.mark('lobby', 99);
    assert.equal((await heard(desk, 'read')).seq, 3);
  });

  test('is the same for what the person says from another device', async () => {
    const onDesk = desk.messages({ rooms: ['lobby'] });
    await phone.send('from my phone');
    const message = (await take(onDesk, 4)).at(-1);
    assert.deepEqual([message?.text, message?.own], ['from my phone', true]);
    await onDesk.return?.();
  });

  test('is counted by room, without own messages, and with those that mention the reader', async () => {
    const last = (await ben.send('bye')).seq;
    const marked = heard(desk, 'read', ({ seq }) => seq === last);
    desk.reading.mark('lobby', last);
    await marked;
    await ben.send('Ann, are you there?');
    await ben.send('banner');
    await desk.send('ann is here');
    const reply = await ben.send('fine');
    await ben.edit({ room: 'lobby', seq: reply.seq }, 'fine, @ann');
    await ben.send('psst', { to: 'ann' });
    const rooms = await phone.reading.unread();
    assert.deepEqual(
      rooms.map(({ name, unread, mentions, more }) => ({ name, unread, mentions, more })),
      [
        { name: 'lobby', unread: 3, mentions: 2, more: false },
        { name: '@ben', unread: 1, mentions: 0, more: false },
      ],
    );
    assert.equal(rooms[0]?.read, last);
  });

  test('is told in a direct conversation: what a device has, and what was read', async () => {
    const onPhone = phone.messages({ rooms: ['@ben'] });
    const delivered = heard(ben, 'receipt', ({ delivered }) => delivered === 2);
    const { seq, room } = await ben.send('did you get this?', { to: 'ann' });
    const expected = { name: 'ann', delivered: seq, read: 0 };
    assert.deepEqual(await delivered, { room, roomName: '@ann', ...expected });
    assert.deepEqual(await ben.reading.receipts('@ann'), [expected]);
    const read = heard(ben, 'receipt', ({ read }) => read > 0);
    phone.reading.mark('@ben', seq);
    assert.equal((await read).read, seq);
    await onPhone.return?.();
    assert.deepEqual(await ben.reading.receipts('lobby'), []);
  });

  test('is told to nobody else where the reader does not want it', async () => {
    await desk.attention.change({ receipts: false });
    const { seq } = await ben.send('and now?', { to: 'ann' });
    const told: unknown[] = [];
    ben.on('receipt', (notice) => told.push(notice));
    const ownDevice = heard(desk, 'read', (notice) => notice.seq === seq);
    phone.reading.mark('@ben', seq);
    await ownDevice;
    assert.deepEqual(await ben.reading.receipts('@ann'), []);
    assert.deepEqual(told, []);
    await desk.attention.change({ receipts: true });
    assert.equal((await ben.reading.receipts('@ann'))[0]?.read, seq);
  });

  test('is not for app tokens to mark', async () => {
    const { token } = await desk.account.createToken({ name: 'bot', read: true, write: true });
    const bot = await connectTo(scope, { address: line.address, token });
    const marking = bot.request('mark', { room: 'lobby', seq: 1, as: 'read' });
    await assert.rejects(marking, { code: 'forbidden' });
    assert.equal((await bot.reading.unread())[0]?.name, 'lobby');
  });
});
