import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
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
});
