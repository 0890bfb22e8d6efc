import { InputError } from '../base/errors.ts';
import { epochOf } from '../chat/line.ts';
import type { Outcome, Proposal } from '../chat/proposals.ts';
import { rulesVersion } from '../chat/rules-version.ts';
import type { LineStream } from '../cluster/line-stream.ts';
import { isDiskFull } from '../store/database.ts';
import { StreamPosition } from '../store/stream-position.ts';
import type { Batch } from './batch.ts';
import { OtherRulesError } from './batch-committer.ts';
import { type OrderEntry, readEntry } from './entry.ts';
import { unpackProposals } from './packing.ts';
import type { ThreadStore } from './thread-store.ts';

/* The store of one node, as it follows the order that all share. */

/** An entry of the stream as it comes. */
export interface StreamEntry {
  readonly sequence: number;
  readonly bytes: Uint8Array;
}

/** An entry that was stored. */
export interface AppliedEntry extends OrderEntry {
  readonly unpacked: readonly Proposal[];
  /** undefined: it had come before, and nothing was done. */
  readonly outcomes: readonly Outcome[] | undefined;
  /** Milliseconds that it took to decide on it and to store it. */
  readonly tookMs: number;
}

/** Thrown for an entry that stands in the stream and cannot be applied. */
function unusable(sequence: number, reason: string): InputError {
  return new InputError(`Cannot apply entry ${sequence} of the stream: ${reason}.`);
}

/**
 * Applies the entries of a stream to a store, in order and each once: in one transaction with its place in the stream
 * and its number among those of its writer, so that neither a stop at any moment nor a repeated publish, however late,
 * changes what comes out.
 */
export class Replica {
  readonly #store: ThreadStore;
  readonly #position: StreamPosition;
  /** The number of the last batch of each writer. */
  readonly #lastBatches: Map<string, number>;
  #sequence: number;

  /**
   * @param store one that may follow the stream
   * @throws InputError where the store is of another line, or ahead of the stream, or the stream no longer has what it
   *   lacks
   */
  constructor(store: ThreadStore, stream: LineStream) {
    this.#store = store;
    this.#position = new StreamPosition(store.database);
    this.#sequence = this.#begin(stream);
    this.#lastBatches = this.#position.lastBatches();
    if (this.#sequence > stream.lastSequence) throw ahead(this.#sequence, stream.lastSequence);
    if (this.#sequence + 1 < stream.firstSequence) {
      throw new InputError(
        `The data folder has the entries up to ${this.#sequence} of the stream, which begins with ${stream.firstSequence} by now: restore a later backup of another node into it.`,
      );
    }
  }

  /** The number of the last entry that is stored. */
  get sequence(): number {
    return this.#sequence;
  }

  /** Applies the entry behind the last one. Returns once it is on the disk. */
  apply({ sequence, bytes }: StreamEntry): AppliedEntry {
    const begunMs = performance.now();
    const entry = this.#read({ sequence, bytes });
    const unpacked = unpackProposals(entry.proposals);
    const isNew = this.#isNew(entry);
    const batch = { rulesVersion, proposals: isNew ? unpacked : [] };
    const advance = () => this.#advance(sequence, isNew ? entry : undefined);
    const outcomes = this.#withRoom(() => this.#store.committer.commit(batch, advance));
    this.#sequence = sequence;
    if (isNew) this.#lastBatches.set(entry.writer, entry.number);
    const tookMs = performance.now() - begunMs;
    return { ...entry, unpacked, outcomes: isNew ? outcomes : undefined, tookMs };
  }

  /** Applies entries whose outcomes nobody waits for, in one transaction, which holds their place once. */
  applyTogether(entries: readonly StreamEntry[]): void {
    const fresh: { sequence: number; entry: OrderEntry; batch: Batch }[] = [];
    for (const each of entries) {
      const entry = this.#read(each);
      if (!this.#isNew(entry)) continue;
      this.#lastBatches.set(entry.writer, entry.number);
      const batch = { rulesVersion, proposals: unpackProposals(entry.proposals) };
      fresh.push({ sequence: each.sequence, entry, batch });
    }
    const last = entries.at(-1)?.sequence ?? this.#sequence;
    const { committer } = this.#store;
    const batches = fresh.map(({ batch }) => batch);
    const advance = () => {
      this.#position.advance(last);
      for (const writer of new Set(fresh.map(({ entry }) => entry.writer))) {
        this.#position.putWriter(writer, this.#lastBatches.get(writer) as number);
      }
    };
    if (!this.#withRoom(() => committer.commitTogether(batches, advance))) {
      for (const { sequence, entry, batch } of fresh) {
        this.#withRoom(() => committer.commit(batch, () => this.#advance(sequence, entry)));
      }
      this.#withRoom(() => this.#position.advance(last));
    }
    this.#sequence = last;
  }

  #begin({ identity }: LineStream): number {
    const { place } = this.#position;
    const epoch = epochOf(this.#store.tables);
    if (place?.stream === identity.id) return place.sequence;
    if (place !== undefined) {
      throw new InputError(
        'The data folder belongs to another stream than the one of this name on the nats-servers: start with the --cluster and --cluster-name that it had before.',
      );
    }
    const { after } = identity;
    const position = this.#store.tables.nextPosition() - 1;
    const isStart =
      after === null ? epoch === undefined : after.epoch === epoch && after.position === position;
    if (!isStart && epoch === undefined) {
      throw new InputError(
        'The line was there before its stream, which does not have what was said until then: restore a backup of another node into this data folder, and start again.',
      );
    }
    if (!isStart) {
      throw new InputError(
        'The data folder holds another line than the stream of this name on the nats-servers: choose another --cluster-name, or another data folder.',
      );
    }
    this.#position.follow({ stream: identity.id, sequence: 0 });
    return 0;
  }

  #read({ sequence, bytes }: StreamEntry): OrderEntry {
    let entry: ReturnType<typeof readEntry>;
    try {
      entry = readEntry(bytes, rulesVersion);
    } catch (error) {
      throw unusable(sequence, `it is none of a line (${(error as Error).message})`);
    }
    if (entry.proposals !== undefined) return entry;
    const age =
      entry.rulesVersion > rulesVersion
        ? 'a newer version of partyline has written it: install that version here'
        : 'an older version of partyline has written it: start that version here once, which stores it; or restore a backup of a node that has it';
    const cause = new OtherRulesError(entry.rulesVersion);
    throw new InputError(`${unusable(sequence, age).message} (${cause.message})`);
  }

  #isNew({ writer, number }: OrderEntry): boolean {
    return number > (this.#lastBatches.get(writer) ?? 0);
  }

  #advance(sequence: number, entry: OrderEntry | undefined): void {
    this.#position.advance(sequence);
    if (entry !== undefined) this.#position.putWriter(entry.writer, entry.number);
  }

  /** What is in the order has to be stored, at last in the room of the reserve. */
  #withRoom<Result>(commit: () => Result): Result {
    for (;;) {
      try {
        return commit();
      } catch (error) {
        if (!isDiskFull(error) || !this.#store.reserve.release()) throw error;
      }
    }
  }
}

/** The nats-servers have lost entries that were acknowledged. */
export function ahead(sequence: number, last: number): InputError {
  return new InputError(
    `The data folder has the entries up to ${sequence} of the stream, which ends with ${last}: the nats-servers have lost what was in it. ` +
      'Bring their files back; or go on from this data folder: run partyline cluster leave on it, and start it with another --cluster-name. ' +
      'Or give up what they have lost: move line.sqlite away, and it is built anew from the stream.',
  );
}
