import type { SQLInputValue } from 'node:sqlite';

/*
 * How values of the chat lie in the database: a descriptor names, once, the columns of an entity's table;
 * the SQL that reads and writes them and the conversions between row and value follow from it.
 */

/** A row as node:sqlite gives it, its columns under the names of the value's fields. */
export type Row = Record<string, unknown>;

/** A field that SQLite keeps as it is. */
interface PlainColumn {
  readonly kind: 'plain';
}

/** A boolean, kept as 0 or 1. */
interface FlagColumn {
  readonly kind: 'flag';
}

/** A value of several parts, kept as JSON in a column of a name of its own; null is kept as NULL. */
interface JsonColumn {
  readonly kind: 'json';
  readonly name: string;
}

/** A field that follows from other tables, and is read only. */
interface DerivedColumn {
  readonly kind: 'derived';
  readonly expression: string;
}

type Column = PlainColumn | FlagColumn | JsonColumn | DerivedColumn;

/** The column that fits a field of this type. */
type ColumnOf<Value> = [Value] extends [boolean]
  ? FlagColumn
  : [Value] extends [string | number | null]
    ? PlainColumn | DerivedColumn
    : JsonColumn;

/** A field kept as it is, in the column of its name in snake case. */
export const plain: PlainColumn = { kind: 'plain' };

/** A boolean field, in the column of its name in snake case. */
export const flag: FlagColumn = { kind: 'flag' };

/** A field kept as JSON in the column `name`. */
export function json(name: string): JsonColumn {
  return { kind: 'json', name };
}

/** A field computed by an SQL expression when it is read. */
export function derived(expression: string): DerivedColumn {
  return { kind: 'derived', expression };
}

type Field<Value> = readonly [name: keyof Value & string, column: Column];

/** One kind of value with its table. */
export class Entity<Value extends object> {
  /** The columns that a SELECT reads so that `toValue` can take the row. */
  readonly columns: string;
  /** The same under names that begin with `prefix`, in a query that joins tables: for `toValueOf`. */
  readonly columnsAs: (prefix: string) => string;
  /** Adds a row; takes the result of `toRow`. */
  readonly insert: string;
  /** Adds a row, or replaces the one with the same key; takes the result of `toRow`. */
  readonly put: string;
  readonly #stored: readonly Field<Value>[];
  readonly #converted: readonly Field<Value>[];
  readonly #fields: readonly string[];

  /**
   * @param key columns of the primary key
   * @param fields every field of the value
   */
  constructor(
    table: string,
    key: readonly string[],
    fields: { readonly [Field in keyof Value & string]: ColumnOf<Value[Field]> },
  ) {
    const all = Object.entries<Column>(fields) as unknown as Field<Value>[];
    const converted = all.filter(([, { kind }]) => kind === 'flag' || kind === 'json');
    const stored = all.filter(([, { kind }]) => kind !== 'derived');
    const names = stored.map(([field, column]) => nameOf(field, column));
    const changes = names.filter((name) => !key.includes(name));
    this.columns = all.map(([field, column]) => `${sourceOf(field, column)} AS ${field}`).join();
    this.columnsAs = (prefix) => {
      return all
        .map(([field, column]) => {
          const owner = column.kind === 'derived' ? '' : `${table}.`;
          return `${owner}${sourceOf(field, column)} AS ${prefix}${field}`;
        })
        .join();
    };
    this.#fields = all.map(([field]) => field);
    this.insert = `INSERT INTO ${table} (${names}) VALUES (${names.map(() => '?')})`;
    this.put = `${this.insert} ON CONFLICT (${key}) DO UPDATE SET
      ${changes.map((name) => `${name} = excluded.${name}`)}`;
    this.#stored = stored;
    this.#converted = converted;
  }

  /** The value's fields as `insert` and `put` take them. */
  toRow(value: Value): SQLInputValue[] {
    return this.#stored.map(([field, { kind }]) => {
      const part = value[field];
      if (kind === 'flag') return part ? 1 : 0;
      return kind === 'json' ? toJson(part) : (part as SQLInputValue);
    });
  }

  /** The value in a row that was read by `columns`. */
  readonly toValue = (row: Row): Value => {
    const value: Row = { ...row };
    for (const [field, { kind }] of this.#converted) {
      value[field] = kind === 'flag' ? row[field] === 1 : fromJson(row[field]);
    }
    return value as Value;
  };

  /** The value in a row that was read by `columnsAs`. */
  toValueOf(row: Row, prefix: string): Value {
    return this.toValue(
      Object.fromEntries(this.#fields.map((field) => [field, row[prefix + field]])),
    );
  }
}

function toJson(part: unknown): string | null {
  return part === null ? null : JSON.stringify(part);
}

function fromJson(stored: unknown): unknown {
  return stored === null ? null : JSON.parse(String(stored));
}

function nameOf(field: string, column: Column): string {
  if (column.kind === 'json') return column.name;
  return field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function sourceOf(field: string, column: Column): string {
  return column.kind === 'derived' ? column.expression : nameOf(field, column);
}
