import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { openDatabase } from './database.ts';
import { migrate } from './migrations.ts';
import { SqliteTables } from './sqlite-tables.ts';

let emptyStore: Buffer | undefined;

/**
 * Opens a database of the present schema that survives all but a crash of the machine, and so flushes nothing. A new
 * one is a copy, as to make one takes ten times as long.
 */
export function openStore(file: string): DatabaseSync {
  emptyStore ??= makeEmptyStore();
  if (!existsSync(file)) writeFileSync(file, emptyStore, { mode: 0o600 });
  const database = openDatabase(file);
  database.exec('PRAGMA synchronous = OFF');
  return database;
}

function makeEmptyStore(): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'partyline-store-'));
  const file = join(folder, 'line.sqlite');
  const database = openDatabase(file);
  migrate(database);
  database.close();
  const bytes = readFileSync(file);
  rmSync(folder, { recursive: true });
  return bytes;
}

/** A database with tables in a folder of its own, inside a transaction. */
export class TestStore {
  readonly folder = mkdtempSync(join(tmpdir(), 'partyline-store-'));
  readonly file = join(this.folder, 'line.sqlite');
  database!: DatabaseSync;
  tables!: SqliteTables;

  constructor() {
    this.open();
  }

  open(): SqliteTables {
    this.database = openStore(this.file);
    this.tables = new SqliteTables(this.database);
    this.tables.begin();
    return this.tables;
  }

  commit(): void {
    this.tables.commit();
    this.tables.begin();
  }

  reopen(): SqliteTables {
    this.tables.commit();
    this.database.close();
    return this.open();
  }

  close(): void {
    this.database.close();
    rmSync(this.folder, { recursive: true });
  }
}
