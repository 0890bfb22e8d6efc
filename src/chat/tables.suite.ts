import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { eraseText, writeContent } from '../words/content.ts';
import { nameSkeleton } from '../words/name-skeleton.ts';
import { newMembership, newRoom } from './rooms.ts';
import type {
  Account,
  AuditEvent,
  Membership,
  Room,
  RoomEntry,
  Sanction,
  Session,
  Tables,
} from './tables.ts';

/* The promises of `Tables` as tests, and examples of its entities. */

/** Fresh, empty tables as an implementation gives them to the suite. */
export interface OpenedTables {
  readonly tables: Tables;
  /** Makes everything so far durable and goes on in a new transaction. */
  commit?(): void;
  /** Commits, closes and opens the same store again, as after a restart; returns what to go on with. */
  reopen?(): Tables;
  close(): void;
}

/** A member's account, whole, with what a test changes. */
export function exampleAccount(changes: Partial<Account> = {}): Account {
  const id = changes.id ?? 1;
  const name = changes.name ?? `name${id}`;
  return {
    id,
    uid: `uid-${id}`.padEnd(22, '_'),
    name,
    skeleton: nameSkeleton(name),
    role: 'member',
    record: 'record',
    pending: false,
    createdAt: 1_000,
    sanctioned: false,
    resetHash: null,
    resetExpiresAt: 0,
    ...changes,
  };
}

/** A ban of account 1 on the line for good, whole, with what a test changes. */
export function exampleSanction(changes: Partial<Sanction> = {}): Sanction {
  return {
    scope: 0,
    kind: 'ban',
    subject: 'account:1',
    until: null,
    reason: 'noise',
    actor: 2,
    at: 1_000,
    ...changes,
  };
}

/** A live session of account 1, whole, with what a test changes. */
export function exampleSession(changes: Partial<Session> = {}): Session {
  return {
    id: 'session-1'.padEnd(22, '_'),
    account: 1,
    device: 'laptop',
    grant: null,
    tokenHash: 'token-hash',
    previousHash: null,
    familyHash: 'family-hash',
    resumedBy: null,
    shownAfter: null,
    toldAt: 1_000,
    createdAt: 1_000,
    lastSeenAt: 1_000,
    address: '127.0.0.1',
    revokedAt: 0,
    ...changes,
  };
}

/** A message of account 1 in room 1, whole, with what a test changes. */
export function exampleEntry(changes: Partial<RoomEntry> = {}): RoomEntry {
  return {
    room: 1,
    seq: 1,
    position: 1,
    account: 1,
    mid: 'mid-1'.padEnd(22, '_'),
    at: 1_000,
    content: writeContent({ kind: 'text', text: 'hello' }),
    of: 0,
    ...changes,
  };
}

/** Room 1 is the lobby, others are conversations; whole, with what a test changes. */
export function exampleRoom(changes: Partial<Room> = {}): Room {
  const { id = 1 } = changes;
  const kind = id === 1 ? 'lobby' : 'direct';
  return newRoom({
    id,
    key: id === 1 ? 'lobby' : `room-${id}`,
    kind,
    createdAt: 1_000,
    ...changes,
  });
}

/** The place of account 1 in room 1, whole, with what a test changes. */
export function exampleMembership(changes: Partial<Membership> = {}): Membership {
  return newMembership({ room: 1, account: 1, since: 0, ...changes }, 1_000);
}

const lobby = exampleRoom();

/**
 * The promises of every implementation of `Tables`, as tests. Every test gets its own tables from
 * `open`, and looks at what it wrote as it is, after a commit and after a reopening.
 *
 * @param open fresh, empty tables, inside a transaction where the implementation has them
 */
