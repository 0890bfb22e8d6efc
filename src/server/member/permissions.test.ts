import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { exampleMembership, exampleRoom } from '../../chat/tables.suite.ts';
import type { Right } from '../../wire/request-row.ts';
import type { Grant } from '../../words/grant.ts';
import { type GrantOwner, Permissions } from './permissions.ts';

const rights: readonly Right[] = ['none', 'read', 'write', 'device', 'operator'];

/** Account 7, which is in the lobby and in no other room. */
function owner(isOperator: () => boolean): GrantOwner {
  const account = { id: 7, role: 'member', pending: false } as const;
  return {
    isOperator,
    accessVersion: 0,
    nameOf: (room) => `<${room}>`,
    accessTo(room) {
      if (room !== 'lobby') return { account, room: undefined, membership: undefined };
      return { account, room: exampleRoom(), membership: exampleMembership({ account: 7 }) };
    },
  };
}

function rightsOf(grant: Grant | null, isOperator: boolean, isOwn = grant === null): Right[] {
  const permissions = new Permissions(
    grant,
    owner(() => isOperator),
    isOwn,
  );
  return rights.filter((right) => {
    try {
      permissions.assert(right);
      return true;
    } catch (error) {
      assert.equal((error as { code?: string }).code, 'forbidden');
      return false;
    }
  });
}

const grant = (read: boolean, write: boolean): Grant => ({
  read,
  write,
  rooms: null,
  expiresAt: null,
});

describe('what it takes to make a request', () => {
  test('a device has all rights, but those of operators only if its account is one', () => {
    assert.deepEqual(rightsOf(null, false), ['none', 'read', 'write', 'device']);
    assert.deepEqual(rightsOf(null, true), rights);
  });

  test("a program beside a device reads and posts, and has no device's and no operator's rights", () => {
    for (const isOperator of [false, true]) {
      assert.deepEqual(rightsOf(null, isOperator, false), ['none', 'read', 'write']);
    }
  });

  test("an app token has what its grant says, and never a device's or an operator's rights", () => {
    for (const isOperator of [false, true]) {
      assert.deepEqual(rightsOf(grant(true, false), isOperator), ['none', 'read']);
      assert.deepEqual(rightsOf(grant(false, true), isOperator), ['none', 'write']);
      assert.deepEqual(rightsOf(grant(true, true), isOperator), ['none', 'read', 'write']);
    }
  });

  test('an account that is no operator any more loses the right at once', () => {
    let isOperator = true;
    const permissions = new Permissions(
      null,
      owner(() => isOperator),
      true,
    );
    permissions.assert('operator');
    isOperator = false;
    assert.throws(() => permissions.assert('operator'), { code: 'forbidden' });
  });
});

describe('what it takes to act in a room', () => {
  const permissions = new Permissions(
    { ...grant(true, false), rooms: ['lobby'] },
    owner(() => false),
    false,
  );

  test('the account is in it and the grant covers it: then its number is given', () => {
    assert.equal(permissions.roomFor('read', 'lobby'), 1);
  });

  test('the grant must allow it, and the refusal says what it allows', () => {
    assert.throws(() => permissions.roomFor('post', 'lobby'), {
      code: 'forbidden',
      message: 'This app token may not post in <lobby>: it may only read in <lobby>.',
    });
  });

  test('a room that the account is not in is none, whatever the grant', () => {
    assert.throws(() => permissions.roomFor('read', 'elsewhere'), {
      code: 'room.unknown',
      message: 'There is no room elsewhere that you are in.',
    });
  });
});
