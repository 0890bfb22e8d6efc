/** Rooms whose drafts are kept, and the length of each in UTF-16 code units. */
const maxDrafts = 100;
const maxLength = 16_384;
const place = 'partyline.drafts';

/** A place that outlives the page, as `localStorage` is. */
export interface KeptTexts {
  getItem(place: string): string | null;
  setItem(place: string, text: string): void;
  removeItem(place: string): void;
}

/** What a person has begun to write, by room: it is there again when they come back, also after the page was closed. */
export class Drafts {
  readonly #kept: KeptTexts;
  readonly #drafts: Map<string, string>;

  constructor(kept: KeptTexts) {
    this.#kept = kept;
    this.#drafts = new Map(read(kept));
  }

  /** The draft for a room; empty if there is none. */
  of(room: string): string {
    return this.#drafts.get(room) ?? '';
  }

  /** Keeps a draft, the latest of which stay. */
  set(room: string, text: string): void {
    if (text === this.of(room)) return;
    this.#drafts.delete(room);
    if (text !== '') this.#drafts.set(room, text.slice(0, maxLength));
    for (const oldest of this.#drafts.keys()) {
      if (this.#drafts.size <= maxDrafts) break;
      this.#drafts.delete(oldest);
    }
    try {
      this.#kept.setItem(place, JSON.stringify([...this.#drafts]));
    } catch {
      // There is no room, or it is not allowed: the drafts last as long as the page.
    }
  }

  /** Forgets all: the person has logged out. */
  clear(): void {
    this.#drafts.clear();
    this.#kept.removeItem(place);
  }
}

function read(kept: KeptTexts): [string, string][] {
  try {
    const drafts: unknown = JSON.parse(kept.getItem(place) ?? '[]');
    return Array.isArray(drafts) ? drafts.filter(isDraft) : [];
  } catch {
    return [];
  }
}

function isDraft(draft: unknown): draft is [string, string] {
  return (
    Array.isArray(draft) && draft.length === 2 && draft.every((part) => typeof part === 'string')
  );
}
