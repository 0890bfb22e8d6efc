import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Outcome, Proposal } from '../chat/proposals.ts';
import { exampleEntry } from '../chat/tables.suite.ts';
import { SpaceGate } from './space-gate.ts';
import { creation, examplePost } from './storage.suite.ts';

const unban: Proposal = { type: 'account.unban', at: 1, actor: 1, name: 'ada' };
const invitation: Proposal = {
  ...{ type: 'invite.create', at: 1, actor: 1, codeHash: 'hash', name: null, expiresAt: 2 },
  ...{ rooms: null, role: 'member' },
};
const batch = [creation('ada'), examplePost('new'), unban, examplePost('stored'), invitation];

/** A gate with a disk that is as full as a test says, and what it did. */
class TestGate {
  isLow = false;
  freeBytes = 0;
  hasReserve = true;
  /** The errors that the next commits throw. */
  readonly failures: Error[] = [];
  readonly changes: boolean[] = [];
  decided: Proposal[] = [];
  readonly gate = new SpaceGate({
    tables: {
      entryByMid: (account: number, mid: string) =>
        account === 1 && mid === 'stored' ? exampleEntry() : undefined,
    },
    space: new TestSpace(this),
    reserve: {
      release: () => {
        const had = this.hasReserve;
        this.hasReserve = false;
        return had;
      },
      releaseIfLast: (freeBytes) => {
        if (freeBytes < 10) this.hasReserve = false;
      },
    },
    changed: (isLow) => this.changes.push(isLow),
  });

  /** Passes the batch; returns the codes that came back. */
  pass(): unknown[] {
    this.decided = [];
    const outcomes = this.gate.pass(batch, (proposals) => {
      const failure = this.failures.shift();
      if (failure !== undefined) throw failure;
      this.decided.push(...proposals);
      return proposals.map(
        (_, index): Outcome => ({ ok: false, code: codes[index] ?? 'internal' }),
      );
    });
    return outcomes.map((outcome) => outcome.ok || outcome.code);
  }
}

/** The space of a test's disk. */
class TestSpace {
  readonly #test: { isLow: boolean; freeBytes: number };

  constructor(test: { isLow: boolean; freeBytes: number }) {
    this.#test = test;
  }

  get freeBytes(): number {
    return this.#test.freeBytes;
  }

  isLow(): boolean {
    return this.#test.isLow;
  }
}

function sqliteError(errcode: number): Error {
  return Object.assign(new Error(`SQLite says ${errcode}`), { errcode });
}

/** Told apart from each other, so that each shows whose it is. */
const codes = ['forbidden', 'name.unknown', 'auth.banned', 'auth.failed', 'auth.token'] as const;

describe('the gate before a batch', () => {
  const full = 'storage.full';

  test('lets everything through while there is room', () => {
    const test = new TestGate();
    assert.deepEqual(test.pass(), codes);
    assert.deepEqual(test.decided, batch);
    assert.deepEqual(test.changes, []);
  });

  test('keeps out what grows the store when there is none, and no post that is stored', () => {
    const test = new TestGate();
    test.isLow = true;
    assert.deepEqual(test.pass(), [full, full, 'forbidden', 'name.unknown', full]);
    assert.deepEqual(test.decided, [unban, examplePost('stored')]);
  });

  test('says once that the space is low, and once that it is enough, also while nothing is proposed', () => {
    const test = new TestGate();
    for (const isLow of [false, true, true, false, false, true]) {
      test.isLow = isLow;
      test.gate.look();
    }
    assert.deepEqual(test.changes, [true, false, true]);
  });

  test('gives up the reserve when there is hardly any other room, and not before', () => {
    const test = new TestGate();
    test.isLow = true;
    test.freeBytes = 10;
    test.gate.look();
    assert.ok(test.hasReserve);
    test.freeBytes = 9;
    test.gate.look();
    assert.ok(!test.hasReserve);
  });

  test('stores a batch in the room of the reserve when the disk is full before it was noticed', () => {
    const test = new TestGate();
    test.failures.push(sqliteError(13));
    assert.deepEqual(test.pass(), codes);
    assert.ok(!test.hasReserve);
  });

  test('refuses all of a batch for which there is no room at all, and takes the next one', () => {
    const test = new TestGate();
    test.hasReserve = false;
    test.failures.push(sqliteError(13));
    assert.deepEqual(
      test.pass(),
      batch.map(() => full),
    );
    assert.deepEqual(test.pass(), codes);
  });

  test('says nothing of any other failure of the storage: that ends the journal', () => {
    const test = new TestGate();
    test.failures.push(sqliteError(10));
    assert.throws(() => test.pass(), /SQLite says 10/);
    assert.ok(test.hasReserve);
  });
});
