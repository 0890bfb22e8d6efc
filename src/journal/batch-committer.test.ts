import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { apply } from '../chat/apply.ts';
import { anyProposals } from '../chat/proposals.fixture.ts';
import type { Outcome, Proposal } from '../chat/proposals.ts';
import { rulesVersion } from '../chat/rules-version.ts';
import { isDiskFull, openDatabase } from '../store/database.ts';
import { SqliteTables } from '../store/sqlite-tables.ts';
import { openStore } from '../store/store.fixture.ts';
import { writeContent } from '../words/content.ts';
import { BatchCommitter } from './batch-committer.ts';
import { openLocalJournal } from './local.ts';
import { CommitLog, creation, examplePost } from './storage.suite.ts';
import { tablesOf } from './tables.fixture.ts';

/** A machine that keeps a line in a fresh folder, and applies what is proposed batch by batch. */
class Machine {
  readonly #folder = mkdtempSync(join(tmpdir(), 'partyline-machine-'));
  #database!: DatabaseSync;
  #committer!: BatchCommitter;

  constructor() {
    this.#start();
  }

  commit(proposals: readonly Proposal[], version = rulesVersion): Outcome[] {
    return this.#committer.commit({ rulesVersion: version, proposals });
  }

  commitTogether(batches: readonly (readonly Proposal[])[], alongside: () => void): boolean {
    const all = batches.map((proposals) => ({ rulesVersion, proposals }));
    return this.#committer.commitTogether(all, alongside);
  }

  restart(): void {
    this.#database.close();
    this.#start();
  }

  tables(): Record<string, string[]> {
    return tablesOf(this.#database);
  }

  /** The database may grow by so many pages of 4 KiB and no more, as on a disk that is full. */
  limitTo(pages: number): void {
    const count = Number(this.#database.prepare('PRAGMA page_count').get()?.page_count);
    this.#database.exec(`PRAGMA max_page_count = ${count + pages}`);
  }

  remove(): void {
    this.#database.close();
    rmSync(this.#folder, { recursive: true });
  }

  #start(): void {
    this.#database = openStore(join(this.#folder, 'line.sqlite'));
    this.#committer = new BatchCommitter(new SqliteTables(this.#database), {
      rules: apply,
      onFault(proposal, error) {
        throw new Error(`a rule failed on ${proposal.type}`, { cause: error });
      },
    });
  }
}

/** Runs `check` on two machines; removes them in any case. */
function withTwo(check: (one: Machine, other: Machine) => void): void {
  const machines = [new Machine(), new Machine()] as const;
  try {
    check(...machines);
  } finally {
    for (const machine of machines) machine.remove();
  }
}

const begin: Proposal = { type: 'line.create', at: 1, epoch: 'epoch' };
const people = ['olga', 'ada', 'bob'].map(
  (name, index): Proposal => ({
    ...creation(name),
    at: 1,
    role: index === 0 ? 'operator' : 'member',
    mode: 'operator',
    record: 'record 1',
  }),
);

/** So many posts of one account whose mids rise, as clients make them. */
const talk: fc.Arbitrary<Proposal[]> = fc
  .record({ account: fc.integer({ min: 1, max: 3 }), from: fc.nat(99), count: fc.nat(40) })
  .map(({ account, from, count }) =>
    Array.from({ length: count }, (_, index) => {
      const mid = `n${String(from + index).padStart(3, '0')}`;
      return examplePost(mid, { account, at: 2 });
    }),
  );

/** The first batch begins a line of three people; the rest is anything. */
const anyBatches: fc.Arbitrary<Proposal[][]> = fc
  .array(fc.oneof(anyProposals, talk), { minLength: 2, maxLength: 6 })
  .map((batches) => [[begin, ...people], ...batches]);

const runs = { numRuns: 25 };

test('a batch for which the disk has no room leaves no trace, and the next one is decided on as ever', () => {
  withTwo((full, other) => {
    const first = [begin, ...people, examplePost('first')];
    assert.deepEqual(full.commit(first), other.commit(first));
    const before = full.tables();
    const mids = Array.from({ length: 200 }, (_, index) => `m${index}`.padStart(22, 'm'));
    const content = writeContent({ kind: 'text', text: 'x'.repeat(2_000) });
    const large = mids.map((mid) => examplePost(mid, { content }));
    full.limitTo(2);
    for (let time = 0; time < 2; time += 1) assert.throws(() => full.commit(large), isDiskFull);
    assert.deepEqual(full.tables(), before);
    const small = [examplePost('first'), examplePost('second'), creation('cora')];
    assert.deepEqual(full.commit(small), other.commit(small));
    full.limitTo(10_000);
    assert.deepEqual(full.commit(large), other.commit(large));
    assert.deepEqual(full.tables(), other.tables());
  });
});

