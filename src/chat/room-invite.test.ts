import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { RoomLine } from './rooms.fixture.ts';
import type { IssueInvite } from './sign-up.ts';
import type { Account } from './tables.ts';

let line: RoomLine;

beforeEach(() => {
  line = new RoomLine();
});

describe('an invitation to a room', () => {
  const inviting = (by: Account, room: number, name: string) =>
    ({ type: 'room.invite', ...line.act(by, room), name }) as const;

  test('opens a private room to one person, and tells them once', () => {
    const room = line.room('ops', { access: 'private' });
    assert.equal(line.invite(room, line.bob).invited, line.bob.id);
    assert.equal(line.invite(room, line.bob).invited, null);
    assert.deepEqual(line.told(room).slice(2), ['ann invited bob']);
    assert.equal(line.place(line.bob, room)?.invitedBy, line.ann.id);
    line.refuse(line.talk(line.bob, 'hi', { to: { room } }), 'forbidden');
    assert.equal(line.join(line.bob, 'ops'), room);
    assert.equal(line.invite(room, line.bob).invited, null);
  });

  test('is any member’s in a public room, and an operator’s in a private one', () => {
    const room = line.room('ops', undefined, line.bob);
    line.accept(inviting(line.bob, room, 'cid'));
    line.part(line.cid, room);
    line.change(room, { access: 'private' });
    line.refuse(inviting(line.bob, room, 'cid'), 'forbidden');
    line.refuse(inviting(line.cid, room, 'cid'), 'room.unknown');
    line.refuse(inviting(line.ann, room, 'nobody'), 'name.unknown');
    line.refuse(inviting(line.ann, 1, 'bob'), 'forbidden');
  });

  test('keeps what somebody could read before', () => {
    const room = line.room('ops', { access: 'private' }, line.bob);
    line.part(line.bob, room);
    const { since, until } = line.place(line.bob, room) ?? {};
    line.invite(room, line.bob);
    const place = line.place(line.bob, room);
    assert.deepEqual([place?.state, place?.since, place?.until], ['invited', since, until]);
  });
});

describe('an invitation to the line', () => {
  const issuing = (changes: Partial<IssueInvite> = {}): IssueInvite => ({
    type: 'invite.create',
    at: line.at,
    actor: line.operator.id,
    codeHash: 'code',
    name: null,
    expiresAt: line.at + 1_000,
    rooms: null,
    role: 'member',
    ...changes,
  });

  test('brings the newcomer into its rooms with its role, and tells so there', () => {
    const rooms = [line.room('ops', undefined), line.room('deploys', undefined)];
    line.accept(issuing({ rooms, role: 'operator' }));
    const newcomer = line.newcomer('eve', { inviteHash: 'code' });
    const { account, entries, memberships } = line.accept(newcomer);
    assert.deepEqual(
      memberships.map(({ room, state }) => [room, state]),
      rooms.map((room) => [room, 'in']),
    );
    assert.equal(entries.length, 2);
    for (const room of rooms) {
      assert.equal(line.place(account, room)?.role, 'operator');
      assert.equal(line.told(room).at(-1), 'eve joined');
    }
  });

  test('leaves out a room that was archived since', () => {
    const rooms = [line.room('ops', undefined), line.room('old', undefined)];
    line.accept(issuing({ rooms }));
    line.change(rooms[1] as number, { archived: true });
    const { account } = line.accept(line.newcomer('eve', { inviteHash: 'code' }));
    assert.deepEqual(
      rooms.map((room) => line.place(account, room)?.state),
      ['in', undefined],
    );
  });

  test('names no room that the operator may not invite to, and tells nothing of one', () => {
    const hidden = line.room('ops', { access: 'private' });
    line.refuse(issuing({ rooms: [hidden] }), 'room.unknown');
    line.refuse(issuing({ rooms: [99] }), 'room.unknown');
    line.refuse(issuing({ rooms: [1] }), 'forbidden');
    line.accept({ ...line.joining(line.operator, 'own'), key: 'r000000000000own' });
    const own = line.tables.publicRoom('own')?.id as number;
    line.change(own, { access: 'private' }, line.operator);
    line.accept(issuing({ rooms: [own], role: 'owner' }));
  });
});
