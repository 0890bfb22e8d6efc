import type { Stretch } from '../../chat/tables.ts';
import type { ShownContent } from '../../words/content.ts';
import { excerptOf } from './excerpt.ts';
import { foldText } from './fold.ts';
import { hasLink } from './links.ts';
import { placesPerBlock } from './place.ts';
import type { SearchIndex, Token } from './search-index.ts';
import {
  isMessage,
  isSearchable,
  type SearchableEntry,
  type SearchableStore,
} from './searchable-store.ts';
import { SearchTerm } from './term.ts';
import { factToken } from './tokens.ts';

/* Searches, each a slice at a time. */

/** A room that may be searched. */
export interface SearchableRoom {
  readonly room: number;
  /** Undefined: all of it. */
  readonly ranges?: readonly Stretch[] | undefined;
}

/** What is looked for; all of it must be true of a message. */
export interface SearchQuestion {
  /** Words and phrases, as people type them. */
  readonly terms: readonly string[];
  /** The only rooms. */
  readonly rooms: readonly SearchableRoom[];
  /** The account that said it. */
  readonly account?: number | undefined;
  /** From this time on, and earlier than that, in milliseconds since 1970 UTC. */
  readonly since?: number | undefined;
  readonly until?: number | undefined;
  /** It has a link. */
  readonly link?: boolean | undefined;
  /** Only messages that were stored before this one. */
  readonly before?: { readonly room: number; readonly seq: number } | undefined;
  /** At most so many messages. */
  readonly limit: number;
}

/** An entry as a search gives it. */
export interface FoundEntry {
  readonly seq: number;
  readonly mid: string;
  readonly from: string;
  readonly at: number;
  readonly content: ShownContent;
  /** Sequence number of the entry that it is about; 0: of none. */
  readonly of: number;
  /** Its text was too long, and is given in part. */
  readonly cut: boolean;
}

/** A message that was found. */
export interface SearchResult {
  readonly room: number;
  /** Its number. */
  readonly seq: number;
  /** It, and where there are any, the message before and the one after it. */
  readonly entries: readonly FoundEntry[];
}

/** The messages that were found, newest first. */
export interface SearchAnswer {
  readonly results: readonly SearchResult[];
  /** There are more, older ones. */
  readonly more: boolean;
}

/** Candidates of the first slice, and of each at the most. */
const firstSlice = 64;
const largestSlice = 2_048;
/** Of more rooms than this, the index is not asked which of them a message is in. */
const mostRoomTokens = 16;
/** Places around the one found among which its neighbours are looked for: all but messages is passed over. */
const neighbourPlaces = 16;
/** A block may hold entries of the same batch as blocks of this many positions before it. */
const batchPositions = 4_096;

/** One search, from its beginning to its last result. */
export class Search {
  readonly #index: SearchIndex;
  readonly #store: SearchableStore;
  readonly #question: SearchQuestion;
  readonly #terms: readonly SearchTerm[];
  readonly #rooms: ReadonlyMap<number, SearchableRoom>;
  readonly #tokens: readonly Token[];
  readonly #results: SearchResult[] = [];
  #least: number;
  /** Only lower places are left. */
  #below: number;
  #slice = firstSlice;

  /** The index must be up to the store. */
  constructor(index: SearchIndex, store: SearchableStore, question: SearchQuestion) {
    this.#index = index;
    this.#store = store;
    this.#question = question;
    this.#terms = question.terms
      .map((term) => new SearchTerm(term))
      .filter(({ tokens }) => tokens.length > 0);
    this.#rooms = new Map(question.rooms.map((room) => [room.room, room]));
    this.#tokens = this.#wantedTokens();
    this.#least = this.#firstPlace();
    this.#below = this.#endOfPlaces();
  }

