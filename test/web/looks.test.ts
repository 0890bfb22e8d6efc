import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import type { Page } from 'playwright-core';

import { pagesOfSuite, skip } from './browser-page.ts';
import { violations } from './hands.ts';

/* What functions that run in the page use there. */
declare const document: { readonly documentElement: { readonly scrollWidth: number } };

describe('the looks of a page', { skip }, () => {
  const pages = pagesOfSuite();
  let ana: Page;

  before(async () => {
    ana = await pages().join('ana');
  });

  it('has no fault that axe finds, in light and dark, with every dialog', async () => {
    const front = await pages().open();
    await front.getByRole('heading', { name: 'Log in' }).waitFor();
    assert.deepEqual(await violations(front), []);
    await front.context().close();
    assert.deepEqual(await violations(ana), []);
    await ana.emulateMedia({ colorScheme: 'dark' });
    assert.deepEqual(await violations(ana), []);
    for (const name of ['Settings', 'Search', 'Join or make a room', 'Begin a conversation']) {
      await ana.getByRole('button', { name, exact: true }).click();
      await ana.getByRole('dialog').waitFor();
      assert.deepEqual(await violations(ana), [], name);
      await ana.keyboard.press('Escape');
      await ana.getByRole('dialog').waitFor({ state: 'detached' });
    }
    await ana.emulateMedia({ colorScheme: 'light' });
  });

  it('fits into 320 pixels, with its lists as drawers', async () => {
    await ana.setViewportSize({ width: 320, height: 640 });
    await ana.getByRole('button', { name: 'Rooms and conversations' }).click();
    await ana.getByRole('navigation').waitFor();
    assert.deepEqual(await violations(ana), []);
    await ana.keyboard.press('Escape');
    const width = await ana.evaluate(() => document.documentElement.scrollWidth);
    assert.equal(width, 320);
    await ana.setViewportSize({ width: 1280, height: 720 });
  });
});
