import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import type { Post } from '../chat/post.ts';
import type { Outcome, Proposal } from '../chat/proposals.ts';
import type { CreateAccount } from '../chat/sign-up.ts';
import { type Content, writeContent } from '../words/content.ts';
import { readRuns } from '../words/runs.ts';
import type { Committed, Journal } from './journal.ts';
import type { Storage } from './storage.ts';

/* The promises of `Storage` as tests, and what they work with. */

/** One store, opened as often as a test needs it. */
export interface TestStorage {
  /** Opens the storage: a line that begins the first time, as it was closed after that. */
  open(): Promise<Storage>;
  /** Removes the store; it is closed by then. */
  remove(): Promise<void>;
}

/** Makes account `name`; the first one made is account 1. */
export function creation(name: string): CreateAccount {
  return {
    type: 'account.create',
    at: 1_000,
    uid: `uid-${name}`,
    name,
    role: 'member',
    record: 'record',
    mode: 'open',
    inviteHash: null,
    session: null,
  };
}

/** A post of account 1 in the lobby, whole, with what a test changes. */
export function examplePost(
  mid: string,
  { kind = 'text', text = `text of ${mid}`, ...changes }: Partial<Post> & Partial<Content> = {},
): Post {
  return {
    type: 'post',
    at: 2_000,
    account: 1,
    to: { room: 1 },
    mid,
    content: writeContent({ kind, text }),
    of: 0,
    ...changes,
  };
}

/** One proposal with what a journal told of it. */
interface Told {
  readonly ticket: number;
  readonly proposal: Proposal;
  readonly outcome: Outcome;
}

/** What a batch tells of each of its proposals. */
export function toldBy({ firstTicket, proposals, outcomes }: Committed): Told[] {
  assert.ok(firstTicket !== undefined);
  assert.equal(outcomes.length, proposals.length);
  return proposals.map((proposal, index) => {
    return { ticket: firstTicket + index, proposal, outcome: outcomes[index] as Outcome };
  });
}

/** Seq of a post that was accepted; undefined of anything else. */
export function seqOf({ proposal, outcome }: Told): number | undefined {
  return proposal.type === 'post' && outcome.ok && 'seq' in outcome.value
    ? outcome.value.seq
    : undefined;
}

/** Gathers what a journal commits. */
export class CommitLog {
  readonly batches: (readonly Told[])[] = [];
  readonly #waiters: { count: number; resolve: () => void }[] = [];