  /** Looks through the next candidates; gives the answer when it is complete. */
  step(): SearchAnswer | undefined {
    this.#store.refresh();
    if (this.#rooms.size === 0) return { results: [], more: false };
    const places = this.#index.find(this.#tokens, this.#below, this.#least, this.#slice);
    for (const place of places) {
      this.#below = place;
      const entry = this.#fitting(place);
      if (entry === undefined) continue;
      if (this.#results.length === this.#question.limit) {
        return { results: this.#results, more: true };
      }
      this.#results.push(this.#withNeighbours(entry));
    }
    if (places.length < this.#slice) return { results: this.#results, more: false };
    this.#slice = Math.min(2 * this.#slice, largestSlice);
    return undefined;
  }

  #wantedTokens(): Token[] {
    const { account, link = false } = this.#question;
    const tokens: Token[] = this.#terms.flatMap((term) => term.tokens);
    if (account !== undefined) tokens.push(factToken('account', account));
    if (link) tokens.push(factToken('link'));
    const rooms = [...this.#rooms.keys()];
    if (rooms.length <= mostRoomTokens || tokens.length === 0) {
      tokens.push(rooms.map((room) => factToken('room', room)));
    }
    return tokens;
  }

  #firstPlace(): number {
    const { since } = this.#question;
    if (since === undefined) return 0;
    const block = this.#store.blockAtTime(since);
    return block === undefined ? Number.MAX_SAFE_INTEGER : block * placesPerBlock;
  }

  #endOfPlaces(): number {
    const { until, before } = this.#question;
    const block = until === undefined ? undefined : this.#store.blockAtTime(until);
    const end =
      block === undefined ? Number.MAX_SAFE_INTEGER : (block + batchPositions + 1) * placesPerBlock;
    if (before === undefined) return end;
    return Math.min(end, this.#store.placeOf(before.room, before.seq) ?? 0);
  }

  /** The entry at a place, if it is wanted: the index only narrows down where to look. */
  #fitting(place: number): SearchableEntry | undefined {
    const room = this.#store.roomAt(place);
    if (room === undefined || !this.#rooms.has(room)) return undefined;
    const entry = this.#store.entryAt(place);
    return entry !== undefined && this.#isWanted(entry) ? entry : undefined;
  }

  #isWanted(entry: SearchableEntry): boolean {
    if (!isSearchable(entry) || !this.#isReadable(entry)) return false;
    const { account, since = 0, until = Number.POSITIVE_INFINITY, link = false } = this.#question;
    if (account !== undefined && entry.account !== account) return false;
    if (entry.at < since || entry.at >= until) return false;
    if (link && !hasLink(entry.content.text)) return false;
    if (this.#terms.length === 0) return true;
    const text = foldText(entry.content.text);
    return this.#terms.every((term) => term.isIn(text));
  }

  #isReadable({ room, seq }: SearchableEntry): boolean {
    const searchable = this.#rooms.get(room);
    if (searchable === undefined) return false;
    const { ranges } = searchable;
    if (ranges === undefined) return true;
    return ranges.some(([since, until]) => seq > since && (until === null || seq <= until));
  }

  #withNeighbours(entry: SearchableEntry): SearchResult {
    const { room, seq } = entry;
    const around = [this.#neighbour(entry, -1), entry, this.#neighbour(entry, 1)];
    const entries = around.filter((each) => each !== undefined).map((each) => this.#found(each));
    return { room, seq, entries };
  }

  #neighbour({ room, seq }: SearchableEntry, direction: 1 | -1): SearchableEntry | undefined {
    for (let distance = 1; distance <= neighbourPlaces; distance += 1) {
      const entry = this.#store.entry(room, seq + direction * distance);
      if (entry === undefined || !this.#isReadable(entry)) return undefined;
      if (isMessage(entry)) return entry;
    }
    return undefined;
  }

  #found({ seq, mid, account, at, content, of }: SearchableEntry): FoundEntry {
    const from = this.#store.nameOf(account);
    const { text, cut } = excerptOf(content.text, this.#terms);
    const shown = { ...content, text } as ShownContent;
    return { seq, mid, from, at, content: shown, of, cut };
  }
}
