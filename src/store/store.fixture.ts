import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { openDatabase } from './database.ts';
import { migrate } from './migrations.ts';
import { SqliteTables } from './sqlite-tables.ts';

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
    this.database = openDatabase(this.file);
    migrate(this.database);
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
