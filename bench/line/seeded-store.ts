import { createHash } from 'node:crypto';
import { closeSync, fsyncSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { deviceTokenHashes } from '../../src/auth/device-token.ts';
import { randomId } from '../../src/base/ids.ts';
import { MidSource } from '../../src/base/mid-source.ts';
import { makePrivateFolder } from '../../src/base/private-files.ts';
import { apply } from '../../src/chat/apply.ts';
import type { Proposal } from '../../src/chat/proposals.ts';
import { openDatabase } from '../../src/store/database.ts';
import { migrate } from '../../src/store/migrations.ts';
import { SqliteTables } from '../../src/store/sqlite-tables.ts';
import { writeContent } from '../../src/words/content.ts';
import { textBytes } from '../measure/text.ts';

/** One account of a seeded store, with what it logs in by. */
export interface SeededAccount {
  readonly number: number;
  readonly name: string;
  /** A device that has been here before. */
  readonly device: { readonly session: string; readonly token: string };
  /** An app token that may post and not read. */
  readonly bot: { readonly session: string; readonly secret: string };
}

/** Sign-ups that go into one transaction; their number leaves no trace. */
const accountBatch = 5_000;

/** Messages that go into one, as if so many had been in flight: they lie together in the store. */
const messageBatch = 64;

const dayMs = 86_400_000;
const messagesPerMs = 128;
const padding = 'said before '.repeat(9);

/**
 * A data folder that is filled by the rules themselves, as if its people had signed up and talked before.
 * It is on the disk once it is closed, and not before.
 */
export class SeededStore {
  readonly #file: string;
  readonly #database;
  readonly #tables: SqliteTables;
  readonly #mids = new MidSource();
  #waiting = 0;

  /** @param folder the server's data folder */
  constructor(folder: string) {
    makePrivateFolder(folder);
    this.#file = join(folder, 'line.sqlite');
    this.#database = openDatabase(this.#file);
    this.#database.exec('PRAGMA synchronous = OFF');
    migrate(this.#database);
    this.#tables = new SqliteTables(this.#database);
    this.#tables.begin();
    apply(this.#tables, { type: 'line.create', at: Date.now(), epoch: randomId(16) });
  }

  /** Signs up people `from` to `to`, not included. */
  addAccounts(from: number, to: number): SeededAccount[] {
    return Array.from({ length: to - from }, (_, index) => this.#addAccount(from + index));
  }

  /** People who have signed up before. */
  accounts(from: number, to: number): SeededAccount[] {
    return Array.from({ length: to - from }, (_, index) => {
      const account = seededAccount(from + index);
      const number = this.#tables.accountByName(account.name)?.id;
      if (number === undefined) throw new Error(`${account.name} is not in the store`);
      return { ...account, number };
    });
  }

  /**
   * Has the first of these people make a public room, and the others join it. Each has read the entries that tell
   * so, one for everybody.
   */
  addRoom(people: readonly SeededAccount[]): string {
    const room = this.#tables.nextRoomId();
    const key = `r${String(room).padStart(16, '0')}`;
    const to = { name: `room-${room}` };
    const at = Date.now();
    for (const { number: account } of people) {
      const join = { type: 'room.join', at, account, to, key, makers: 'anyone' } as const;
      this.#proposeIn(accountBatch, join);
    }
    for (const { number: account } of people) this.#readAll(room, account);
    return key;
  }

  #readAll(room: number, account: number): void {
    const membership = this.#tables.membership(room, account);
    if (membership === undefined) throw new Error(`seeding the store: nobody came into a room`);
    const readPosition = this.#tables.room(room)?.lastSeq ?? 0;
    this.#tables.putMembership({ ...membership, readPosition });
  }

  /**
   * Says so many messages in the lobby, by turns, a day ago.
   *
   * @param textOf the text of each; of 100 bytes and with a number if left out
   */
  addMessages(
    people: readonly SeededAccount[],
    count: number,
    textOf: (number: number) => string = numberedText,
  ): void {
    const before = this.#tables.room(1)?.lastSeq ?? 0;
    const start = Date.now() - dayMs;
    for (let index = 0; index < count; index += 1) {
      const { number } = people[index % people.length] as SeededAccount;
      const at = start + Math.floor((before + index) / messagesPerMs);
      this.#proposeIn(messageBatch, {
        type: 'post',
        at,
        account: number,
        to: { room: 1 },
        mid: this.#mids.next(at),
        content: writeContent({ kind: 'text', text: textOf(before + index) }),
        of: 0,
      });
    }
  }

  close(): void {
    this.#tables.commit();
    this.#database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    this.#database.close();
    flush(this.#file);
  }

  #addAccount(index: number): SeededAccount {
    const account = seededAccount(index);
    const at = Date.now();
    const outcome = this.#proposeIn(accountBatch, {
      type: 'account.create',
      at,
      uid: bytes(index, 'uid', 16),
      name: account.name,
      role: 'member',
      record: 'none',
      mode: 'open',
      inviteHash: null,
      session: {
        id: account.device.session,
        device: 'bench',
        ...deviceTokenHashes(account.device.token),
        address: '127.0.0.1',
      },
    });
    const number = (outcome as { account: { id: number } }).account.id;
    this.#proposeIn(accountBatch, {
      type: 'token.create',
      at,
      account: number,
      id: account.bot.session,
      name: 'bot',
      tokenHash: hash(account.bot.secret),
      grant: { read: false, write: true, rooms: null, expiresAt: null },
    });
    return { ...account, number };
  }

  #proposeIn(batch: number, proposal: Proposal): unknown {
    const outcome = apply(this.#tables, proposal);
    if (!outcome.ok) throw new Error(`seeding the store: ${proposal.type}: ${outcome.code}`);
    this.#waiting += 1;
    if (this.#waiting >= batch) {
      this.#waiting = 0;
      this.#tables.commit();
      this.#tables.begin();
    }
    return outcome.value;
  }
}

function numberedText(number: number): string {
  return `${number} ${padding}`.slice(0, textBytes);
}

/** Writes a file to the disk, so that nothing of it is left to be written while others measure. */
function flush(file: string): void {
  const descriptor = openSync(file, 'r+');
  fsyncSync(descriptor);
  closeSync(descriptor);
}

/** The credentials of account number `index` of every seeded store. */
function seededAccount(index: number): Omit<SeededAccount, 'number'> {
  return {
    name: `user${String(index).padStart(6, '0')}`,
    device: { session: bytes(index, 'device', 16), token: bytes(index, 'device token', 32) },
    bot: { session: bytes(index, 'bot', 16), secret: bytes(index, 'bot secret', 32) },
  };
}

/** Bytes that are the same in every run, in base64url. */
function bytes(index: number, what: string, count: number): string {
  const digest = createHash('sha256').update(`${index} ${what}`).digest();
  return digest.subarray(0, count).toString('base64url');
}

function hash(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url');
}
