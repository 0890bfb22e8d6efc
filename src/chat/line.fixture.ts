import assert from 'node:assert/strict';
import { englishOf } from '../base/worded.ts';
import { writeContent } from '../words/content.ts';
import type { PostKind } from '../words/message-kind.ts';
import { apply } from './apply.ts';
import { MemoryTables } from './memory-tables.ts';
import type { Post } from './post.ts';
import type { Accepted, Proposal } from './proposals.ts';
import { lobbyId } from './rooms.ts';
import type { NewSession } from './sessions.ts';
import type { CreateAccount } from './sign-up.ts';
import type { Account } from './tables.ts';
import type { Turn } from './turn.ts';

/** A session a device might ask for: its device token is `token-ID`, as a hash. */
export function newSession(id: string): NewSession {
  return {
    id,
    device: `device of ${id}`,
    tokenHash: `token-${id}`,
    familyHash: `family-${id}`,
    address: '192.0.2.1',
  };
}

let turns = 0;

/** The place of a connection that is greeted now. */
export function newTurn(): Turn {
  turns += 1;
  return { run: 'run', number: turns };
}

/** A small line in memory for tests of the rules: an operator, and whoever a test signs up. */
export class ExampleLine {
  readonly tables = new MemoryTables();
  /** Time of the next proposal, in milliseconds since 1970 UTC; tests may move it. */
  at = 1_000_000;
  readonly operator: Account;

  constructor() {
    this.accept({ type: 'line.create', at: this.at, epoch: 'epoch' });
    this.operator = this.signUp('olga', { role: 'operator', mode: 'operator', record: null });
  }

  /** Applies a proposal that has to be accepted; returns its result. */
  accept<P extends Proposal>(proposal: P): Accepted[P['type']] {
    const outcome = apply(this.tables, proposal);
    assert.ok(
      outcome.ok,
      outcome.ok ? '' : `refused: ${outcome.code}: ${englishOf(outcome.message ?? '')}`,
    );
    return outcome.value;
  }

  /** Applies a proposal that has to be refused with this code and change nothing; returns the sentence. */
  refuse(proposal: Proposal, code: string): string {
    const before = this.tables.snapshot();
    const outcome = apply(this.tables, proposal);
    assert.ok(!outcome.ok, 'was accepted');
    assert.equal(outcome.code, code);
    assert.deepEqual(this.tables.snapshot(), before);
    return englishOf(outcome.message ?? '');
  }

  /** A newcomer's whole proposal, with the changes of a test. */
  newcomer(name: string, changes: Partial<CreateAccount> = {}): CreateAccount {
    return {
      type: 'account.create',
      at: this.at,
      uid: `uid-${name}`,
      name,
      role: 'member',
      record: `record-${name}`,
      mode: 'open',
      inviteHash: null,
      session: null,
      ...changes,
    };
  }

  /** Signs somebody up; they have to be let in. */
  signUp(name: string, changes: Partial<CreateAccount> = {}): Account {
    return this.accept(this.newcomer(name, changes)).account;
  }

  /** A line of talk of an account, to the lobby unless a test changes it; the mid is the text's own. */
  talk(
    account: Account,
    text: string,
    { kind = 'text', ...changes }: Partial<Post> & { readonly kind?: PostKind } = {},
  ): Post {
    return {
      type: 'post',
      at: this.at,
      account: account.id,
      to: { room: lobbyId },
      mid: `mid-${text}`,
      content: writeContent({ kind, text }),
      of: 0,
      ...changes,
    };
  }
}
