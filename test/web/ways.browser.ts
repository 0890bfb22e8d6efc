import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import type { Line } from '../../src/index.ts';
import { scopeOf } from '../support/cleanup.ts';
import { signUpOn } from '../support/joined-lines.ts';
import { pagesOfSuite, skip } from './browser-page.ts';
import { field, hears, holds, message, say } from './hands.ts';

describe('a page on a bad way', { skip }, () => {
  const scope = scopeOf(after);
  const pages = pagesOfSuite();
  let ana: Page;
  let bob: Line;

  before(async () => {
    ana = await pages().join('ana');
    bob = await signUpOn(scope, pages().line.address, 'bob');
    await bob.send('a word to you alone', { to: 'ana' });
    await ana.getByRole('button', { name: /^@bob/ }).waitFor();
  });

  it('comes back without a password, and shares its session with another tab', async () => {
    await ana.getByRole('button', { name: /^lobby\b/ }).click();
    const second = await pages().open(ana.context());
    await second.getByRole('textbox', { name: 'Message in lobby' }).waitFor();
    await bob.send('to both tabs');
    await message(ana, 'to both tabs').waitFor();
    await message(second, 'to both tabs').waitFor();
    const { sessions } = await pages().line.operator.sessions('ana');
    assert.equal(sessions.filter(({ endedAt }) => endedAt === null).length, 1);
    await second.close();
  });

  it('keeps a message that is sent while the line is down, and a draft, and sends it once', async () => {
    const told = hears(bob);
    pages().way.cut();
    await ana.getByText('The line is down').waitFor();
    await say(ana, 'sent while it was down');
    await ana.locator('.pending', { hasText: 'sent while it was down' }).waitFor();
    await field(ana).fill('a draft');
    await ana.getByRole('button', { name: '@bob' }).click();
    await holds(ana, '');
    pages().way.mend();
    await told('sent while it was down');
    await ana.getByRole('button', { name: /^lobby\b/ }).click();
    await message(ana, 'sent while it was down').waitFor();
    assert.equal(await ana.getByText('sent while it was down').count(), 1);
    await holds(ana, 'a draft');
    await field(ana).fill('');
  });
});