export function tablesSuite(name: string, open: () => OpenedTables): void {
  describe(`tables: ${name}`, () => {
    let opened: OpenedTables;
    let tables: Tables;

    beforeEach(() => {
      opened = open();
      tables = opened.tables;
    });
    afterEach(() => opened.close());

    /** Runs the checks on the tables as they are, then committed, then reopened. */
    function everywhere(check: () => void): void {
      check();
      opened.commit?.();
      check();
      if (!opened.reopen) return;
      tables = opened.reopen();
      check();
    }

    describe('accounts', () => {
      test('gives back an account by number and by name as it was put', () => {
        const account = exampleAccount({ sanctioned: true, pending: true });
        tables.putAccount(account);
        everywhere(() => {
          assert.deepEqual(tables.account(1), account);
          assert.deepEqual(tables.accountByName('name1'), account);
        });
      });

      test('keeps an operator without a record, with a reset code', () => {
        const account = exampleAccount({
          role: 'operator',
          record: null,
          resetHash: 'reset-hash',
          resetExpiresAt: 9_000_000_000_000,
        });
        tables.putAccount(account);
        everywhere(() => assert.deepEqual(tables.account(1), account));
      });

      test('replaces the account with the same number', () => {
        tables.putAccount(exampleAccount());
        tables.putAccount(exampleAccount({ record: 'another', pending: true }));
        everywhere(() => {
          assert.equal(tables.account(1)?.record, 'another');
          assert.equal(tables.accountByName('name1')?.pending, true);
          assert.equal(tables.nextAccountId(), 2);
        });
      });

      test('knows no account that was not put', () => {
        everywhere(() => {
          assert.equal(tables.account(1), undefined);
          assert.equal(tables.accountByName('name1'), undefined);
        });
      });

      test('finds a name that was looked for before it was there', () => {
        assert.equal(tables.accountByName('name1'), undefined);
        assert.equal(tables.account(1), undefined);
        tables.putAccount(exampleAccount());
        everywhere(() => {
          assert.equal(tables.accountByName('name1')?.id, 1);
          assert.equal(tables.account(1)?.id, 1);
        });
      });

      test('finds the account made first of those whose names look alike', () => {
        tables.putAccount(exampleAccount({ id: 1, name: 'ada' }));
        tables.putAccount(exampleAccount({ id: 3, name: 'b0b' }));
        tables.putAccount(exampleAccount({ id: 2, name: 'bob' }));
        everywhere(() => {
          assert.equal(tables.accountLike(nameSkeleton('b.o.b'))?.name, 'bob');
          assert.equal(tables.accountLike(nameSkeleton('b.o.b.s')), undefined);
        });
        tables.deleteAccount(2);
        everywhere(() => assert.equal(tables.accountLike(nameSkeleton('bob'))?.name, 'b0b'));
      });

      test('lists those who wait, and forgets an account that is deleted', () => {
        for (const id of [1, 2, 3]) tables.putAccount(exampleAccount({ id, pending: id > 1 }));
        const waiting = () => tables.waitingAccounts().map(({ id }) => id);
        everywhere(() => assert.deepEqual(waiting(), [2, 3]));
        tables.deleteAccount(3);
        everywhere(() => {
          assert.deepEqual(waiting(), [2]);
          assert.equal(tables.account(3), undefined);
          assert.equal(tables.accountByName('name3'), undefined);
          assert.equal(tables.nextAccountId(), 3);
        });
      });

      test('numbers accounts from 1 without holes', () => {
        assert.equal(tables.nextAccountId(), 1);
        assert.equal(tables.nextAccountId(), 1);
        for (const id of [1, 2, 3]) tables.putAccount(exampleAccount({ id }));
        everywhere(() => assert.equal(tables.nextAccountId(), 4));
      });
    });

    describe('sanctions', () => {
      const ban = exampleSanction();
      const mute = exampleSanction({ kind: 'mute', until: 5_000, reason: '' });
      const inRoom = exampleSanction({ scope: 12 });
      const network = exampleSanction({ subject: 'network:10.0.0.0/8' });
      const muted = exampleSanction({ kind: 'mute', subject: 'network:2001:db8::/32' });

      test('gives back a sanction as it was put last, by scope, kind and subject', () => {
        for (const sanction of [ban, mute, inRoom, network]) tables.putSanction(sanction);
        const later = exampleSanction({ until: 9_000, reason: 'less noise', actor: 3, at: 2_000 });
        tables.putSanction(later);
        everywhere(() => {
          assert.deepEqual(tables.sanction(0, 'ban', 'account:1'), later);
          assert.deepEqual(tables.sanction(0, 'mute', 'account:1'), mute);
          assert.deepEqual(tables.sanction(12, 'ban', 'account:1'), inRoom);
          assert.equal(tables.sanction(12, 'mute', 'account:1'), undefined);
          assert.equal(tables.sanction(0, 'ban', 'account:11'), undefined);
        });
      });

      test('lists those on a subject in all scopes, and those of the line on networks', () => {
        assert.deepEqual(tables.networkSanctions(), []);
        for (const sanction of [muted, inRoom, network, mute, ban]) tables.putSanction(sanction);
        everywhere(() => {
          assert.deepEqual(tables.sanctionsOn('account:1'), [ban, mute, inRoom]);
          assert.deepEqual(tables.sanctionsOn('account:2'), []);
          assert.deepEqual(tables.networkSanctions(), [network, muted]);
        });
      });

      test('forgets a sanction that is deleted, and no other', () => {
        for (const sanction of [network, ban, inRoom]) tables.putSanction(sanction);
        assert.deepEqual(tables.networkSanctions(), [network]);
        tables.deleteSanction(0, 'ban', 'account:1');
        tables.deleteSanction(0, 'ban', 'network:10.0.0.0/8');
        tables.deleteSanction(0, 'ban', 'never there');
        everywhere(() => {
          assert.deepEqual(tables.sanctionsOn('account:1'), [inRoom]);
          assert.deepEqual(tables.networkSanctions(), []);
        });
      });
    });

    describe('sessions', () => {
      beforeEach(() => {
        for (const id of [1, 2]) tables.putAccount(exampleAccount({ id }));
      });

      test('gives back a session as it was put', () => {
        const session = exampleSession({
          previousHash: 'before',
          device: 'Zoë’s 💻',
          resumedBy: { run: 'run', number: 3 },
          shownAfter: { run: 'run', number: 4 },
          toldAt: 2_000,
        });
        tables.putSession(session);
        everywhere(() => assert.deepEqual(tables.session(session.id), session));
      });

      test('gives back the grant of an app token as it was put', () => {
        const grants: Session['grant'][] = [
          { read: true, write: false, rooms: null, expiresAt: null },
          { read: false, write: true, rooms: ['lobby', 'direct-12'], expiresAt: 5_000 },
          { read: false, write: false, rooms: [], expiresAt: 0 },
        ];
        for (const [index, grant] of grants.entries()) {
          tables.putSession(exampleSession({ id: `token-${index}`, grant }));
        }
        everywhere(() => {
          for (const [index, grant] of grants.entries()) {
            assert.deepEqual(tables.session(`token-${index}`)?.grant, grant);
          }
        });
      });

      test('replaces the session with the same id', () => {
        tables.putSession(exampleSession());
        const later = exampleSession({
          tokenHash: 'next',
          previousHash: 'token-hash',
          address: '::1',
        });
        tables.putSession(later);
        everywhere(() => {
          assert.deepEqual(tables.session(later.id), later);
          assert.deepEqual(tables.liveSessions(1), [later]);
        });
      });

      test('lists live sessions of one account, unused for longest first, then by id', () => {
        tables.putSession(exampleSession({ id: 'b', lastSeenAt: 2_000 }));
        tables.putSession(exampleSession({ id: 'd', lastSeenAt: 1_000 }));
        tables.putSession(exampleSession({ id: 'a', lastSeenAt: 2_000 }));
        tables.putSession(exampleSession({ id: 'B', lastSeenAt: 2_000 }));
        tables.putSession(exampleSession({ id: 'e', lastSeenAt: 500, revokedAt: 600 }));
        tables.putSession(exampleSession({ id: 'f', account: 2 }));
        everywhere(() => {
          assert.deepEqual(
            tables.liveSessions(1).map((session) => session.id),
            ['d', 'B', 'a', 'b'],
          );
        });
      });

      test('lists a session no more once it is revoked, and still knows it', () => {
        tables.putSession(exampleSession());
        assert.equal(tables.liveSessions(1).length, 1);
        tables.putSession(exampleSession({ revokedAt: 2_000 }));
        everywhere(() => {
          assert.deepEqual(tables.liveSessions(1), []);
          assert.equal(tables.session(exampleSession().id)?.revokedAt, 2_000);
        });
      });

      test('knows no session that was not put', () => {
        assert.equal(tables.session('nobody'), undefined);
        assert.deepEqual(tables.liveSessions(3), []);
      });
    });

    describe('rooms and memberships', () => {
      const direct = exampleRoom({ id: 2, key: 'direct-12' });

      beforeEach(() => {
        for (const id of [1, 2, 3]) tables.putAccount(exampleAccount({ id }));
      });

      test('numbers rooms from 1 without holes', () => {
        assert.equal(tables.nextRoomId(), 1);
        tables.putRoom(lobby);
        assert.equal(tables.nextRoomId(), 2);
        tables.putRoom(direct);
        everywhere(() => assert.equal(tables.nextRoomId(), 3));
      });

      test('gives back a room by number and by key', () => {
        assert.equal(tables.roomByKey('direct-12'), undefined);
        assert.equal(tables.room(2), undefined);
        tables.putRoom(lobby);
        tables.putRoom(direct);
        everywhere(() => {
          assert.deepEqual(tables.room(1), lobby);
          assert.deepEqual(tables.roomByKey('lobby'), lobby);
          assert.deepEqual(tables.room(2), direct);
          assert.deepEqual(tables.roomByKey('direct-12'), direct);
          assert.equal(tables.roomByKey('direct-12-0'), undefined);
        });
      });

      test('gives back a membership as it was put last', () => {
        tables.putRoom(lobby);
        assert.equal(tables.membership(1, 2), undefined);
        const later = exampleMembership({ account: 2, readPosition: 7, role: 'operator' });
        tables.putMembership(exampleMembership({ account: 2 }));
        tables.putMembership(later);
        everywhere(() => {
          assert.deepEqual(tables.membership(1, 2), later);
          assert.equal(tables.membership(1, 1), undefined);
        });
      });

      test('gives back a room with its settings as it was put last, and its last entry', () => {
        const room = exampleRoom({ id: 2, kind: 'named', name: 'ops', createdBy: 1 });
        const changed: Room = {
          ...room,
          name: 'deploys',
          topic: 'Zoë’s 💻',
          access: 'private',
          readonly: true,
          slowMs: 10_000,
          history: 'joined',
          archived: true,
        };
        tables.putRoom(room);
        tables.addEntry(exampleEntry({ room: 2 }));
        tables.putRoom(changed);
        everywhere(() => assert.deepEqual(tables.room(2), { ...changed, lastSeq: 1 }));
      });

      test('finds a public room by its name, and counts those that an account has made', () => {
        const ops = exampleRoom({ id: 2, kind: 'named', name: 'ops', createdBy: 1 });
        tables.putRoom(ops);
        tables.putRoom(
          exampleRoom({ id: 3, kind: 'named', name: 'ops', access: 'private', createdBy: 1 }),
        );
        tables.putRoom(
          exampleRoom({ id: 4, kind: 'named', name: 'old', archived: true, createdBy: 1 }),
        );
        tables.addEntry(exampleEntry({ room: 2 }));
        everywhere(() => {
          assert.deepEqual(tables.publicRoom('ops'), { ...ops, lastSeq: 1 });
          assert.equal(tables.publicRoom('old'), undefined);
          assert.equal(tables.roomsMadeBy(1), 2);
          assert.equal(tables.roomsMadeBy(2), 0);
        });
        tables.putRoom({ ...ops, name: 'deploys' });
        everywhere(() => {
          assert.equal(tables.publicRoom('ops'), undefined);
          assert.equal(tables.publicRoom('deploys')?.id, 2);
        });
      });

      test('finds a place by what its account calls the room, and lists those who are in it', () => {
        tables.putRoom(exampleRoom({ id: 2, kind: 'named', name: 'ops' }));
        tables.putRoom(exampleRoom({ id: 3, kind: 'named', name: 'ops', access: 'private' }));
        const place = exampleMembership({ room: 2, name: 'ops', earlier: [[3, 9]], since: 12 });
        const invited = exampleMembership({
          room: 3,
          name: 'ops-2',
          state: 'invited',
          invitedBy: 2,
        });
        const gone = exampleMembership({
          room: 2,
          account: 3,
          name: 'ops',
          state: 'out',
          until: 20,
        });
        const other = exampleMembership({ room: 2, account: 2, name: 'ops' });
        for (const each of [other, gone, invited, place]) tables.putMembership(each);
        everywhere(() => {
          assert.deepEqual(tables.membershipNamed(1, 'ops'), place);
          assert.deepEqual(tables.membershipNamed(1, 'ops-2'), invited);
          assert.equal(tables.membershipNamed(3, 'ops'), undefined);
          assert.deepEqual(tables.membership(2, 3), gone);
          assert.deepEqual(tables.membersOf(2), [place, other]);
          assert.deepEqual(
            [2, 3].map((room) => tables.hasMembers(room)),
            [true, false],
          );
          assert.deepEqual(
            [1, 2, 3].map((account) => tables.roomCount(account)),
            [2, 1, 0],
          );
        });
      });
    });

    describe('messages', () => {
      beforeEach(() => {
        for (const id of [1, 2]) tables.putAccount(exampleAccount({ id }));
        tables.putRoom(lobby);
        tables.putRoom(exampleRoom({ id: 2, key: 'direct-12' }));
      });

      test('makes the seq of an added message the last of its room only', () => {
        assert.equal(tables.addEntry(exampleEntry({ seq: 1, position: 1, mid: 'a' })), undefined);
        assert.equal(tables.addEntry(exampleEntry({ seq: 2, position: 2, mid: 'b' })), undefined);
        everywhere(() => {
          assert.equal(tables.room(1)?.lastSeq, 2);
          assert.equal(tables.roomByKey('lobby')?.lastSeq, 2);
          assert.equal(tables.room(2)?.lastSeq, 0);
        });
      });

      test('returns the whole first message when its account repeats the mid, and adds nothing', () => {
        const first = exampleEntry({
          content: writeContent({ kind: 'action', text: 'waves 👋\n𐍈' }),
        });
        tables.addEntry(first);
        everywhere(() => {
          const again = exampleEntry({ room: 2, position: 2, content: '{}', at: 2_000 });
          assert.deepEqual(tables.addEntry(again), first);
          assert.equal(tables.room(1)?.lastSeq, 1);
          assert.equal(tables.room(2)?.lastSeq, 0);
          assert.equal(tables.nextPosition(), 2);
        });
      });

      test('takes the same mid from another account', () => {
        tables.addEntry(exampleEntry());
        const other = exampleEntry({ account: 2, seq: 2, position: 2 });
        assert.equal(tables.addEntry(other), undefined);
        everywhere(() => {
          assert.deepEqual(tables.entryByMid(1, exampleEntry().mid), exampleEntry());
          assert.deepEqual(tables.entryByMid(2, exampleEntry().mid), other);
        });
      });

      test('tells mids apart by case', () => {
        tables.addEntry(exampleEntry({ mid: 'a' }));
        assert.equal(tables.addEntry(exampleEntry({ mid: 'A', seq: 2, position: 2 })), undefined);
        everywhere(() => {
          assert.equal(tables.entryByMid(1, 'a')?.seq, 1);
          assert.equal(tables.entryByMid(1, 'A')?.seq, 2);
        });
      });

      test('knows no message by a mid that was not used', () => {
        assert.equal(tables.entryByMid(1, 'unused'), undefined);
      });

      test('keeps a text of every plane, with zeros, as it was', () => {
        const text = 'a\u0000b\u00e9\u4e2d\ufeff\ufffd\u{1f600}\u{2f800}\u{e0001}\u{10ffff}\r\n"\\';
        const content = writeContent({ kind: 'text', text });
        tables.addEntry(exampleEntry({ content }));
        everywhere(() => assert.equal(tables.entryByMid(1, exampleEntry().mid)?.content, content));
      });

      test('keeps what an entry is about', () => {
        tables.addEntry(exampleEntry());
        const about = exampleEntry({ mid: 'about', seq: 2, position: 2, of: 1 });
        tables.addEntry(about);
        everywhere(() => {
          assert.deepEqual(tables.entryByMid(1, 'about'), about);
          assert.equal(tables.entryByMid(1, exampleEntry().mid)?.of, 0);
        });
      });
    });

    describe('entries that are amended', () => {
      const texts = ['first', 'zwölf Boxkämpfer', '二つ目 👋🏽', 'last'];

      beforeEach(() => {
        tables.putAccount(exampleAccount());
        tables.putRoom(lobby);
        for (const [index, text] of texts.entries()) tables.addEntry(entry(index + 1, text));
      });

      function entry(seq: number, text: string): RoomEntry {
        const content = writeContent({ kind: 'text', text });
        return exampleEntry({ seq, position: seq, mid: `mid-${seq}`, content });
      }

      test('are found by their place', () => {
        everywhere(() => {
          for (const [index, text] of texts.entries()) {
            assert.deepEqual(tables.entry(1, index + 1), entry(index + 1, text));
          }
          for (const seq of [0, 5]) assert.equal(tables.entry(1, seq), undefined);
          assert.equal(tables.entry(2, 1), undefined);
        });
      });

      test('lose their text alone, before a commit and after it, once and again', () => {
        tables.eraseEntry(1, 2);
        everywhere(() => assertErased([2]));
        tables.eraseEntry(1, 3);
        tables.eraseEntry(1, 2);
        everywhere(() => assertErased([2, 3]));
        tables.addEntry(exampleEntry({ seq: 5, position: 5, mid: 'mid-5' }));
        everywhere(() => assert.equal(tables.entry(1, 5)?.content, exampleEntry().content));
      });

      function assertErased(seqs: readonly number[]): void {
        for (const [index, text] of texts.entries()) {
          const whole = entry(index + 1, text);
          const isGone = seqs.includes(whole.seq);
          const content = isGone ? eraseText(whole.content) : whole.content;
          assert.deepEqual(tables.entry(1, whole.seq), { ...whole, content });
          assert.equal(tables.entryByMid(1, whole.mid)?.content, content);
        }
      }

      test('have amendments, in the order in which they were made, until those are deleted', () => {
        const made = { room: 1, of: 2, account: 1, emoji: '' } as const;
        const edit = { ...made, seq: 4, kind: 'edit' } as const;
        const reaction = { ...made, seq: 3, kind: 'reaction', emoji: '👍🏽' } as const;
        tables.addAmendment(edit);
        tables.addAmendment(reaction);
        tables.addAmendment({ ...edit, of: 1 });
        tables.addAmendment({ ...edit, room: 2 });
        everywhere(() => assert.deepEqual(tables.amendments(1, 2), [reaction, edit]));
        tables.deleteAmendment(reaction);
        everywhere(() => assert.deepEqual(tables.amendments(1, 2), [edit]));
        assert.deepEqual(tables.amendments(1, 3), []);
      });
    });

    describe('files', () => {
      const posted = { room: 1, account: 1, hash: 'a', bytes: 3 };
      const sent = { account: 1, hash: 'b', bytes: 4 };

      test('gives back an attachment as it was put, until it is deleted, dropped, or its time is over', () => {
        for (const seq of [1, 2, 3, 4]) tables.putAttachment({ ...posted, seq, at: 10 * seq });
        tables.putAttachment({ ...posted, room: 2, seq: 1, at: 30 });
        everywhere(() => {
          assert.deepEqual(tables.attachment(1, 2), { ...posted, seq: 2, at: 20 });
          assert.equal(tables.attachment(1, 5), undefined);
        });
        assert.ok(tables.deleteAttachment(1, 2));
        assert.ok(!tables.deleteAttachment(1, 2));
        assert.equal(tables.dropAttachments(1, 2), 1);
        // The oldest first, and of those that are as old the one in the lower room.
        assert.equal(tables.expireAttachments(31, 1), 1);
        everywhere(() => {
          const left = [tables.attachment(1, 3), tables.attachment(1, 4), tables.attachment(2, 1)];
          assert.deepEqual(
            left.map((one) => one?.at),
            [undefined, 40, 30],
          );
        });
        assert.equal(tables.expireAttachments(50, 9), 2);
      });

      test('knows the files of an account, whether they were posted or only sent', () => {
        tables.putAttachment({ ...posted, seq: 1, at: 1 });
        tables.putUpload({ ...sent, at: 10 });
        tables.putUpload({ ...sent, at: 20 });
        tables.putUpload({ ...sent, hash: 'c', at: 20 });
        everywhere(() => {
          const own = ['a', 'b', 'd'].map((hash) => tables.ownFileBytes(1, hash));
          assert.deepEqual([...own, tables.ownFileBytes(2, 'b')], [3, 4, undefined, undefined]);
        });
        assert.deepEqual([tables.expireUploads(20, 9), tables.expireUploads(21, 1)], [0, 1]);
        everywhere(() => assert.equal(tables.ownFileBytes(1, 'b'), undefined));
        assert.equal(tables.ownFileBytes(1, 'c'), 4);
        tables.deleteUpload(1, 'c');
        tables.deleteUpload(1, 'c');
        assert.equal(tables.ownFileBytes(1, 'c'), undefined);
      });
    });

    describe('invites and settings', () => {
      beforeEach(() => tables.putAccount(exampleAccount()));

      test('gives back an invite as it was put, until it is deleted', () => {
        const named = {
          hash: 'a',
          name: 'ada',
          createdBy: 1,
          expiresAt: 5_000,
          rooms: [2, 3],
          role: 'operator',
        } as const;
        const open = {
          hash: 'b',
          name: null,
          createdBy: 1,
          expiresAt: Number.MAX_SAFE_INTEGER,
          rooms: null,
          role: 'member',
        } as const;
        tables.putInvite(named);
        tables.putInvite(open);
        everywhere(() => {
          assert.deepEqual(tables.invite('a'), named);
          assert.deepEqual(tables.invite('b'), open);
        });
        tables.deleteInvite('a');
        tables.deleteInvite('never there');
        everywhere(() => {
          assert.equal(tables.invite('a'), undefined);
          assert.deepEqual(tables.invite('b'), open);
        });
      });

      test('replaces the invite with the same hash', () => {
        tables.putInvite({
          hash: 'a',
          name: null,
          createdBy: 1,
          expiresAt: 1,
          rooms: null,
          role: 'member',
        });
        tables.putInvite({
          hash: 'a',
          name: 'bob',
          createdBy: 1,
          expiresAt: 2,
          rooms: null,
          role: 'member',
        });
        everywhere(() => assert.equal(tables.invite('a')?.name, 'bob'));
      });

      test('gives back a setting as it was put last', () => {
        assert.equal(tables.setting('sign-up'), undefined);
        tables.putSetting('sign-up', 'invite');
        tables.putSetting('sign-up', 'closed');
        everywhere(() => assert.equal(tables.setting('sign-up'), 'closed'));
      });
    });

    describe('positions', () => {
      const event: AuditEvent = {
        position: 1,
        at: 1_000,
        actor: 0,
        type: 'line.create',
        whom: null,
        data: {},
      };

      test('starts at 1 and does not count by being asked', () => {
        assert.equal(tables.nextPosition(), 1);
        assert.equal(tables.nextPosition(), 1);
      });

      test('counts messages and events together', () => {
        tables.putAccount(exampleAccount());
        tables.putRoom(lobby);
        tables.addEvent(event);
        assert.equal(tables.nextPosition(), 2);
        tables.addEntry(exampleEntry({ position: 2 }));
        everywhere(() => assert.equal(tables.nextPosition(), 3));
        const data = { name: 'ada', until: null, permanent: true, count: 3 };
        tables.addEvent({ ...event, position: 3, actor: 1, data });
        everywhere(() => assert.equal(tables.nextPosition(), 4));
      });
    });
  });
}
