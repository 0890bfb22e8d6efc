import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InputError } from '../base/errors.ts';
import { findSession, sessionLines } from './render-sessions.ts';
import { plainStyle } from './style.ts';

const now = new Date(2026, 0, 5, 12, 0).getTime();
const earlier = new Date(2026, 0, 5, 9, 7).getTime();
const yesterday = new Date(2026, 0, 4, 23, 59).getTime();
const view = { style: plainStyle, now };
const evil = 'a\x1b[2J\u{202e}b';
const harmless = 'a\u{fffd}[2J\u{fffd}b';

const session = {
  session: 'abcdefghijklmnopqrstuv',
  device: evil,
  address: '192.0.2.1',
  createdAt: yesterday,
  lastSeenAt: yesterday,
  online: false,
  current: false,
  grant: null,
  endedAt: null,
};

test('sessionLines begins each with a piece of its id, the one used last first', () => {
  const current = { ...session, session: 'zyxwvutsrqponmlkjihgfe', device: 'laptop' };
  const online = { ...current, lastSeenAt: earlier, online: true, current: true };
  assert.deepEqual(sessionLines([session, online], view), [
    '  zyxwvuts  laptop (online now from 192.0.2.1, this one)',
    `  abcdefgh  ${harmless} (last here on 4 Jan 23:59 from 192.0.2.1)`,
  ]);
  const grant = { read: true, write: false, rooms: null, expiresAt: null };
  const token = { ...session, device: 'ci', grant };
  assert.deepEqual(sessionLines([token, { ...token, address: '' }], view), [
    '  abcdefgh  ci (app token, last used on 4 Jan 23:59 from 192.0.2.1)',
    '  abcdefgh  ci (app token, never used)',
  ]);
  assert.deepEqual(sessionLines([{ ...token, endedAt: earlier }], view), [
    '  abcdefgh  ci (app token, ended today at 09:07)',
  ]);
  assert.deepEqual(sessionLines([], view), ['There are no sessions.']);
});

test('an operator is told whose session it is', () => {
  assert.deepEqual(sessionLines([{ ...session, name: evil, device: 'laptop' }], view), [
    `  abcdefgh  ${harmless}: laptop (last here on 4 Jan 23:59 from 192.0.2.1)`,
  ]);
});

test('a session is found by the beginning of its id, if it lives and is the only one', () => {
  const other = { ...session, session: 'abczzz' };
  const ended = { ...session, session: 'xyz', endedAt: earlier };
  const find = (begin: string) =>
    findSession([session, other, ended], begin, 'your sessions', '/sessions');
  assert.equal(find('abcd'), session.session);
  for (const [begin, count] of [
    ['abc', 'More than one'],
    ['xyz', 'None'],
    [evil, 'None'],
  ] as const) {
    const shown = begin === evil ? harmless : begin;
    const sentence = `${count} of your sessions has an id that begins with ${shown}; /sessions shows the first 8 characters of each.`;
    assert.throws(() => find(begin), new InputError(sentence));
  }
});
