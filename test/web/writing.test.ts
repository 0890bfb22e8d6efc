import { after, before, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { scopeOf } from '../support/cleanup.ts';
import { signUpOn } from '../support/joined-lines.ts';
import { pagesOfSuite, password, skip } from './browser-page.ts';
import { field, holds, message, tabTo } from './hands.ts';

/* What functions that run in the page use there. */
declare const document: {
  querySelector(selector: string): { readonly value: string } | null;
};
declare class DataTransfer {
  setData(type: string, text: string): void;
}
declare class ClipboardEvent extends Event {
  constructor(type: string, options: { clipboardData: DataTransfer; cancelable: boolean });
}

describe('the field of a page', { skip }, () => {
  const scope = scopeOf(after);
  const pages = pagesOfSuite();
  let ana: Page;

  before(async () => {
    ana = await pages().join('ana');
    const bob = await signUpOn(scope, pages().line.address, 'bob');
    await bob.send('a word to you alone', { to: 'ana' });
    await bob.send('hello from bob');
    await message(ana, 'hello from bob').waitFor();
    await ana.getByRole('button', { name: /^@bob/ }).waitFor();
  });

  it('asks before many lines are pasted', async () => {
    const lines = Array.from({ length: 12 }, (_, index) => `row ${index}`).join('\n');
    await field(ana).evaluate((element: EventTarget, text) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData('text/plain', text);
      element.dispatchEvent(new ClipboardEvent('paste', { clipboardData, cancelable: true }));
    }, lines);
    await ana.getByRole('dialog', { name: 'Paste 12 lines?' }).waitFor();
    await holds(ana, '');
    await ana.getByRole('button', { name: 'Paste', exact: true }).click();
    await ana.waitForFunction(() => document.querySelector('textarea')?.value.includes('row 11'));
    await field(ana).fill('');
  });

  it('is reached by the keyboard alone', async () => {
    const page = await pages().open();
    await page.getByRole('heading', { name: 'Log in' }).waitFor();
    await tabTo(page, page.getByRole('button', { name: 'I am new here' }));
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Make an account' }).waitFor();
    await tabTo(page, page.getByLabel('Your name'));
    await page.keyboard.type('keyes');
    await page.keyboard.press('Tab');
    await page.keyboard.type(password);
    await page.keyboard.press('Enter');
    await page.getByRole('textbox', { name: 'Message in lobby' }).waitFor();
    await tabTo(page, field(page));
    await page.keyboard.type('without a mouse');
    await page.keyboard.press('Enter');
    await message(page, 'without a mouse').waitFor();
    await tabTo(page, page.getByRole('button', { name: 'Settings' }));
    await page.keyboard.press('Enter');
    await page.getByRole('dialog', { name: 'Settings' }).waitFor();
    await tabTo(page, page.getByRole('button', { name: 'Log out' }));
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Log in' }).waitFor();
    await page.context().close();
  });

  it('can be used by the keyboard alone', async () => {
    await field(ana).press('Control+k');
    await ana.getByRole('dialog').waitFor();
    await ana.keyboard.type('bob');
    await ana.keyboard.press('Enter');
    await ana.getByRole('heading', { name: '@bob' }).waitFor();
    await ana.keyboard.press('Alt+1');
    await ana.getByRole('heading', { name: 'lobby' }).waitFor();
    await message(ana, 'without a mouse').waitFor();
    await field(ana).focus();
    // Back over the button for files, to the messages.
    await ana.keyboard.press('Shift+Tab');
    await ana.keyboard.press('Shift+Tab');
    await ana.keyboard.press('ArrowUp');
    await ana.keyboard.press('r');
    await ana.getByText(/^Reply to keyes:/).waitFor();
    await ana.keyboard.type('by keys');
    await ana.keyboard.press('Enter');
    await message(ana, 'by keys').waitFor();
    await ana.keyboard.type('/jo');
    await ana.keyboard.press('Tab');
    await holds(ana, '/join ');
    await ana.keyboard.type('#keys');
    await ana.keyboard.press('Enter');
    await ana.getByRole('heading', { name: '#keys' }).waitFor();
    await ana.keyboard.press('Alt+ArrowUp');
    await ana.getByRole('heading', { name: 'lobby' }).waitFor();
  });
});