describe('the same batches', () => {
  test('give the same outcomes and the same tables, byte by byte', () => {
    fc.assert(
      fc.property(anyBatches, (batches) => {
        withTwo((one, other) => {
          for (const batch of batches) {
            assert.deepEqual(one.commit(batch), other.commit(structuredClone(batch)));
          }
          assert.deepEqual(one.tables(), other.tables());
        });
      }),
      runs,
    );
  });

  test('give the same outcomes and tables on a machine that is restarted between any two', () => {
    fc.assert(
      fc.property(anyBatches, fc.nat(), (batches, restarts) => {
        withTwo((one, other) => {
          for (const [index, batch] of batches.entries()) {
            if ((restarts >> index) & 1) other.restart();
            assert.deepEqual(one.commit(batch), other.commit(batch));
          }
          assert.deepEqual(one.tables(), other.tables());
          assertSameMids(one, other, batches.flat());
        });
      }),
      runs,
    );
  });

  test('give the same outcomes and the same messages, accounts and events when cut otherwise', () => {
    fc.assert(
      fc.property(anyBatches, fc.integer({ min: 1, max: 50 }), (batches, length) => {
        withTwo((one, other) => {
          const proposals = batches.flat();
          const outcomes = batches.flatMap((batch) => one.commit(batch));
          assert.deepEqual(
            chunksOf(proposals, length).flatMap((batch) => other.commit(batch)),
            outcomes,
          );
          assert.deepEqual(withoutBlocks(one), withoutBlocks(other));
          assertSameMids(one, other, proposals);
        });
      }),
      runs,
    );
  });

  function chunksOf<Item>(items: readonly Item[], length: number): Item[][] {
    const count = Math.ceil(items.length / length);
    return Array.from({ length: count }, (_, at) => items.slice(at * length, (at + 1) * length));
  }
});

/**
 * The tables without blocks and the index of mids, which finds blocks: a batch's messages share one, and the view
 * `messages` shows each.
 */
function withoutBlocks(machine: Machine): Record<string, string[]> {
  const { blocks: _, mids: __, mid_times: ___, ...others } = machine.tables();
  assert.ok(others.messages);
  return others;
}

function assertSameMids(one: Machine, other: Machine, proposals: readonly Proposal[]): void {
  const posts = proposals.filter(({ type }) => type === 'post');
  assert.deepEqual(one.commit(posts), other.commit(posts));
}

test('two local journals come to the same tables by the same batches', async () => {
  await fc.assert(
    fc.asyncProperty(anyBatches, async (batches) => {
      const [one, other] = await Promise.all([keep(batches), keep(structuredClone(batches))]);
      assert.deepEqual(one, other);
    }),
    { numRuns: 5 },
  );

  /** Keeps the batches in a journal of a fresh folder; returns their outcomes and its tables. */
  async function keep(batches: readonly Proposal[][]) {
    const folder = mkdtempSync(join(tmpdir(), 'partyline-machine-'));
    const file = join(folder, 'line.sqlite');
    const journal = await openLocalJournal(file);
    const log = new CommitLog(journal);
    for (const batch of batches) {
      const before = log.all.length;
      for (const proposal of batch) journal.propose(proposal);
      await log.reaches(before + batch.length);
    }
    await journal.close();
    const database = openDatabase(file);
    const tables = tablesOf(database);
    database.close();
    rmSync(folder, { recursive: true });
    return { outcomes: log.all.map(({ outcome }) => outcome), tables };
  }
});

test('batches that are committed together come to the same messages, accounts and events as one by one', () => {
  fc.assert(
    fc.property(anyBatches, (batches) => {
      withTwo((one, other) => {
        for (const batch of batches) one.commit(batch);
        let alongside = 0;
        const areCommitted = other.commitTogether(batches, () => {
          alongside += 1;
        });
        assert.ok(areCommitted);
        assert.equal(alongside, 1);
        assert.deepEqual(withoutBlocks(one), withoutBlocks(other));
        assertSameMids(one, other, batches.flat());
      });
    }),
    runs,
  );
});

test('batches of which one makes the rules throw are not committed together, and leave no trace', () => {
  withTwo((one, other) => {
    for (const machine of [one, other]) machine.commit([begin, ...people]);
    const faulty = { type: 'post', to: null } as unknown as Proposal;
    const together = [[examplePost('a')], [examplePost('b'), faulty]];
    assert.equal(
      one.commitTogether(together, () => {}),
      false,
    );
    assert.deepEqual(one.tables(), other.tables());
    assert.deepEqual(one.commit([examplePost('c')]), other.commit([examplePost('c')]));
    assert.deepEqual(one.tables(), other.tables());
  });
});

test('a batch of other rules is refused as a whole, and changes nothing', () => {
  withTwo((one, other) => {
    for (const machine of [one, other]) machine.commit([begin, ...people]);
    assert.throws(
      () => one.commit([examplePost('a')], rulesVersion + 1),
      /proposed under version \d+ of the rules, and this program has version \d+/,
    );
    assert.deepEqual(one.tables(), other.tables());
  });
});
