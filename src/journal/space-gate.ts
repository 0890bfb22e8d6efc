import type { Outcome, Proposal } from '../chat/proposals.ts';
import type { Tables } from '../chat/tables.ts';
import { isDiskFull } from '../store/database.ts';
import type { FreeSpace } from './free-space.ts';
import type { Reserve } from './reserve.ts';

/** How a batch is decided on and stored. Throws, with nothing changed, when the disk is full. */
type Commit = (proposals: readonly Proposal[]) => readonly Outcome[];

const storageFull: Outcome = { ok: false, code: 'storage.full' };

/** The most that a batch takes on the disk: in the log and in the database, for each and for all. */
const bytesPerContentUnit = 4;
const bytesPerProposal = 512;
const bytesPerBatch = 256 * 1024;

/** Proposals besides posts that are refused while the space is low. */
const growing: ReadonlySet<string> = new Set(['account.create', 'invite.create', 'file.store']);

/** The parts of a gate. */
export interface SpaceGateParts {
  /** As they are after the batch before. */
  readonly tables: Pick<Tables, 'entryByMid'>;
  readonly space: Pick<FreeSpace, 'isLow' | 'freeBytes'>;
  readonly reserve: Pick<Reserve, 'release' | 'releaseIfLast'>;
  /** Is told when the space has become low, and when it is enough again. */
  readonly changed: (isLow: boolean) => void;
}

/**
 * Keeps what would grow the store out of the batches while the disk is nearly full. It stands before the
 * batch is put in order, as how full a disk is differs from machine to machine. All else is stored, at last in
 * the room of the reserve; and what finds no room at all is refused.
 */
export class SpaceGate {
  readonly #parts: SpaceGateParts;
  #isLow = false;

  constructor(parts: SpaceGateParts) {
    this.#parts = parts;
  }

  /** Whether the space is low. */
  get isLow(): boolean {
    return this.#isLow;
  }

  /**
   * Looks how much room there is: to be called now and then, so that a disk that fills is noticed while nothing
   * is proposed, and that it has room again as well.
   *
   * @param bytes the most that is about to be written
   */
  look(bytes = 0): void {
    const { space, reserve, changed } = this.#parts;
    const isLow = space.isLow(bytes);
    if (isLow) reserve.releaseIfLast(space.freeBytes);
    if (isLow === this.#isLow) return;
    this.#isLow = isLow;
    changed(isLow);
  }

  /** Gives the outcomes of the proposals in order, those that are kept out refused as `storage.full`. */
  pass(proposals: readonly Proposal[], commit: Commit): readonly Outcome[] {
    const keptOut = this.keptOut(proposals);
    if (keptOut === undefined) return this.#store(proposals, commit);
    return amongKeptOut(keptOut, this.#store(admitted(keptOut, proposals), commit));
  }

  /** Looks how much room there is; tells of each proposal whether it is kept out, undefined: none is. */
  keptOut(proposals: readonly Proposal[]): readonly boolean[] | undefined {
    this.look(growthOf(proposals));
    return this.#isLow ? proposals.map((proposal) => this.#grows(proposal)) : undefined;
  }

  #store(proposals: readonly Proposal[], commit: Commit): readonly Outcome[] {
    const { reserve } = this.#parts;
    for (;;) {
      try {
        return commit(proposals);
      } catch (error) {
        if (!isDiskFull(error)) throw error;
        if (!reserve.release()) return proposals.map(() => storageFull);
      }
    }
  }

  /** A post that is stored already is answered with its place, however full the disk. */
  #grows(proposal: Proposal): boolean {
    if (proposal.type === 'post') {
      return this.#parts.tables.entryByMid(proposal.account, proposal.mid) === undefined;
    }
    return growing.has(proposal.type);
  }
}

/** Those of the proposals that are not kept out. */
export function admitted(
  keptOut: readonly boolean[],
  proposals: readonly Proposal[],
): readonly Proposal[] {
  return proposals.filter((_, index) => !keptOut[index]);
}

/** The outcomes of all proposals, from those of the admitted ones. */
export function amongKeptOut(
  keptOut: readonly boolean[],
  outcomes: readonly Outcome[],
): readonly Outcome[] {
  const given = outcomes.values();
  return keptOut.map((out) => (out ? storageFull : (given.next().value as Outcome)));
}

function growthOf(proposals: readonly Proposal[]): number {
  let units = 0;
  for (const proposal of proposals) if (proposal.type === 'post') units += proposal.content.length;
  return bytesPerBatch + proposals.length * bytesPerProposal + units * bytesPerContentUnit;
}
