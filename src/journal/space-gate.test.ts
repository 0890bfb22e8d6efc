import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Outcome, Proposal } from '../chat/proposals.ts';
import { exampleEntry } from '../chat/tables.suite.ts';
import { SpaceGate } from './space-gate.ts';
import { creation, examplePost } from './storage.suite.ts';

const unban: Proposal = { type: 'account.unban', at: 1, actor: 1, name: 'ada' };
const invitation: Proposal = {
  ...{ type: 'invite.create', at: 1, actor: 1, codeHash: 'hash', name: null, expiresAt: 2 },
};
const batch = [creation('ada'), examplePost('new'), unban, examplePost('stored'), invitation];

/** Passes the batch; returns what was decided on, and the codes that came back. */
function pass(isLow: boolean) {
  const tables = {
    entryByMid: (account: number, mid: string) =>
      account === 1 && mid === 'stored' ? exampleEntry() : undefined,
  };
  const decided: Proposal[] = [];
  const outcomes = new SpaceGate(tables, () => isLow).pass(batch, (proposals) => {
    decided.push(...proposals);
    return proposals.map((_, index): Outcome => ({ ok: false, code: codes[index] ?? 'internal' }));
  });
  return { decided, codes: outcomes.map((outcome) => outcome.ok || outcome.code) };
}

/** Told apart from each other, so that each shows whose it is. */
const codes = ['forbidden', 'name.unknown', 'auth.banned', 'auth.failed', 'auth.token'] as const;

describe('the gate before a batch', () => {
  test('lets everything through while there is room', () => {
    const passed = pass(false);
    assert.deepEqual(passed.decided, batch);
    assert.deepEqual(passed.codes, codes);
  });

  test('keeps out what grows the store when there is none, and no post that is stored', () => {
    const passed = pass(true);
    assert.deepEqual(passed.decided, [unban, examplePost('stored')]);
    const full = 'storage.full';
    assert.deepEqual(passed.codes, [full, full, 'forbidden', 'name.unknown', full]);
  });
});
