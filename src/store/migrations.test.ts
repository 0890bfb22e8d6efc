import assert from 'node:assert/strict';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { InputError } from '../base/errors.ts';
import { apply } from '../chat/apply.ts';
import { isGoodToken } from '../chat/device-token.ts';
import { epochOf } from '../chat/line.ts';
import { exampleAccount, exampleMembership, exampleRoom } from '../chat/tables.suite.ts';
import type { Session } from '../chat/tables.ts';
import { readContent } from '../words/content.ts';
import { nameSkeleton } from '../words/name-skeleton.ts';
import { defaultPreferences } from '../words/preferences.ts';
import { checkStore } from './check/check-store.ts';
import { openDatabase } from './database.ts';
import { Directory } from './directory.ts';
import { HistoryQueries } from './history-queries.ts';
import { assertSchema, migrate, schemaVersion } from './migrations.ts';
import { SqliteTables } from './sqlite-tables.ts';

describe('migrations', () => {
  let folder: string;
  let database: DatabaseSync;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'partyline-migrations-'));
    database = openDatabase(join(folder, 'line.sqlite'));
  });
  afterEach(() => {
    database.close();
    rmSync(folder, { recursive: true });
  });

  /** The epoch that a store of schema 1 to 3 was made with. */
  function epochBefore(): string {
    return String(database.prepare("SELECT value FROM meta WHERE key = 'epoch'").get()?.value);
  }

  test('bring an empty database to the present schema, in which no line has begun', () => {
    assert.throws(() => assertSchema(database), InputError);
    migrate(database);
    assertSchema(database);
    assert.equal(database.prepare('PRAGMA user_version').get()?.user_version, schemaVersion);
    assert.equal(epochOf(new SqliteTables(database)), undefined);
  });

  test('leave a database of the present schema as it is', () => {
    migrate(database);
    const schema = () => database.prepare('SELECT * FROM sqlite_schema').all();
    const before = schema();
    migrate(database);
    assert.deepEqual(schema(), before);
  });

  test('take the sessions of schema 1 over as those of devices, live, ended and last used', () => {
    migrate(database, 1);
    database.exec(`
      INSERT INTO accounts VALUES (1, 'uid', 'ana', 'member', 'record', 0, 1000, 0, '', NULL, 0);
      INSERT INTO sessions VALUES ('live', 1, 'laptop', 'hash', 'before', 1000, 2000, '::1', 0);
      INSERT INTO sessions VALUES ('ended', 1, 'phone', 'hash', NULL, 1000, 3000, '::1', 4000);
      INSERT INTO rooms VALUES (1, 'lobby', 'lobby');
      INSERT INTO messages VALUES (1, 1, 1, 1, 'mid', 'text', 'hello', 1500);
    `);
    assert.throws(() => assertSchema(database), InputError);
    migrate(database);
    assertSchema(database);
    const tables = new SqliteTables(database);
    const device = { account: 1, grant: null, tokenHash: 'hash', createdAt: 1_000, address: '::1' };
    const live = { id: 'live', device: 'laptop', previousHash: 'before', lastSeenAt: 2_000 };
    const ended = { id: 'ended', device: 'phone', previousHash: null, lastSeenAt: 3_000 };
    const unknown = { familyHash: null, resumedBy: null, shownAfter: null };
    const told = (session: typeof live | typeof ended) => ({
      ...device,
      ...session,
      ...unknown,
      toldAt: session.lastSeenAt,
    });
    assert.deepEqual(tables.liveSessions(1), [{ ...told(live), revokedAt: 0 }]);
    assert.deepEqual(tables.session('ended'), { ...told(ended), revokedAt: 4_000 });
    assert.equal(tables.room(1)?.lastSeq, 1);
    const directory = new Directory(join(folder, 'line.sqlite'));
    assert.equal(directory.lastDeviceOf(1)?.id, 'ended');
    directory.close();
  });

  test('take the messages of schema 2 over, each at its place, and know their mids', () => {
    migrate(database, 2);
    database.exec(`
      INSERT INTO accounts VALUES (1, 'uid', 'ana', 'member', 'record', 0, 1000, 0, '', NULL, 0);
      INSERT INTO rooms VALUES (1, 'lobby', 'lobby'), (2, '@1.2', 'direct');
    `);
    const insert = database.prepare("INSERT INTO messages VALUES (?, ?, ?, 1, ?, 'text', ?, ?)");
    const count = 1_200;
    for (let index = 1; index <= count; index += 1) {
      const [room, seq] = index % 3 === 0 ? [2, index / 3] : [1, index - Math.floor(index / 3)];
      insert.run(index, room, seq, `mid-${(index * 7) % 1_999}`, `text "${index}"`, 1_000 + index);
    }
    const sql =
      'SELECT position, room, seq, account, mid, kind, text, at FROM messages ORDER BY position';
    const before = database.prepare(sql).all();
    migrate(database);
    assertSchema(database);
    assert.deepEqual(database.prepare(sql).all(), before);
    const tables = new SqliteTables(database);
    assert.equal(tables.room(1)?.lastSeq, 800);
    assert.equal(tables.room(2)?.lastSeq, 400);
    assert.equal(tables.nextPosition(), count + 1);
    assert.deepEqual(readContent(JSON.parse(tables.entryByMid(1, 'mid-7')?.content ?? '{}')), {
      kind: 'text',
      text: 'text "1"',
    });
    const queries = new HistoryQueries(database);
    const page = queries.answer({
      direction: 'after',
      room: 1,
      seq: 0,
      limit: 2_000,
      maxBytes: 1e9,
    });
    assert.deepEqual([page.first, page.count, page.more], [1, 800, false]);
  });

  test('take the accounts of schema 3 over with their bans, and the epoch of the line', () => {
    migrate(database, 3);
    const bans = { never: 0, once: 5_000, 'for good': Number.POSITIVE_INFINITY };
    const insert = database.prepare(`INSERT INTO accounts
      VALUES (?, ?, ?, 'member', 'record', 0, 1000, ?, 'noise', NULL, 0)`);
    for (const [index, [name, end]] of Object.entries(bans).entries()) {
      insert.run(index + 1, `uid-${index}`, name, end);
    }
    database.exec(`
      INSERT INTO rooms VALUES (1, 'lobby', 'lobby');
      INSERT INTO members VALUES (1, 1, 7);
      INSERT INTO sessions VALUES ('token', 3, 'bot', 'hash', NULL, 1000, 2000, '', 0,
        '{"read":true,"write":false,"rooms":["lobby"],"expiresAt":null}');
    `);
    const epoch = epochBefore();
    assert.match(epoch, /^[A-Za-z0-9_-]{22}$/);
    migrate(database);
    assertSchema(database);
    const tables = new SqliteTables(database);
    assert.equal(epochOf(tables), epoch);
    assert.deepEqual(
      Object.keys(bans).map((name) => {
        const account = tables.accountByName(name);
        return tables.sanction(0, 'ban', `account:${account?.id}`)?.until;
      }),
      [undefined, 5_000, null],
    );
    assert.deepEqual(
      tables.accountByName('once'),
      exampleAccount({ id: 2, uid: 'uid-1', name: 'once', sanctioned: true }),
    );
    assert.deepEqual(tables.membership(1, 1), exampleMembership({ readPosition: 7 }));
    const grant = { read: true, write: false, rooms: ['lobby'], expiresAt: null };
    assert.deepEqual(tables.session('token')?.grant, grant);
    assert.deepEqual(database.prepare('PRAGMA foreign_key_check').all(), []);
  });

  test('take a history without terms over, and begin the first behind it', () => {
    migrate(database, 6);
    database.exec(`
      INSERT INTO rooms (id, key, kind) VALUES (1, 'lobby', 'lobby');
      INSERT INTO blocks VALUES (7, 1, 3, '[]', '[]');
    `);
    migrate(database);
    const directory = new Directory(database.location() as string);
    assert.deepEqual(directory.latestTerms(9), []);
    const tables = new SqliteTables(database);
    assert.ok(apply(tables, { type: 'line.run', at: 1_000, term: 'the first' }).ok);
    const term = { firstPosition: 8, id: 'the first', beganAt: 1_000 };
    assert.deepEqual(directory.latestTerms(9), [term]);
    assert.equal(directory.lastSeqBefore(term, 1), 3);
    directory.close();
  });

  test('take the devices of schema 7 over, which come back as before and then know their family', () => {
    migrate(database, 7);
    database.exec(`
      INSERT INTO accounts (id, uid, name, role, record, pending, created_at, ban_reason, reset_expires_at)
        VALUES (1, 'uid', 'ana', 'member', 'record', 0, 1000, '', 0);
      INSERT INTO sessions
          (id, account, device, token_hash, previous_hash, created_at, last_seen_at, address, revoked_at)
        VALUES ('device', 1, 'laptop', 'newest', 'before', 1000, 2000, '::1', 0);
    `);
    migrate(database);
    assertSchema(database);
    const tables = new SqliteTables(database);
    const turn = { run: 'run', number: 1 };
    for (const presentedHash of ['before', 'newest']) {
      assert.ok(isGoodToken(tables.session('device') as Session, presentedHash));
    }
    const rotated = apply(tables, {
      type: 'session.rotate',
      at: 3_000,
      session: 'device',
      presentedHash: 'before',
      familyHash: 'family',
      nextHash: 'next',
      address: '::1',
      turn,
    });
    assert.ok(rotated.ok);
    const { tokenHash, familyHash, resumedBy, toldAt } = tables.session('device') as Session;
    assert.deepEqual([tokenHash, familyHash, resumedBy, toldAt], ['next', 'family', turn, 2_000]);
  });

  test('take the rooms of schema 12 over: nobody has left, and everybody reads everything', () => {
    migrate(database, 12);
    database.exec(`
      INSERT INTO accounts (id, uid, name, role, record, pending, created_at, reset_expires_at, skeleton)
        VALUES (1, 'uid-1', 'ana', 'member', 'record', 0, 1000, 0, 'ana'),
          (2, 'uid-2', 'bob', 'member', 'record', 0, 2000, 0, 'bob');
      INSERT INTO events (position, at, actor, type, data) VALUES (1, 500, 0, 'line.create', '{}');
      INSERT INTO rooms (id, key, kind) VALUES (1, 'lobby', 'lobby'), (2, 'r2', 'direct');
      INSERT INTO memberships (room, account, read_position)
        VALUES (1, 1, 7), (1, 2, 0), (2, 1, 3), (2, 2, 0);
      INSERT INTO blocks VALUES (9, 2, 3, '[]', '[]');
      INSERT INTO invites VALUES ('hash', NULL, 1, 5000);
    `);
    migrate(database);
    assertSchema(database);
    assert.deepEqual(database.prepare('PRAGMA foreign_key_check').all(), []);
    const tables = new SqliteTables(database);
    assert.deepEqual(tables.room(1), exampleRoom({ createdAt: 500 }));
    const conversation = exampleRoom({ id: 2, key: 'r2', createdAt: 500, lastSeq: 3 });
    assert.deepEqual(tables.room(2), conversation);
    const place = exampleMembership({ stateAt: 1_000, readPosition: 7 });
    assert.deepEqual(tables.membership(1, 1), place);
    assert.deepEqual(
      tables.membersOf(2).map(({ account, state, role, readPosition }) => {
        return [account, state, role, readPosition];
      }),
      [
        [1, 'in', 'member', 3],
        [2, 'in', 'member', 0],
      ],
    );
    const invite = { hash: 'hash', name: null, createdBy: 1, expiresAt: 5_000 };
    assert.deepEqual(tables.invite('hash'), { ...invite, rooms: null, role: 'member' });
    assert.throws(() => database.exec("UPDATE rooms SET kind = 'other' WHERE id = 2"));
    const directory = new Directory(database.location() as string);
    assert.deepEqual(
      directory.roomsOf(1).map(({ name }) => name),
      ['lobby', '@bob'],
    );
    directory.close();
  });

  test('leave nothing behind when one fails', () => {
    database.exec('CREATE TABLE settings (in_the_way TEXT)');
    assert.throws(() => migrate(database), /settings already exists/);
    const tables = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").all();
    assert.deepEqual(
      tables.map(({ name }) => name),
      ['settings'],
    );
    assert.equal(database.prepare('PRAGMA user_version').get()?.user_version, 0);
  });

  test('killed at any point leave the store of before or the new one', () => {
    migrate(database, 14);
    const add = database.prepare('INSERT INTO blocks VALUES (?, 1, ?, ?, ?)');
    for (let seq = 1; seq <= 20; seq += 1) {
      const content = `[{"kind":"text","text":"${'x'.repeat(20_000)}"}]`;
      add.run(seq, seq, `[[${seq},1,"m${seq}",1000,20027]]`, content);
    }
    database.exec('PRAGMA cache_size = 10; PRAGMA wal_checkpoint(TRUNCATE)');
    const messages = (from: DatabaseSync) =>
      from.prepare('SELECT position, room, seq, content FROM messages').all();
    const before = messages(database);
    const copies: string[] = [];
    const exec = database.exec.bind(database);
    database.exec = (sql) => {
      exec(sql);
      copies.push(copyOf(folder, copies.length));
    };
    migrate(database);
    const versions = copies.map((copy) => {
      const copied = openDatabase(copy);
      const version = Number(copied.prepare('PRAGMA user_version').get()?.user_version);
      assert.deepEqual(messages(copied), before);
      migrate(copied);
      assertSchema(copied);
      copied.close();
      return version;
    });
    const old = versions.slice(0, -1);
    assert.ok(old.length > 4, `${old.length} points`);
    assert.deepEqual(versions, [...old.map(() => 14), schemaVersion]);
  });

  test('refuse a schema of the future, and say what to do', () => {
    migrate(database);
    database.exec(`PRAGMA user_version = ${schemaVersion + 1}`);
    const refused = (error: unknown) =>
      error instanceof InputError &&
      error.message.includes('line.sqlite was written by a newer version of partyline') &&
      error.message.includes('install that version');
    assert.throws(() => migrate(database), refused);
    assert.throws(() => assertSchema(database), refused);
  });

  test('take the bans of schema 9 over as sanctions, and find names that look alike', () => {
    migrate(database, 9);
    const insert = database.prepare(`INSERT INTO accounts (id, uid, name, role, record, pending,
        created_at, ban_reason, reset_expires_at, banned_until)
      VALUES (?, ?, ?, 'member', 'record', 0, 1000, ?, 0, ?)`);
    insert.run(1, 'uid-1', 'olga', '', 0);
    insert.run(2, 'uid-2', 'b0b', 'noise', 5_000);
    insert.run(3, 'uid-3', 'cora', '', null);
    database.exec(`
      INSERT INTO events VALUES (1, 2000, 1, 'account.ban', '{"account":2,"until":3000,"reason":""}');
      INSERT INTO events VALUES (2, 2500, 4, 'account.ban', '{"account":2,"until":5000,"reason":"noise"}');
      INSERT INTO events VALUES (3, 2600, 2, 'session.open', '{"session":"s1","revoked":0}');
      INSERT INTO events VALUES (4, 2700, 1, 'sign-up.change', '{"mode":"closed"}');
    `);
    migrate(database);
    assertSchema(database);
    const tables = new SqliteTables(database);
    const ban = { scope: 0, kind: 'ban', reason: 'noise', at: 2_500, actor: 4, until: 5_000 };
    assert.deepEqual(tables.sanctionsOn('account:1'), []);
    assert.deepEqual(tables.sanctionsOn('account:2'), [{ ...ban, subject: 'account:2' }]);
    const unknown = { ...ban, reason: '', at: 1_000, actor: 0, until: null };
    assert.deepEqual(tables.sanctionsOn('account:3'), [{ ...unknown, subject: 'account:3' }]);
    assert.deepEqual(
      [1, 2, 3].map((id) => tables.account(id)?.sanctioned),
      [false, true, true],
    );
    assert.equal(tables.accountLike(nameSkeleton('bob'))?.id, 2);
    const directory = new Directory(database.location() as string);
    assert.deepEqual(
      directory.acts(9, 9).map(({ whom }) => whom),
      ['line', 'account:2', 'account:2'],
    );
    directory.close();
  });

  test('leave the messages of schema 10 as they are, and let them be amended', () => {
    migrate(database, 10);
    const text = '{"kind":"text","text":"helo"}';
    database.exec("INSERT INTO rooms VALUES (1, 'lobby', 'lobby')");
    database.exec(
      `INSERT INTO blocks VALUES (1, 1, 1, '[[1,1,"mid",1000,${text.length}]]', '[${text}]')`,
    );
    migrate(database);
    assertSchema(database);
    const tables = new SqliteTables(database);
    assert.equal(tables.entry(1, 1)?.content, text);
    assert.deepEqual(tables.amendments(1, 1), []);
    tables.eraseEntry(1, 1);
    assert.equal(tables.entry(1, 1)?.content, '{"kind":"text","text":""}    ');
  });

  test('leave the accounts of schema 11 without preferences, until they change some', () => {
    migrate(database, 11);
    migrate(database);
    const tables = new SqliteTables(database);
    assert.equal(tables.preferences(1), undefined);
    const away = { text: 'lunch', since: 5 };
    const changed = {
      ...defaultPreferences,
      away,
      rooms: { lobby: 'all' },
      words: ['disk'],
    } as const;
    tables.begin();
    tables.putPreferences({ account: 1, ...defaultPreferences });
    tables.putPreferences({ account: 1, ...changed });
    tables.commit();
    assert.deepEqual(tables.preferences(1), { account: 1, ...changed });
  });

  test('make room for urgent messages, of which there were none', () => {
    migrate(database, 13);
    migrate(database);
    const tables = new SqliteTables(database);
    assert.deepEqual(tables.openUrgents(2), []);
    const urgent = { room: 1, seq: 7, account: 2, sender: 3, at: 5, acknowledgedAt: null };
    tables.begin();
    tables.putUrgent(urgent);
    tables.putUrgent({ ...urgent, account: 4 });
    tables.commit();
    assert.deepEqual(tables.openUrgents(2), [urgent]);
    tables.begin();
    tables.putUrgent({ ...urgent, acknowledgedAt: 9 });
    tables.deleteUrgent({ ...urgent, account: 4 });
    tables.commit();
    assert.deepEqual(tables.openUrgents(2), []);
    assert.deepEqual(tables.urgents(1, 7), [{ ...urgent, acknowledgedAt: 9 }]);
  });

  test('let others know what the people of schema 14 have read, and drop messages of its rooms', () => {
    migrate(database, 14);
    const columns = 'account, notify, rooms_json, words_json, ignored_json, bell, desktop, typing';
    database.exec(`
      INSERT INTO preferences (${columns}) VALUES (1, 'all', '{}', '[]', '[]', 1, 0, 1);
      INSERT INTO blocks VALUES (1, 1, 1, '[[1,1,"mid",1000,27]]', '[{"kind":"text","text":"old"}]');
    `);
    migrate(database);
    assertSchema(database);
    const tables = new SqliteTables(database);
    assert.equal(tables.preferences(1)?.receipts, true);
    assert.equal(tables.dropEntries(1, 1), 1);
    assert.deepEqual([tables.entry(1, 1), tables.nextPosition()], [undefined, 2]);
  });

  test('find the mids of schema 19, in runs or one by one, by the times in them', () => {
    migrate(database, 19);
    const content = '{"kind":"text","text":"old"}';
    const add = database.prepare('INSERT INTO blocks VALUES (?, 1, ?, ?, ?, NULL)');
    for (const position of [2, 4]) {
      const heads = [position - 1, position].map((at) => [at, 1, `time-${position}-${at}`, at, 28]);
      add.run(position, position, JSON.stringify(heads), `[${content},${content}]`);
    }
    database.exec(`
      INSERT INTO mid_runs VALUES (1, 'time-2-2', 'time-2-1', 2);
      INSERT INTO mids VALUES ('time-4-3', 1, 4), ('time-4-4', 1, 4);
    `);
    migrate(database);
    assertSchema(database);
    const tables = new SqliteTables(database);
    for (const mid of ['time-2-1', 'time-2-2', 'time-4-3', 'time-4-4']) {
      assert.equal(tables.entryByMid(1, mid)?.mid, mid);
    }
    const rows = database.prepare('SELECT * FROM mid_times').all();
    assert.deepEqual(
      rows.map(({ time, block }) => [time, block]),
      [
        ['time-2-', 2],
        ['time-4-', 4],
      ],
    );
    assert.equal(database.prepare('SELECT * FROM mids').get(), undefined);
  });

  test('give the blocks of schema 16 their checksums, by which a check knows them', () => {
    migrate(database, 16);
    const heads = (position: number) => `[[${position},1,"m${position}",1000,27]]`;
    const add = database.prepare('INSERT INTO blocks VALUES (?, 1, ?, ?, ?)');
    for (const seq of [1, 2]) add.run(seq, seq, heads(seq), '[{"kind":"text","text":"old"}]');
    migrate(database);
    assertSchema(database);
    const texts = () => checkStore(database).problems.flatMap(({ text, place }) => place && text);
    assert.equal(texts().includes('are damaged'), false);
    database.exec(
      "UPDATE blocks SET contents = replace(contents, 'old', 'odd') WHERE last_seq = 2",
    );
    assert.equal(texts().includes('are damaged'), true);
  });

  test('give a store of schema 18 a place for files', () => {
    migrate(database, 18);
    migrate(database);
    assertSchema(database);
    const tables = new SqliteTables(database);
    const attachment = { room: 1, seq: 7, account: 2, hash: 'a', bytes: 3, at: 5 };
    tables.begin();
    tables.putAttachment(attachment);
    tables.putUpload({ account: 3, hash: 'b', bytes: 4, at: 5 });
    tables.commit();
    assert.deepEqual(tables.attachment(1, 7), attachment);
    assert.deepEqual([tables.ownFileBytes(2, 'a'), tables.ownFileBytes(3, 'b')], [3, 4]);
    assert.deepEqual([tables.expireUploads(6, 9), tables.expireAttachments(6, 9)], [1, 1]);
  });
});

/** The files of a database as they are, such as a process leaves them that is killed; returns the path of the copy. */
function copyOf(folder: string, number: number): string {
  const copy = join(folder, `copy-${number}.sqlite`);
  for (const end of ['', '-wal']) copyFileSync(join(folder, `line.sqlite${end}`), `${copy}${end}`);
  return copy;
}
