import assert from 'node:assert/strict';
import { test } from 'node:test';
import { WaitingAccounts } from './waiting-accounts.ts';

test('proposes to drop those who have waited for a week, at the start and later, and else nothing', () => {
  const weekMs = 7 * 24 * 3_600_000;
  const clock = { time: 1_000, now: () => clock.time, elapsed: () => clock.time };
  const proposed: unknown[] = [];
  const parts = {
    clock,
    directory: { waitingAccounts: () => [{ pending: true, createdAt: 1_000 }] },
    journal: { propose: (proposal: unknown) => proposed.push(proposal) },
  };
  const waiting = new WaitingAccounts(parts as never);
  waiting.start();
  clock.time += weekMs - 1;
  waiting.look();
  assert.deepEqual(proposed, []);
  clock.time += 1;
  waiting.start();
  waiting.look();
  assert.deepEqual(proposed, Array(2).fill({ type: 'sign-up.drop', at: clock.time }));
  waiting.stop();
});
