import type { Outcome, Proposal } from '../chat/proposals.ts';
import type { Tables } from '../chat/tables.ts';

/** How a batch is decided on and stored. */
type Commit = (proposals: readonly Proposal[]) => readonly Outcome[];

const storageFull: Outcome = { ok: false, code: 'storage.full' };

/**
 * Keeps what would grow the store out of the batches while the disk is nearly full. It stands before the
 * batch is put in order, as how full a disk is differs from machine to machine.
 */
export class SpaceGate {
  readonly #tables: Pick<Tables, 'entryByMid'>;
  readonly #isLow: () => boolean;

  /**
   * @param tables as they are after the batch before
   * @param isLow whether the disk has too little room; asked once a batch
   */
  constructor(tables: Pick<Tables, 'entryByMid'>, isLow: () => boolean) {
    this.#tables = tables;
    this.#isLow = isLow;
  }

  /** Gives the outcomes of the proposals in order, those that are kept out refused as `storage.full`. */
  pass(proposals: readonly Proposal[], commit: Commit): readonly Outcome[] {
    if (!this.#isLow()) return commit(proposals);
    const keptOut = proposals.map((proposal) => this.#grows(proposal));
    const outcomes = commit(proposals.filter((_, index) => !keptOut[index])).values();
    return keptOut.map((out) => (out ? storageFull : (outcomes.next().value as Outcome)));
  }

  /** A post that is stored already is answered with its place, however full the disk. */
  #grows(proposal: Proposal): boolean {
    if (proposal.type === 'post') {
      return this.#tables.entryByMid(proposal.account, proposal.mid) === undefined;
    }
    return proposal.type === 'account.create' || proposal.type === 'invite.create';
  }
}
