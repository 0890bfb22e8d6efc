import { join } from 'node:path';
import { exampleAccount } from '../../chat/tables.suite.ts';
import type { RoomEntry } from '../../chat/tables.ts';
import { writeContent } from '../../words/content.ts';
import type { EntryKind } from '../../words/message-kind.ts';
import { BlockWriter } from '../block-writer.ts';
import { TestStore } from '../store.fixture.ts';
import { IndexFeed } from './feed.ts';
import { SearchIndex } from './search-index.ts';
import { Search, type SearchAnswer, type SearchQuestion } from './search-queries.ts';
import { SearchableStore } from './searchable-store.ts';

/** A message of a model: as people see it at present. */
export interface ModelMessage {
  readonly room: number;
  readonly seq: number;
  readonly account: number;
  readonly at: number;
  /** Empty: it was deleted. */
  text: string;
}

/** A store in which people talk, with a model of what they see. */
export class SearchedStore extends TestStore {
  readonly indexFile = join(this.folder, 'search.sqlite');
  readonly searchable = new SearchableStore(this.database);
  /** In the order in which they were said. */
  readonly messages: ModelMessage[] = [];
  readonly #lastSeqs = new Map<number, number>();
  /** The entry that has the text of an edited message. */
  readonly #edits = new Map<ModelMessage, number>();
  #position = 0;
  #writer = new BlockWriter(this.database);

  constructor() {
    super();
    for (const id of [1, 2]) this.tables.putAccount(exampleAccount({ id }));
    this.tables.putSetting('epoch', 'an epoch');
    this.beginTerm('first term');
  }

  beginTerm(id: string): void {
    this.tables.putTerm({ firstPosition: this.#position + 1, id, beganAt: 0 });
  }

  post(text: string, { room = 1, account = 1, at = this.#position + 1 } = {}): ModelMessage {
    const { seq } = this.#add(room, account, at, 'text', text, 0);
    const message = { room, seq, account, at, text };
    this.messages.push(message);
    return message;
  }

  edit(message: ModelMessage, text: string): void {
    const { room, seq: of, account } = message;
    const { seq } = this.#add(room, account, this.#position + 1, 'edit', text, of);
    this.#amend(message, seq, 'edit');
    message.text = text;
  }

  delete(message: ModelMessage): void {
    const { room, seq: of, account } = message;
    const { seq } = this.#add(room, account, this.#position + 1, 'deletion', '', of);
    this.#amend(message, seq, 'deletion');
    message.text = '';
  }

  /** Drops the oldest entries of a room. */
  drop(room: number, through: number): void {
    this.flush();
    this.#writer.drop(room, through);
  }

  /** Ends a batch: all of it is in the store. */
  flush(): void {
    this.#writer.flush();
  }

  #add(room: number, account: number, at: number, kind: EntryKind, text: string, of: number) {
    this.#position += 1;
    const seq = (this.#lastSeqs.get(room) ?? 0) + 1;
    this.#lastSeqs.set(room, seq);
    const mid = String(this.#position).padStart(22, '0');
    const content = writeContent({ kind, text });
    const entry: RoomEntry = { room, seq, position: this.#position, account, mid, at, content, of };
    this.#writer.add(entry);
    return entry;
  }

  /** As the rules do it (`chat/amend.ts`). */
  #amend(message: ModelMessage, seq: number, kind: 'edit' | 'deletion'): void {
    const { room, seq: of, account } = message;
    const before = this.#edits.get(message);
    this.#writer.flush();
    this.tables.eraseEntry(room, before ?? of);
    for (const amendment of this.tables.amendments(room, of)) {
      this.tables.deleteAmendment(amendment);
    }
    this.tables.addAmendment({ room, of, seq, kind, account, emoji: '' });
    this.#edits.set(message, seq);
  }
}

/** An index of a store, with everything that was stored. */
export function indexOf(store: SearchedStore): SearchIndex {
  const index = new SearchIndex(store.indexFile);
  fill(index, store);
  return index;
}

/** Brings an index up to a store. */
export function fill(index: SearchIndex, store: SearchedStore): void {
  const feed = new IndexFeed(index, store.searchable);
  while (feed.isBehind) feed.step();
  while (feed.sweepStep());
}

/** One page of a search. */
export function search(
  index: SearchIndex,
  store: SearchedStore,
  question: Partial<SearchQuestion>,
): SearchAnswer {
  const rooms = [{ room: 1 }, { room: 2 }];
  const asked = { terms: [], rooms, limit: 100, ...question };
  const underWay = new Search(index, store.searchable, asked);
  for (;;) {
    const answer = underWay.step();
    if (answer !== undefined) return answer;
  }
}
