import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Right } from '../../wire/requests.ts';
import type { Grant } from '../../words/grant.ts';
import { Permissions } from './permissions.ts';

const rights: readonly Right[] = ['none', 'read', 'write', 'device', 'operator'];

function rightsOf(grant: Grant | null, isOperator: boolean): Right[] {
  const permissions = new Permissions(grant, {
    nameOf: (room) => room,
    isOperator: () => isOperator,
  });
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

  test("an app token has what its grant says, and never a device's or an operator's rights", () => {
    for (const isOperator of [false, true]) {
      assert.deepEqual(rightsOf(grant(true, false), isOperator), ['none', 'read']);
      assert.deepEqual(rightsOf(grant(false, true), isOperator), ['none', 'write']);
      assert.deepEqual(rightsOf(grant(true, true), isOperator), ['none', 'read', 'write']);
    }
  });

  test('an account that is no operator any more loses the right at once', () => {
    let isOperator = true;
    const permissions = new Permissions(null, { nameOf: String, isOperator: () => isOperator });
    permissions.assert('operator');
    isOperator = false;
    assert.throws(() => permissions.assert('operator'), { code: 'forbidden' });
  });
});
