import assert from 'node:assert/strict';
import { hash as hashOf } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { newRoom } from '../../chat/rooms.ts';
import { openDatabase } from '../database.ts';
import { FileFolder } from '../files/file-folder.ts';
import { migrate } from '../migrations.ts';
import { SqliteTables } from '../sqlite-tables.ts';
import { checkFiles } from './check-files.ts';

test('a check of files names those that are missing, damaged or cut, and their messages', (t) => {
  const path = mkdtempSync(join(tmpdir(), 'partyline-check-'));
  t.after(() => rmSync(path, { recursive: true }));
  const folder = new FileFolder(path);
  const database = openDatabase(join(path, 'line.sqlite'));
  t.after(() => database.close());
  migrate(database);
  const tables = new SqliteTables(database);
  tables.begin();
  tables.putRoom({ ...newRoom({ id: 2, key: 'r2', kind: 'named', createdAt: 1 }), name: 'ops' });
  const hashes = ['sound', 'missing', 'damaged', 'cut'].map((text, index) => {
    const hash = hashOf('sha256', text);
    const { length: bytes } = text;
    tables.putAttachment({ room: 2, seq: index + 1, account: 1, hash, bytes, at: 1 });
    mkdirSync(dirname(folder.pathOf(hash)), { recursive: true });
    writeFileSync(folder.pathOf(hash), text);
    return hash;
  });
  tables.putUpload({ account: 1, hash: hashOf('sha256', 'sound'), bytes: 5, at: 1 });
  tables.commit();
  let told: unknown;
  const check = () =>
    checkFiles(database, folder, (...progress) => {
      told = progress;
    });
  assert.deepEqual(check(), { files: 4, problems: [] });
  assert.deepEqual(told, [22, 22]);
  const [, missing = '', damaged = '', cut = ''] = hashes;
  rmSync(folder.pathOf(missing));
  writeFileSync(folder.pathOf(damaged), 'Damaged');
  writeFileSync(folder.pathOf(cut), 'cu');
  const texts = check().problems.map(({ kind, text }) => `${kind}: ${text}`);
  assert.deepEqual(
    texts.sort(),
    [
      `files: the file ${missing} is missing (#ops 2)`,
      `files: the file ${damaged} is damaged: its bytes have another hash (#ops 3)`,
      `files: the file ${cut} has 2 bytes instead of 3 (#ops 4)`,
    ].sort(),
  );
});
