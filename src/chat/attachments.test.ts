import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { writeContent } from '../words/content.ts';
import { releasesOf } from './attachments.ts';
import { RoomLine } from './rooms.fixture.ts';
import type { Account } from './tables.ts';

const hash = 'a'.repeat(64);
const another = 'b'.repeat(64);

let line: RoomLine;

beforeEach(() => {
  line = new RoomLine();
});

function send(account: Account, changes: { hash?: string; at?: number } = {}) {
  return line.accept({
    type: 'file.store',
    ...{ at: line.at, account: account.id, hash, bytes: 3 },
    ...changes,
  });
}

function posting(
  account: Account,
  changes: Parameters<RoomLine['talk']>[2] = {},
  file = { hash, bytes: 3 },
) {
  const facts = { name: 'tea.txt', ...file, type: 'text/plain' };
  const content = writeContent({ kind: 'file', text: 'tea', file: facts });
  return line.talk(account, 'tea', { content, ...changes });
}

const attached = () => line.tables.snapshot().attachments.map(({ room, seq }) => [room, seq]);
const releases = () => releasesOf(line.tables);

describe('a file', () => {
  test('is posted by whoever has sent it, and by nobody else', () => {
    line.refuse(posting(line.ann), 'file.unknown');
    send(line.ann);
    const { room, seq } = line.accept(posting(line.ann));
    assert.deepEqual(line.tables.attachment(room, seq), {
      ...{ room, seq, account: line.ann.id, hash, bytes: 3, at: line.at },
    });
    // To know its hash is not to have it.
    line.refuse(posting(line.bob), 'file.unknown');
    line.refuse(posting(line.ann, { mid: 'm2' }, { hash: another, bytes: 3 }), 'file.unknown');
    line.refuse(posting(line.ann, { mid: 'm2' }, { hash, bytes: 4 }), 'file.unknown');
  });

  test('is posted once under one mid, and as often as one likes under others', () => {
    send(line.ann);
    const first = line.accept(posting(line.ann));
    line.accept({ type: 'file.expire', at: line.at, sentBefore: line.at + 1, postedBefore: null });
    assert.deepEqual(line.accept(posting(line.ann)), { ...first, repeated: true });
    assert.equal(line.accept(posting(line.ann, { mid: 'm2' })).repeated, false);
    assert.equal(attached().length, 2);
  });

  test('may begin a conversation, and makes none where it may not be posted', () => {
    const to = { account: line.bob.id };
    line.refuse(posting(line.ann, { to }), 'file.unknown');
    send(line.ann);
    const { room, created } = line.accept(posting(line.ann, { to }));
    assert.ok(created);
    assert.deepEqual(attached(), [[room, 1]]);
  });

  test('is not taken from somebody who is muted on the line', () => {
    const at = { at: line.at, actor: line.operator.id };
    line.accept({ type: 'account.mute', ...at, name: 'ann', until: null, reason: '' });
    const { id: account } = line.ann;
    line.refuse({ type: 'file.store', at: line.at, account, hash, bytes: 3 }, 'forbidden');
  });

  test('goes with its message when that is deleted, and the text and facts of it are erased', () => {
    send(line.ann);
    const { seq } = line.accept(posting(line.ann));
    line.refuse(line.talk(line.ann, 'cup', { kind: 'edit', of: seq }), 'message.invalid');
    const deletion = { content: writeContent({ kind: 'deletion', text: '' }), of: seq };
    line.accept(line.talk(line.ann, 'gone', deletion));
    assert.deepEqual([attached(), releases()], [[], 1]);
    const { content = '' } = line.tables.entry(1, seq) ?? {};
    assert.equal(content.trimEnd(), '{"kind":"file","text":""}');
    line.accept(line.talk(line.ann, 'gone again', deletion));
    assert.equal(releases(), 1);
  });

  test('goes with its message when that is dropped', () => {
    send(line.ann);
    const { seq } = line.accept(posting(line.ann));
    line.accept(line.talk(line.ann, 'stays'));
    const cuts = [{ room: 1, through: seq }];
    line.accept({ type: 'history.drop', at: line.at, cuts });
    assert.deepEqual([attached(), releases()], [[], 1]);
  });

  test('goes when its time is over: of those that were sent, and of those that were posted', () => {
    send(line.ann);
    const { seq } = line.accept(posting(line.ann));
    send(line.ann, { hash: another });
    line.at += 10;
    const expire = { type: 'file.expire', at: line.at } as const;
    const early = line.accept({ ...expire, sentBefore: line.at - 10, postedBefore: null });
    assert.deepEqual([early, releases()], [{ expired: 0 }, 0]);
    const sent = line.accept({ ...expire, sentBefore: line.at, postedBefore: null });
    assert.deepEqual([sent, attached(), releases()], [{ expired: 1 }, [[1, seq]], 1]);
    line.refuse(posting(line.ann, { mid: 'm2' }, { hash: another, bytes: 3 }), 'file.unknown');
    // Its owner posts one again as long as it is kept.
    line.accept(posting(line.ann, { mid: 'm3' }));
    const posted = line.accept({ ...expire, sentBefore: 0, postedBefore: line.at });
    assert.deepEqual([posted, attached(), releases()], [{ expired: 1 }, [[1, seq + 1]], 2]);
    line.accept({ ...expire, sentBefore: 0, postedBefore: line.at + 1 });
    assert.deepEqual(line.accept({ ...expire, sentBefore: 99, postedBefore: 99 }), { expired: 0 });
    assert.equal(line.tables.ownFileBytes(line.ann.id, hash), undefined);
  });
});
