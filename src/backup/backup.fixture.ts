import { hash } from 'node:crypto';
import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { TestContext } from 'node:test';
import { makePrivateFolder } from '../base/private-files.ts';
import { apply } from '../chat/apply.ts';
import { exampleAccount, exampleEntry } from '../chat/tables.suite.ts';
import { openDatabase } from '../store/database.ts';
import { FileFolder } from '../store/files/file-folder.ts';
import { migrate } from '../store/migrations.ts';
import { SqliteTables } from '../store/sqlite-tables.ts';
import { createCertificate } from '../wire/certificate.ts';
import { writeContent } from '../words/content.ts';
import type { BackupManifest } from './manifest.ts';
import { writeBackup } from './write-backup.ts';

const certificate = createCertificate({ name: 'partyline', now: Date.now() });

/** A data folder with a line in it, and a place for backups of it. */
export class ExampleFolder {
  readonly root = mkdtempSync(join(tmpdir(), 'partyline-backup-'));
  readonly path = join(this.root, 'data');
  readonly backup = join(this.root, 'line.tar');
  readonly files = new FileFolder(this.path);
  readonly database;
  readonly tables: SqliteTables;

  private constructor(tls: { readonly key: string; readonly certificate: string }) {
    this.database = openDatabase(makeFolder(this.path));
    migrate(this.database);
    this.tables = new SqliteTables(this.database);
    this.tables.begin();
    apply(this.tables, { type: 'line.create', at: 1, epoch: 'the epoch' });
    apply(this.tables, { type: 'line.run', at: 2, term: 'the term' });
    this.tables.putAccount(exampleAccount({ id: 1 }));
    this.commit();
    writeFileSync(this.file('login.key'), 'the login key');
    writeFileSync(this.file('tls.key'), tls.key);
    writeFileSync(this.file('tls.cert'), tls.certificate);
  }

  /** Makes one, which goes with the test. */
  static async make(test: Pick<TestContext, 'after'>): Promise<ExampleFolder> {
    const folder = new ExampleFolder(await certificate);
    test.after(() => {
      folder.close();
      rmSync(folder.root, { recursive: true });
    });
    return folder;
  }

  /** Its server stops. May be called twice. */
  close(): void {
    if (this.database.isOpen) this.database.close();
  }

  file(name: string): string {
    return join(this.path, name);
  }

  /** Says something in the lobby, in a commit of its own. */
  say(text: string): void {
    const seq = (this.tables.room(1)?.lastSeq ?? 0) + 1;
    const position = this.tables.nextPosition();
    const content = writeContent({ kind: 'text', text });
    const mid = `mid-${String(seq).padStart(9, '0')}`;
    this.tables.addEntry(exampleEntry({ room: 1, seq, position, account: 1, mid, content }));
    this.commit();
  }

  /** Posts a file with this text in it to the lobby; returns its hash. */
  send(text: string): string {
    const sent = hash('sha256', text);
    const path = this.files.pathOf(sent);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    this.say(`the file ${sent}`);
    const seq = this.tables.room(1)?.lastSeq ?? 0;
    const bytes = Buffer.byteLength(text);
    this.tables.putAttachment({ room: 1, seq, account: 1, hash: sent, bytes, at: 1 });
    this.commit();
    return sent;
  }

  /** Backs it up; what `advance` does happens meanwhile. */
  async backUp(advance?: () => void, configuration?: string): Promise<BackupManifest> {
    const descriptor = openSync(this.backup, 'w');
    try {
      const options = { folder: this.path, workFolder: this.root, software: 'test', now: 1_000 };
      const given = { ...options, configuration, ...(advance === undefined ? {} : { advance }) };
      return await writeBackup(given, (bytes) => void writeSync(descriptor, bytes));
    } finally {
      closeSync(descriptor);
    }
  }

  private commit(): void {
    this.tables.commit();
    this.tables.begin();
  }
}

/** Returns the path of the database in it. */
function makeFolder(path: string): string {
  makePrivateFolder(path);
  return join(path, 'line.sqlite');
}

/** The texts that were said in a database. */
export function textsIn(file: string): string[] {
  const database = openDatabase(file, { readOnly: true });
  try {
    const rows = database.prepare('SELECT text FROM messages WHERE room = 1 ORDER BY seq').all();
    return rows.map(({ text }) => String(text));
  } finally {
    database.close();
  }
}
