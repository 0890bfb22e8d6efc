import type { Change, TableName } from './peer-messages.ts';

type Tables = Record<TableName, Map<string, unknown>>;

/** The facts that one node tells about itself: small tables by key. */
export class NodeFacts {
  readonly #tables: Tables = { here: new Map(), connections: new Map() };

  of(table: TableName, key: string): unknown {
    return this.#tables[table].get(key);
  }

  entries(table: TableName): IterableIterator<[string, unknown]> {
    return this.#tables[table].entries();
  }

  apply({ table, key, value }: Change): void {
    if (value === null) this.#tables[table].delete(key);
    else this.#tables[table].set(key, value);
  }

  /** All of them, as changes from nothing. */
  all(): Change[] {
    return (Object.keys(this.#tables) as TableName[]).flatMap((table) =>
      Array.from(this.#tables[table], ([key, value]) => ({ table, key, value })),
    );
  }

  /** The changes that lead from these facts to others; those that are not among them were lost. */
  changesTo(others: readonly Change[]): Change[] {
    const kept = new Set(others.map(({ table, key }) => `${table} ${key}`));
    const gone = this.all().filter(({ table, key }) => !kept.has(`${table} ${key}`));
    return [...gone.map(({ table, key }) => ({ table, key, value: null, lost: true })), ...others];
  }
}
