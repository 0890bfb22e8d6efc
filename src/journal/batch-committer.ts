import type { Outcome, Proposal } from '../chat/proposals.ts';
import type { Tables } from '../chat/tables.ts';
import { isStorageFailure } from '../store/database.ts';
import type { SqliteTables } from '../store/sqlite-tables.ts';

/** What a committer works with besides the tables. */
export interface CommitterOptions {
  /** Decides on one proposal. What it throws is a mistake in it, not a refusal. */
  readonly rules: (tables: Tables, proposal: Proposal) => Outcome;
  /** Whether the disk has too little room for anything that grows the store. */
  readonly spaceIsLow: () => boolean;
  /** Is told of a proposal that made the rules throw, and was refused as `internal`. */
  readonly onFault: (proposal: Proposal, error: unknown) => void;
}

const storageFull: Outcome = { ok: false, code: 'storage.full' };

/** Decides on batches of proposals over SQLite, each batch in one transaction. */
export class BatchCommitter {
  readonly #tables: SqliteTables;
  readonly #options: CommitterOptions;

  constructor(tables: SqliteTables, options: CommitterOptions) {
    this.#tables = tables;
    this.#options = options;
  }

  /**
   * Decides on the proposals in order and commits what they change; returns their outcomes once that
   * is on the disk. A proposal that makes the rules throw is refused as `internal`, and it alone.
   * Throws when the storage fails: then nothing is known of the batch and the tables are unusable.
   */
  commit(proposals: readonly Proposal[]): Outcome[] {
    const spaceIsLow = this.#options.spaceIsLow();
    const outcomes =
      this.#decideTogether(proposals, spaceIsLow) ?? this.#decideApart(proposals, spaceIsLow);
    this.#tables.commit();
    return outcomes;
  }

  /** The usual way; undefined, with nothing done, when the rules threw. */
  #decideTogether(proposals: readonly Proposal[], spaceIsLow: boolean): Outcome[] | undefined {
    this.#tables.begin();
    try {
      const outcomes = proposals.map((proposal) => this.#decide(proposal, spaceIsLow));
      this.#tables.flush();
      return outcomes;
    } catch (error) {
      if (isStorageFailure(error)) throw error;
      this.#tables.rollback();
      return undefined;
    }
  }

  /** The same with a savepoint for each proposal, which would slow every batch down. */
  #decideApart(proposals: readonly Proposal[], spaceIsLow: boolean): Outcome[] {
    this.#tables.begin();
    return proposals.map((proposal) => {
      try {
        return this.#tables.attempt(() => this.#decide(proposal, spaceIsLow));
      } catch (error) {
        if (isStorageFailure(error)) throw error;
        this.#options.onFault(proposal, error);
        return { ok: false, code: 'internal' };
      }
    });
  }

  #decide(proposal: Proposal, spaceIsLow: boolean): Outcome {
    return spaceIsLow && this.#needsSpace(proposal)
      ? storageFull
      : this.#options.rules(this.#tables, proposal);
  }

  /** A post that is stored already is answered with its place, however full the disk. */
  #needsSpace(proposal: Proposal): boolean {
    if (proposal.type === 'post') {
      return this.#tables.messageByMid(proposal.account, proposal.mid) === undefined;
    }
    return proposal.type === 'account.create' || proposal.type === 'invite.create';
  }
}
