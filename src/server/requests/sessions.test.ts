import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exampleSession } from '../../chat/tables.suite.ts';
import type { Session } from '../../chat/tables.ts';
import type { AnswerFields } from '../../wire/requests.ts';
import { limits } from '../../words/limits.ts';
import { encodeMessages } from '../delivery/encode.ts';
import type { Requester } from './handler.ts';
import { listSessions } from './sessions.ts';

/** The answer to somebody who has these sessions. */
function listOf(sessions: readonly Session[]) {
  const list = listSessions({
    directory: {
      liveSessions: () => [...sessions],
      endedTokensOf: () => [],
      roomByKey: () => undefined,
      membersOf: () => [],
      membership: () => undefined,
      account: () => undefined,
    },
    clock: { now: () => 0, elapsed: () => 0 },
    sessions: { countOf: () => 0 },
  });
  const asker = { account: 1, sessionId: 'none' } as Requester;
  const request = { type: 'sessions', id: 1, token: '' } as const;
  return list(asker, request) as AnswerFields<'sessions'>;
}

function rooms(count: number): string[] {
  return Array.from({ length: count }, (_, other) => `@${String(other).padStart(32, 'n')}`);
}

/** An app token with as long a name as there may be, for so many rooms. */
function token(index: number, count: number): Session {
  const device = '\u0001'.repeat(limits.deviceNameLength);
  const grant = { read: true, write: true, rooms: rooms(count), expiresAt: 1_000 };
  return exampleSession({ id: `token-${index}`.padEnd(22, '_'), device, grant });
}

test('all sessions are listed while they fit into a frame', () => {
  const sessions = Array.from({ length: limits.tokensPerAccount }, (_, index) => token(index, 6));
  const { more, sessions: listed } = listOf(sessions);
  assert.equal(more, 0);
  assert.deepEqual(
    listed.map(({ session }) => session),
    sessions.map(({ id }) => id),
  );
});

test('those unused for longest are left out and counted where they do not', () => {
  const { roomsPerToken, tokensPerAccount } = limits;
  const sessions = Array.from({ length: tokensPerAccount }, (_, index) =>
    token(index, roomsPerToken),
  );
  const { more, sessions: listed } = listOf(sessions);
  assert.ok(more > 0 && listed.length > 10);
  assert.equal(listed.length + more, sessions.length);
  assert.equal(listed.at(-1)?.session, sessions.at(-1)?.id);
  const message = { type: 'sessions', re: 2 ** 31 - 1, sessions: listed, more } as const;
  assert.ok(encodeMessages([message]).length <= limits.frameBytes);
});
