import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { isErased, kindOf } from '../words/content.ts';
import { expiryOf } from '../words/grant.ts';
import { entryKindOf, entryKinds } from '../words/message-kind.ts';
import { apply } from './apply.ts';
import type { AttachedSession } from './attach.ts';
import { ExampleLine, newSession } from './line.fixture.ts';
import { MemoryTables } from './memory-tables.ts';
import type { Post } from './post.ts';
import { anyProposals, keepingProposals } from './proposals.fixture.ts';
import type { Outcome } from './proposals.ts';
import type { ChangeRole } from './roles.ts';
import { accountSubject, lineScope } from './sanctions.ts';
import type { RoomEntry } from './tables.ts';

describe('an outcome', () => {
  test('has the result of an accepted proposal', () => {
    const line = new ExampleLine();
    const outcome = apply(line.tables, line.talk(line.operator, 'hi'));
    const value = { room: 1, seq: 1, at: line.at, repeated: false, created: false };
    assert.deepEqual(outcome, { ok: true, value });
  });

  test('has a code and a sentence when the proposal is refused', () => {
    const line = new ExampleLine();
    const outcome = apply(line.tables, line.talk(line.operator, 'hi', { to: { room: 9 } }));
    assert.deepEqual(outcome, {
      ok: false,
      code: 'room.unknown',
      message: 'There is no such room.',
    });
  });

  test('is not made of an error of the tables themselves', () => {
    const line = new ExampleLine();
    line.tables.addEntry = () => {
      throw new Error('disk on fire');
    };
    const proposal = line.talk(line.operator, 'hi');
    assert.throws(() => apply(line.tables, proposal), { message: 'disk on fire' });
  });
});

