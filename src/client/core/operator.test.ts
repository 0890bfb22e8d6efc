import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AccountInfo } from '../../wire/messages.ts';
import { limits } from '../../words/limits.ts';
import { Operator } from './operator.ts';
import type { Ask } from './requests.ts';

/** An operator whose server answers every request for accounts with so many, and says there are more. */
function operatorOf(pageLength: number): Operator {
  const page = Array<AccountInfo>(pageLength).fill({ name: 'ana' } as AccountInfo);
  const ask = async () => ({ type: 'accounts', re: 1, accounts: page, more: true });
  return new Operator(ask as unknown as Ask);
}

test('a list of accounts that does not end is refused, whether or not it grows', async () => {
  for (const pageLength of [0, limits.accountsListed / 2]) {
    await assert.rejects(operatorOf(pageLength).accounts(), { code: 'message.unexpected' });
  }
});
