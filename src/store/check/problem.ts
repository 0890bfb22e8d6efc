/** Something that is wrong with a store. */
export interface Problem {
  /**
   * - `file`: the file of the database, or its schema
   * - `index`: an index of the database
   * - `reference`: a row that refers to one that is not there
   * - `messages`: entries that are damaged or missing
   * - `mids`, `amendments`: tables that follow from the entries
   * - `search`: the index of the search
   * - `files`: files that people have sent
   */
  readonly kind:
    | 'file'
    | 'index'
    | 'reference'
    | 'messages'
    | 'mids'
    | 'amendments'
    | 'search'
    | 'files';
  /** A sentence for a person. */
  readonly text: string;
  /** Where the entries are. */
  readonly place?: Place;
}

/** Entries of a room. */
export interface Place {
  /** The room as people call it: `lobby`, `#ops`; its id for a conversation. */
  readonly room: string;
  /** Sequence numbers, both included. */
  readonly first: number;
  readonly last: number;
}

/** Kinds of problems that can be mended, since the right values follow from the messages. */
const mendable: readonly Problem['kind'][] = ['index', 'mids', 'amendments', 'search'];

/** Whether a repair can mend it. */
export function isMendable({ kind }: Problem): boolean {
  return mendable.includes(kind);
}