  constructor(journal: Journal) {
    journal.onCommit((batch) => {
      this.batches.push(toldBy(batch));
      for (const { count, resolve } of this.#waiters) if (this.all.length >= count) resolve();
    });
  }

  get all(): Told[] {
    return this.batches.flat();
  }

  /** Resolves once `count` proposals were committed or refused. */
  async reaches(count: number): Promise<void> {
    if (this.all.length >= count) return;
    await new Promise<void>((resolve) => this.#waiters.push({ count, resolve }));
  }
}

/** The promises of every implementation of `Storage`, as tests; each gets a store of its own. */
export function storageSuite(name: string, makeStore: () => TestStorage): void {
  describe(`storage: ${name}`, () => {
    let store: TestStorage;
    let storage: Storage;
    let journal: Journal;
    let log: CommitLog;

    beforeEach(async () => {
      store = makeStore();
      await reopen();
      const { ok } = await journal.request(creation('ada'));
      assert.ok(ok);
      log = new CommitLog(journal);
    });
    afterEach(async () => {
      await storage.close();
      await store.remove();
    });

    async function reopen(): Promise<void> {
      await storage?.close();
      storage = await store.open();
      journal = storage.journal;
      log = new CommitLog(journal);
    }

    test('decides on proposals in the order they were handed in', async () => {
      const mids = Array.from({ length: 500 }, (_, index) => `mid-${index}`);
      const tickets = mids.map((mid) => journal.propose(examplePost(mid)));
      await log.reaches(500);
      assert.deepEqual(
        log.all.map(({ ticket }) => ticket),
        tickets,
      );
      assert.deepEqual(
        log.all.map(({ proposal }) => (proposal as Post).mid),
        mids,
      );
      assert.deepEqual(
        log.all.map(seqOf),
        mids.map((_, index) => index + 1),
      );
    });

    test('counts tickets up by one', async () => {
      const first = journal.propose(examplePost('a'));
      assert.equal(journal.propose(examplePost('b')), first + 1);
      await log.reaches(2);
      assert.equal(journal.propose(examplePost('c')), first + 2);
      await log.reaches(3);
      assert.equal(log.all[2]?.ticket, first + 2);
    });

    test('hands every proposal back as it was handed in', async () => {
      await journal.request(creation('bob'));
      const proposals = [
        examplePost('a', { text: 'every plane: é 中 😀 \u{10ffff} \u0000' }),
        examplePost('b', { kind: 'action' }),
        examplePost('c', { to: { account: 2 } }),
        examplePost('d', { to: { account: 0 } }),
        creation('eve'),
      ];
      log = new CommitLog(journal);
      for (const proposal of proposals) journal.propose(proposal);
      await log.reaches(proposals.length);
      assert.deepEqual(
        log.all.map(({ proposal }) => proposal),
        proposals,
      );
      assert.deepEqual(
        log.all.map(({ outcome }) => (outcome.ok ? 'ok' : outcome.code)),
        ['ok', 'ok', 'ok', 'name.unknown', 'ok'],
      );
    });

    test('gives a request its outcome after the listener had it', async () => {
      let heard = false;
      journal.onCommit(() => {
        heard = true;
      });
      const outcome = await journal.request(examplePost('a'));
      assert.ok(heard);
      assert.deepEqual(outcome, {
        ok: true,
        value: { room: 1, seq: 1, at: 2_000, repeated: false, created: false },
      });
    });

    test('tells the first place of a repeated mid, and says so', async () => {
      await journal.request(examplePost('a'));
      await journal.request(examplePost('b'));
      assert.deepEqual(await journal.request(examplePost('a', { at: 9_000 })), {
        ok: true,
        value: { room: 1, seq: 1, at: 2_000, repeated: true, created: false },
      });
    });

    test('says when a post has made its room', async () => {
      await journal.request(creation('bob'));
      const outcome = await journal.request(examplePost('a', { to: { account: 2 } }));
      assert.deepEqual(outcome, {
        ok: true,
        value: { room: 2, seq: 1, at: 2_000, repeated: false, created: true },
      });
    });

    test('passes refusals on, among accepted ones, and they leave no hole', async () => {
      journal.propose(examplePost('a'));
      journal.propose(examplePost('b', { of: 9 }));
      journal.propose(examplePost('c', { to: { room: 99 } }));
      journal.propose(examplePost('d'));
      await log.reaches(4);
      assert.deepEqual(log.all.map(seqOf), [1, undefined, undefined, 2]);
      const refusals = log.all.flatMap(({ outcome }) => (outcome.ok ? [] : [outcome.code]));
      assert.deepEqual(refusals, ['message.invalid', 'room.unknown']);
    });

    test('takes proposals from inside the listener', async () => {
      const seqs: (number | undefined)[] = [];
      await new Promise<void>((resolve) => {
        journal.onCommit((batch) => {
          seqs.push(...toldBy(batch).map(seqOf));
          if (seqs.length === 3) resolve();
          else journal.propose(examplePost(`mid-${seqs.length}`));
        });
        journal.propose(examplePost('mid-0'));
      });
      assert.deepEqual(seqs, [1, 2, 3]);
    });

    test('commits what was handed in before it closes, and takes nothing after', async () => {
      for (let index = 0; index < 5_000; index += 1) journal.propose(examplePost(`mid-${index}`));
      const closed = journal.close();
      journal.propose(examplePost('too late'));
      await assert.rejects(journal.request(examplePost('too late as well')));
      await closed;
      await journal.close();
      assert.equal(log.all.length, 5_000);
      assert.equal(log.all.map(seqOf).at(-1), 5_000);
    });

    test('shows by directory and history what it has told of', async () => {
      await journal.request(examplePost('a'));
      assert.equal(storage.directory.accountByName('ada')?.id, 1);
      assert.equal(storage.directory.room(1)?.lastSeq, 1);
      const page = await storage.history.after(1, 0, { limit: 10, maxBytes: 1_000 });
      const [entry] = readRuns(page.first, JSON.parse(page.runs));
      assert.deepEqual([page.count, entry?.mid, entry?.from], [1, 'a', 'ada']);
    });

    test('has one epoch as long as its history goes on, and no other history has it', async (context) => {
      const { epoch } = storage;
      assert.match(epoch, /^[A-Za-z0-9_-]{22}$/);
      await journal.request(examplePost('a'));
      await reopen();
      assert.equal(storage.epoch, epoch);
      const other = makeStore();
      context.after(() => other.remove());
      const another = await other.open();
      assert.notEqual(another.epoch, epoch);
      await another.close();
    });

    test('catches up with what was told before, and not once it has ended', async () => {
      await journal.request(examplePost('a'));
      await Promise.all([journal.catchUp(), journal.catchUp()]);
      assert.equal(storage.directory.room(1)?.lastSeq, 1);
      await storage.close();
      await assert.rejects(journal.catchUp());
    });

    test('ends as a whole when it is closed, twice as well', async () => {
      await storage.close();
      await storage.close();
      await assert.rejects(journal.request(examplePost('a')));
      await assert.rejects(storage.history.after(1, 0, { limit: 10, maxBytes: 1_000 }));
    });

    test('goes on where it was when it is opened again', async () => {
      await journal.request(creation('bob'));
      await journal.request(examplePost('a'));
      await journal.request(examplePost('b', { to: { account: 2 } }));
      await reopen();
      assert.deepEqual(await journal.request(examplePost('c')), {
        ok: true,
        value: { room: 1, seq: 2, at: 2_000, repeated: false, created: false },
      });
      assert.deepEqual(await journal.request(examplePost('d', { to: { account: 2 } })), {
        ok: true,
        value: { room: 2, seq: 2, at: 2_000, repeated: false, created: false },
      });
      assert.deepEqual(await journal.request(examplePost('a')), {
        ok: true,
        value: { room: 1, seq: 1, at: 2_000, repeated: true, created: false },
      });
      const third = await journal.request(creation('eve'));
      assert.equal(third.ok && third.value.account.id, 3);
    });
  });
}
