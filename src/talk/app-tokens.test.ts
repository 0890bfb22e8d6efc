import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InputError, PartylineError } from '../base/errors.ts';
import type { SessionInfo } from '../wire/messages.ts';
import { checkTokenName, findToken, readTokenRequest, tokensAmong } from './app-tokens.ts';
import { createdWords, tokenLines } from './render-tokens.ts';
import { plainStyle } from './style.ts';

const now = new Date(2026, 6, 14, 21, 30).getTime();
const dayMs = 86_400_000;
const view = { style: plainStyle, now };

function token(device: string, overrides: Partial<SessionInfo> = {}): SessionInfo {
  return {
    session: 'abcdefghijklmnopqrstuv',
    device,
    address: '',
    createdAt: new Date(2026, 6, 14, 9, 7).getTime(),
    lastSeenAt: new Date(2026, 6, 14, 9, 7).getTime(),
    online: false,
    current: false,
    grant: { read: true, write: true, rooms: null, expiresAt: null },
    endedAt: null,
    ...overrides,
  };
}

const device = token('laptop', { grant: null });

test('a request has what was named, and no limit where nothing was', () => {
  assert.deepEqual(readTokenRequest(['ci'], now), { name: 'ci', read: true, write: true });
  assert.deepEqual(readTokenRequest(['ci', '90d', '@Ana', 'write', 'lobby'], now), {
    name: 'ci',
    read: false,
    write: true,
    rooms: ['@ana', 'lobby'],
    expiresAt: now + 90 * dayMs,
  });
});

test('a word that says nothing about a token is named', () => {
  assert.throws(
    () => readTokenRequest(['ci', 'wirte'], now),
    new InputError(
      'wirte is neither read nor write, nor lobby, #ROOM or @NAME, nor a length of time such as 90d.',
    ),
  );
  assert.throws(() => readTokenRequest(['ci', '90y'], now), /90y is not a length of time/);
});

test('the name of a token is one word', () => {
  assert.equal(checkTokenName('ci-🔔'), 'ci-🔔');
  for (const name of ['', 'a b', 'a\tb', 'a\x1bb', 'a\u202eb', 'x'.repeat(65)]) {
    assert.throws(() => checkTokenName(name), InputError, JSON.stringify(name));
  }
});

test('tokens are found by name, among devices of the same name', () => {
  const sessions = [token('ci', { grant: null }), token('cron'), token('ci', { session: 'x' })];
  assert.equal(findToken(sessions, 'ci').session, 'x');
  assert.throws(
    () => findToken(sessions, 'corn'),
    new PartylineError('session.unknown', 'You have no app token corn. Did you mean cron?'),
  );
  assert.throws(() => findToken([device], 'laptop'), /You have no app token laptop\.$/);
});

test('the table tells what each may do, where, and when', () => {
  const used = {
    createdAt: now - 3 * dayMs,
    address: '192.0.2.7',
    grant: { read: false, write: true, rooms: ['lobby', '@ana'], expiresAt: now - 1 },
  };
  const tokens = tokensAmong([
    token('ci'),
    device,
    token('cron', used),
    token('x', { ...used, online: true }),
  ]);
  assert.deepEqual(tokenLines(tokens, view), [
    'NAME  MAY         ROOMS       CREATED       LAST USED             EXPIRES',
    'cron  write       lobby @ana  11 Jul 21:30  09:07 from 192.0.2.7  expired',
    'x     write       lobby @ana  11 Jul 21:30  now from 192.0.2.7    expired',
    'ci    read write  all         09:07         never                 never',
  ]);
  assert.deepEqual(tokenLines([], view), ['There are no app tokens.']);
});

test('what others have named does nothing to the terminal', () => {
  const [, line] = tokenLines(tokensAmong([token('a\x1b[2Jb')]), view);
  assert.match(line ?? '', /^a\ufffd\[2Jb /);
});

test('a token that was made is described in a sentence', () => {
  const request = { name: 'ci', read: true, write: true };
  assert.equal(
    createdWords(request, view),
    'The app token ci may read and write. It is not shown again.',
  );
  assert.equal(
    createdWords(
      { ...request, read: false, rooms: ['lobby', '@ana'], expiresAt: now + dayMs },
      view,
    ),
    'The app token ci may write in lobby, @ana until 15 Jul 21:30. It is not shown again.',
  );
});
