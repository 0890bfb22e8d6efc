import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import type { Line } from '../../src/index.ts';
import { scopeOf } from '../support/cleanup.ts';
import { signUpOn } from '../support/joined-lines.ts';
import { pagesOfSuite, skip } from './browser-page.ts';
import { field, message } from './hands.ts';

describe('the messages of a page', { skip }, () => {
  const scope = scopeOf(after);
  const pages = pagesOfSuite();
  let ana: Page;
  let bob: Line;

  before(async () => {
    ana = await pages().join('ana');
    bob = await signUpOn(scope, pages().line.address, 'bob');
  });

  it('scrolls through a long history with few messages in the document', async () => {
    for (let number = 1; number <= 400; number += 1) void bob.send(`line ${number}`);
    await message(ana, 'line 400').waitFor();
    const rows = ana.locator('.messages > ol > li');
    assert.ok((await rows.count()) <= 160);
    const list = ana.locator('.messages');
    while (!(await ana.getByText('the beginning').isVisible())) {
      await list.evaluate((box: { scrollTop: number }) => {
        box.scrollTop = 0;
      });
    }
    assert.ok((await rows.count()) <= 160);
    await field(ana).press('Alt+End');
    await message(ana, 'line 400').waitFor();
  });

  it('follows the end however fast messages come, and leaves it for one that was answered', async () => {
    for (let number = 1; number <= 200; number += 1) await bob.send(`tick ${number}.`);
    await message(ana, 'tick 200.').waitFor();
    await message(ana, 'tick 150.').focus();
    await ana.keyboard.press('r');
    await ana.keyboard.type('an answer');
    await ana.keyboard.press('Enter');
    await message(ana, 'an answer')
      .getByRole('button', { name: /↪ bob tick 150/ })
      .click();
    const topOf = async (one: Locator) => (await one.boundingBox())?.y ?? 0;
    const isSeen = async () =>
      (await topOf(message(ana, 'tick 150.').first())) > (await topOf(ana.locator('.messages')));
    while (!(await isSeen()));
    await field(ana).press('Alt+End');
    await message(ana, 'an answer').waitFor();
  });
});
