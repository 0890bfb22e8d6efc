import { foldText } from './fold.ts';
import { hasLink } from './links.ts';
import type { IndexedEntry, IndexedHistory, SearchIndex } from './search-index.ts';
import {
  isChange,
  isSearchable,
  type PlacedBlock,
  type SearchableEntry,
  type SearchableStore,
} from './searchable-store.ts';
import { factToken, tokensOfText } from './tokens.ts';

/** UTF-16 units of text, and entries, that one step takes in at the most, but for its last block. */
const stepText = 64 * 1024;
const stepEntries = 512;
/** Entries that one step of a sweep looks at. */
const sweepEntries = 2_048;

/** A pass over the index in search of entries that the store has dropped. */
interface Sweep {
  /** The store's `dropMark` when it began. */
  readonly mark: number;
  /** The last place that it has looked at. */
  readonly through: number;
}

/**
 * Brings an index up to the store, a step at a time. It reads what was stored behind the last block that it took in;
 * edits and deletions are entries themselves, so that it hears of them there.
 */
export class IndexFeed {
  readonly #index: SearchIndex;
  readonly #store: SearchableStore;
  #history: IndexedHistory;
  /** The one that is under way. */
  #sweep: Sweep | undefined;

  /** Throws away an index of another history: of a store that was put back, or of another line. */
  constructor(index: SearchIndex, store: SearchableStore) {
    this.#index = index;
    this.#store = store;
    const { history } = index;
    if (history !== undefined && !isOf(history, store)) index.clear();
    this.#history = index.history ?? store.historyUpTo(0);
  }

  /** Whether the store has entries that the index has not. */
  get isBehind(): boolean {
    return this.#store.lastPosition > this.#history.position;
  }

  /** Position of the last block that the index has. */
  get position(): number {
    return this.#history.position;
  }

  /** Takes in some of what is missing. */
  step(): void {
    this.#store.refresh();
    const blocks = this.#nextBlocks();
    const last = blocks.at(-1);
    if (last === undefined) return;
    const entries = blocks.flatMap((block) => [...this.#store.entriesOf(block)]);
    const changed = this.#changedBy(entries);
    const added = [...entries, ...changed].filter(isSearchable).map(indexed);
    const history = this.#store.historyUpTo(last.position);
    const removed = changed.map(({ place }) => place);
    this.#index.change(dedupe(added), removed, history);
    this.#history = history;
  }

  /**
   * Takes out some of the entries that the store has dropped.
   * @returns whether there may be more
   */
  sweepStep(): boolean {
    this.#sweep ??= this.#newSweep();
    if (this.#sweep === undefined) return false;
    this.#store.refresh();
    const { mark, through } = this.#sweep;
    const places = this.#index.placesAfter(through, sweepEntries);
    const gone = places.filter((place) => this.#store.entryAt(place) === undefined);
    if (gone.length > 0) this.#index.change([], gone, this.#history);
    const last = places.at(-1);
    if (last === undefined) this.#index.noteSweep(mark);
    this.#sweep = last === undefined ? undefined : { mark, through: last };
    return true;
  }

  #newSweep(): Sweep | undefined {
    const mark = this.#store.dropMark;
    return mark === this.#index.sweptMark ? undefined : { mark, through: 0 };
  }

  #nextBlocks(): PlacedBlock[] {
    const blocks: PlacedBlock[] = [];
    let text = 0;
    let position = this.#history.position;
    while (text < stepText && blocks.length < stepEntries) {
      const block = this.#store.blockAfter(position);
      if (block === undefined) break;
      blocks.push(block);
      text += block.contents.length + block.heads.length;
      position = block.position;
    }
    return blocks;
  }

  /** Entries that others change, as they are now. */
  #changedBy(entries: readonly SearchableEntry[]): SearchableEntry[] {
    const changes = entries.filter((entry) => isChange(entry) && entry.content.kind !== 'reaction');
    const changed = new Map<number, SearchableEntry>();
    for (const { room, of } of changes) {
      const entry = this.#store.entry(room, of);
      if (entry !== undefined) changed.set(entry.place, entry);
    }
    return [...changed.values()];
  }
}

function isOf({ epoch, term, position }: IndexedHistory, store: SearchableStore): boolean {
  const present = store.historyUpTo(position);
  const hasAll = position <= store.lastPosition;
  return hasAll && present.epoch === epoch && present.term === term;
}

/** An entry that stands in a step and is changed in it too is taken in once. */
function dedupe(entries: readonly IndexedEntry[]): IndexedEntry[] {
  return [...new Map(entries.map((entry) => [entry.place, entry])).values()];
}

function indexed(entry: SearchableEntry): IndexedEntry {
  const { place, account, room, content } = entry;
  const tokens = tokensOfText(foldText(content.text));
  tokens.add(factToken('account', account)).add(factToken('room', room));
  if (hasLink(content.text)) tokens.add(factToken('link'));
  return { place, tokens };
}
