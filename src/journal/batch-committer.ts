import type { Outcome, Proposal } from '../chat/proposals.ts';
import { rulesVersion } from '../chat/rules-version.ts';
import type { Tables } from '../chat/tables.ts';
import { isDiskFull, isStorageFailure } from '../store/database.ts';
import type { SqliteTables } from '../store/sqlite-tables.ts';
import type { Batch } from './batch.ts';

/* The ordered decision: one batch after the other, each stored as a whole. */

/** The parts of a committer besides the tables. */
export interface CommitterOptions {
  /** Decides on one proposal. An error it throws is a mistake in it, not a refusal. */
  readonly rules: (tables: Tables, proposal: Proposal) => Outcome;
  /** Is told of a proposal that made the rules throw, and was refused as `internal`. */
  readonly onFault: (proposal: Proposal, error: unknown) => void;
}

/** A batch belongs to other rules than those of this program. */
export class OtherRulesError extends Error {
  readonly version: number;

  /** @param version of the rules that the batch was proposed under */
  constructor(version: number) {
    super(
      `committing a batch: it was proposed under version ${version} of the rules, and this program has version ${rulesVersion}`,
    );
    this.name = 'OtherRulesError';
    this.version = version;
  }
}

/**
 * Decides on batches of proposals over SQLite, each batch in one transaction. Nothing but the tables and
 * the batches is looked at: the same batches give the same outcomes and the same tables everywhere.
 */
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
   * Throws when the storage fails: then nothing is known of the batch and the tables are unusable; but where the
   * disk is full (`isDiskFull`) nothing has changed, and the next batch may find room.
   * Throws OtherRulesError, and has changed nothing, when the batch belongs to rules of another version.
   *
   * @param alongside writes what belongs to the same transaction
   */
  commit({ rulesVersion: version, proposals }: Batch, alongside?: () => void): Outcome[] {
    assertRules(version);
    try {
      const outcomes = this.#decideTogether(proposals) ?? this.#decideApart(proposals);
      alongside?.();
      this.#tables.commit();
      return outcomes;
    } catch (error) {
      if (isDiskFull(error)) this.#tables.rollback();
      throw error;
    }
  }

  /**
   * The same for several batches in one transaction, where nobody waits for their outcomes: their messages share
   * blocks, as those of one batch do. Returns false, and has changed nothing, when a proposal makes the rules throw:
   * then each batch has to be committed by itself. Throws as `commit` does.
   *
   * @param alongside writes what belongs to the same transaction
   */
  commitTogether(batches: readonly Batch[], alongside: () => void): boolean {
    for (const { rulesVersion: version } of batches) assertRules(version);
    try {
      this.#tables.begin();
      for (const { proposals } of batches) {
        for (const proposal of proposals) this.#options.rules(this.#tables, proposal);
      }
      this.#tables.flush();
      alongside();
      this.#tables.commit();
      return true;
    } catch (error) {
      const isFault = !isStorageFailure(error);
      if (isFault || isDiskFull(error)) this.#tables.rollback();
      if (isFault) return false;
      throw error;
    }
  }

  /** The usual way; undefined, with nothing done, when the rules threw. */
  #decideTogether(proposals: readonly Proposal[]): Outcome[] | undefined {
    this.#tables.begin();
    try {
      const outcomes = proposals.map((proposal) => this.#options.rules(this.#tables, proposal));
      this.#tables.flush();
      return outcomes;
    } catch (error) {
      if (isStorageFailure(error)) throw error;
      this.#tables.rollback();
      return undefined;
    }
  }

  /** The same with a savepoint for each proposal, which would slow every batch down. */
  #decideApart(proposals: readonly Proposal[]): Outcome[] {
    this.#tables.begin();
    return proposals.map((proposal) => {
      try {
        return this.#tables.attempt(() => this.#options.rules(this.#tables, proposal));
      } catch (error) {
        if (isStorageFailure(error)) throw error;
        this.#options.onFault(proposal, error);
        return { ok: false, code: 'internal' };
      }
    });
  }
}

function assertRules(version: number): void {
  if (version !== rulesVersion) throw new OtherRulesError(version);
}