describe('whatever is proposed', () => {
  function check(
    property: (line: ExampleLine, proposals: Parameters<typeof apply>[1][]) => void,
    arbitrary = anyProposals,
  ) {
    fc.assert(fc.property(arbitrary, (proposals) => property(exampleLine(), proposals)));
  }

  /** Where nothing is dropped of the history. */
  const checkKept: typeof check = (property) => check(property, keepingProposals);

  /** An operator, and two members with a device each. */
  function exampleLine(): ExampleLine {
    const line = new ExampleLine();
    line.at = 1;
    line.signUp('ada', {
      record: 'record 1',
      session: { ...newSession('s1'), tokenHash: 'token 1' },
    });
    line.signUp('bob', {
      record: 'record 1',
      session: { ...newSession('s2'), tokenHash: 'token 1' },
    });
    return line;
  }

  function messagesByRoom(messages: readonly RoomEntry[]): Map<number, RoomEntry[]> {
    return Map.groupBy(messages, (message) => message.room);
  }

  test('messages of a room are numbered from 1 without holes, in the order accepted', () => {
    checkKept((line, proposals) => {
      for (const proposal of proposals) apply(line.tables, proposal);
      for (const [room, messages] of messagesByRoom(line.tables.snapshot().messages)) {
        const seqs = messages.map((message) => message.seq);
        assert.deepEqual(
          seqs,
          seqs.map((_, index) => index + 1),
        );
        assert.equal(line.tables.room(room)?.lastSeq, seqs.length);
      }
    });
  });

  test('messages and audit events are numbered together from 1 without holes', () => {
    checkKept((line, proposals) => {
      for (const proposal of proposals) apply(line.tables, proposal);
      const { messages, events } = line.tables.snapshot();
      const positions = [...messages, ...events].map((row) => row.position).sort((a, b) => a - b);
      assert.deepEqual(
        positions,
        positions.map((_, index) => index + 1),
      );
    });
  });

  test('a mid has one place for ever, and only the same message gets it again', () => {
    checkKept((line, proposals) => {
      const places = new Map<string, { post: Post; room: number; seq: number; at: number }>();
      for (const proposal of proposals) {
        if (proposal.type !== 'post') {
          apply(line.tables, proposal);
          continue;
        }
        const outcome = apply(line.tables, proposal);
        const key = `${proposal.account} ${proposal.mid}`;
        const first = places.get(key);
        if (!outcome.ok) {
          if (outcome.code === 'message.mid-reused') assert.ok(first);
          assert.ok(
            first === undefined || !isDeepStrictEqual(wordsOf(proposal), wordsOf(first.post)),
          );
          continue;
        }
        const { room, seq, at, repeated } = outcome.value;
        assert.equal(repeated, first !== undefined);
        if (!first) {
          places.set(key, { post: proposal, room, seq, at });
          continue;
        }
        assert.deepEqual([room, seq, at], [first.room, first.seq, first.at]);
        assert.equal(proposal.of, first.post.of);
        const { content: stored = '' } = line.tables.entry(room, seq) ?? {};
        // Nobody knows any more what an erased text was; its kind stays.
        if (isErased(stored)) assert.equal(kindOf(proposal.content), kindOf(first.post.content));
        else assert.deepEqual([proposal.content, first.post.content], [stored, stored]);
      }
      const posted = line.tables.snapshot().messages.filter(({ content }) => !isMade(content));
      assert.equal(posted.length, places.size);
      for (const { post, ...place } of places.values()) {
        const again = { ...place, repeated: true, created: false };
        assert.deepEqual(line.accept({ ...post, at: 99 }), again);
        const { account, mid, content, of } = post;
        const said = { type: 'post.find', at: 99, account, mid, content, of } as const;
        assert.deepEqual(line.accept({ ...said, room: place.room }), again);
        line.refuse({ ...said, room: place.room + 1 }, 'room.unknown');
      }
    });
  });

  test('the same proposals in the same order give the same outcomes and tables', () => {
    check((line, proposals) => {
      const twin = exampleLine();
      for (const proposal of proposals) {
        const there: Outcome = apply(twin.tables, structuredClone(proposal));
        assert.deepEqual(apply(line.tables, proposal), there);
      }
      assert.deepEqual(line.tables.snapshot(), twin.tables.snapshot());
    });
  });

  test('proposals, outcomes and what the tables hold go through JSON unchanged', () => {
    const throughJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
    check((line, proposals) => {
      for (const proposal of proposals) {
        assert.deepEqual(throughJson(proposal), structuredClone(proposal));
        const outcome: Outcome = apply(line.tables, proposal);
        assert.deepEqual(throughJson(outcome), structuredClone(outcome));
      }
      const snapshot = line.tables.snapshot();
      assert.deepEqual(throughJson(snapshot), structuredClone(snapshot));
    });
  });

  test('a refused proposal and a repeated message change nothing', () => {
    check((line, proposals) => {
      for (const proposal of proposals) {
        const before = line.tables.snapshot();
        const outcome: Outcome = apply(line.tables, proposal);
        const repeated = outcome.ok && 'repeated' in outcome.value && outcome.value.repeated;
        if (outcome.ok && !repeated) continue;
        assert.deepEqual(line.tables.snapshot(), before);
      }
    });
  });

  test('a revoked session stays revoked and never resumes', () => {
    check((line, proposals) => {
      const revokedAt = new Map<string, number>();
      for (const proposal of proposals) {
        const outcome: Outcome = apply(line.tables, proposal);
        if (proposal.type === 'session.rotate' && revokedAt.has(proposal.session)) {
          assert.deepEqual(outcome.ok || outcome.code, 'auth.resume');
        }
        if (proposal.type === 'session.attach' && revokedAt.has(proposal.session)) {
          assert.equal(outcome.ok, false);
        }
        if (outcome.ok && 'revoked' in outcome.value) {
          for (const id of outcome.value.revoked) revokedAt.set(id, proposal.at);
        }
        for (const session of line.tables.snapshot().sessions) {
          assert.equal(session.revokedAt, revokedAt.get(session.id) ?? 0);
        }
      }
    });
  });

  test('only the holder of a session is let in beside it, before it ends, and it stays what it is', () => {
    check((line, proposals) => {
      for (const proposal of proposals) {
        const before = line.tables.snapshot().sessions;
        const outcome: Outcome = apply(line.tables, proposal);
        for (const { id, grant, tokenHash } of before) {
          const after = line.tables.session(id);
          assert.deepEqual(after?.grant, grant);
          if (grant !== null) assert.equal(after?.tokenHash, tokenHash);
        }
        if (proposal.type !== 'session.attach' || !outcome.ok) continue;
        const session = before.find(({ id }) => id === proposal.session);
        const { presentedHash, at } = proposal;
        assert.ok(session);
        if ((outcome.value as AttachedSession).replayed) {
          assert.ok(session.grant === null && session.familyHash === proposal.familyHash);
          continue;
        }
        assert.ok([session.tokenHash, session.previousHash].includes(presentedHash));
        assert.ok(session.revokedAt === 0 && expiryOf(session) > at);
      }
    });
  });

  test('the app tokens of an account that live at a time have names of their own', () => {
    check((line, proposals) => {
      for (const proposal of proposals) {
        const outcome: Outcome = apply(line.tables, proposal);
        if (proposal.type !== 'token.create' || !outcome.ok) continue;
        const names = line.tables
          .liveSessions(proposal.account)
          .filter((session) => session.grant !== null && session.id !== proposal.id)
          .map(({ device }) => device);
        assert.ok(!names.includes(proposal.name));
      }
    });
  });

  test('only accounts that were let in are in a room, and no read position is past its end', () => {
    check((line, proposals) => {
      for (const proposal of proposals) apply(line.tables, proposal);
      const { accounts, memberships } = line.tables.snapshot();
      for (const { id, pending } of accounts) {
        assert.equal(line.tables.membership(1, id) === undefined, pending);
      }
      for (const { room, account, readPosition } of memberships) {
        assert.equal(line.tables.account(account)?.pending, false);
        assert.ok(readPosition <= (line.tables.room(room)?.lastSeq ?? -1));
      }
    });
  });

  test('an operator is never banned, and is made at the server or by an operator, never by signing up', () => {
    check((line, proposals) => {
      const operators = () =>
        line.tables.snapshot().accounts.filter(({ role }) => role === 'operator');
      for (const proposal of proposals) {
        const before = new Map(operators().map((account) => [account.id, account]));
        const outcome: Outcome = apply(line.tables, proposal);
        for (const { id } of operators()) {
          const held = line.tables.sanctionsOn(accountSubject(id));
          assert.deepEqual(
            held.filter(({ scope }) => scope === lineScope),
            [],
          );
        }
        const made = operators().filter(({ id }) => !before.has(id));
        if (made.length === 0) continue;
        assert.ok(outcome.ok);
        if (proposal.type === 'account.create') assert.equal(proposal.mode, 'operator');
        else {
          assert.equal(proposal.type, 'account.role');
          assert.ok(before.has((proposal as ChangeRole).actor));
        }
      }
    });
  });

  test('an account says that there is a sanction on it when there is one', () => {
    check((line, proposals) => {
      for (const proposal of proposals) apply(line.tables, proposal);
      const { accounts, sanctions } = line.tables.snapshot();
      const held = new Set(sanctions.map(({ subject }) => subject));
      for (const { id, sanctioned } of accounts) {
        assert.equal(sanctioned, held.has(accountSubject(id)));
        held.delete(accountSubject(id));
      }
      assert.ok(![...held].some((subject) => subject.startsWith('account:')));
    });
  });

  test('no line is left without an operator who may act', () => {
    check((line, proposals) => {
      for (const proposal of proposals) {
        apply(line.tables, proposal);
        const { accounts } = line.tables.snapshot();
        const acting = accounts.filter(({ role, pending }) => role === 'operator' && !pending);
        assert.ok(acting.length > 0);
      }
    });
  });

  test('no code, token or record reaches the audit events', () => {
    check((line, proposals) => {
      for (const proposal of proposals) apply(line.tables, proposal);
      const written = JSON.stringify(line.tables.snapshot().events);
      assert.doesNotMatch(written, /token \d|code \d|record \d/);
    });
  });

  test('empty tables refuse or accept it, and do not break', () => {
    fc.assert(
      fc.property(anyProposals, (proposals) => {
        const tables = new MemoryTables();
        apply(tables, { type: 'line.create', at: 1, epoch: 'epoch' });
        for (const proposal of proposals) apply(tables, proposal);
      }),
    );
  });
});

/** What was said, and where to. */
function wordsOf({ to, content, of }: Post) {
  return { to, content, of };
}

/** Whether the rules made the entry themselves. */
function isMade(content: string): boolean {
  const kind = entryKindOf(kindOf(content));
  return kind !== undefined && entryKinds[kind].madeBy === 'rules';
}
