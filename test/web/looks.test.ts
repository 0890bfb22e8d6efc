import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { scopeOf } from '../support/cleanup.ts';
import { signUpOn } from '../support/joined-lines.ts';
import { pagesOfSuite, skip } from './browser-page.ts';
import { field, message, say, violations } from './hands.ts';

/* What functions that run in the page use there. */
interface Box {
  readonly className: string;
  readonly tagName: string;
  readonly scrollWidth: number;
  readonly clientWidth: number;
  getBoundingClientRect(): { readonly left: number; readonly right: number };
}
declare const document: { querySelectorAll(selector: string): Iterable<Box> };
declare const innerWidth: number;

/** A word that no line has room for. */
const endless = `https://example.org/${'long'.repeat(300)}`;

describe('the looks of a page', { skip }, () => {
  const scope = scopeOf(after);
  const pages = pagesOfSuite();
  let ana: Page;

  before(async () => {
    ana = await pages().join('ana');
    const bob = await signUpOn(scope, pages().line.address, 'bob');
    await say(ana, 'a question');
    const asked = (await bob.messages()[Symbol.asyncIterator]().next()).value;
    assert.ok(asked !== undefined);
    await bob.reply(asked, 'an answer, for ana');
    await bob.react(asked, '👍');
    await bob.upload(Buffer.from('tea'), { name: 'tea.txt', type: 'text/plain', text: 'a file' });
    await bob.send('a word to you alone', { to: 'ana' });
    await bob.send(endless);
    await message(ana, endless).waitFor();
    await ana.getByRole('button', { name: /^@bob, 1 unread/ }).waitFor();
  });

  /** Opens each dialog, and has something done while it is there. */
  async function inDialogs(act: (name: string) => Promise<void>): Promise<void> {
    for (const name of ['Settings', 'Search', 'Join or make a room', 'Begin a conversation']) {
      const button = ana.getByRole('button', { name, exact: true });
      const isCovered = !(await button.isVisible());
      if (isCovered) {
        await ana.getByRole('button', { name: 'Rooms and conversations' }).click();
      }
      await button.click();
      await ana.getByRole('dialog').waitFor();
      if (name === 'Search') {
        await ana.keyboard.type('question');
        await ana.keyboard.press('Enter');
        await ana.getByText('1 message found').waitFor();
      }
      await act(name);
      await ana.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
      await ana.getByRole('dialog').waitFor({ state: 'detached' });
      if (isCovered) await ana.keyboard.press('Escape');
    }
  }

  /** What is wider than its place, or stands beside the page. */
  const tooWide = () =>
    ana.evaluate(() => {
      const boxes = [...document.querySelectorAll('html, main, .messages, dialog[open], nav')];
      const wide = boxes.filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth);
      const beside = boxes.filter((box) => {
        const { left, right } = box.getBoundingClientRect();
        return left < 0 || right > innerWidth;
      });
      return [...wide, ...beside].map(({ tagName, className }) => `${tagName} ${className}`);
    });

  it('has no fault that axe finds in the forms in front of it', async () => {
    const front = await pages().open();
    await front.getByRole('heading', { name: 'Log in' }).waitFor();
    assert.deepEqual(await violations(front), []);
    await front.getByRole('button', { name: 'Log in' }).click();
    await front.getByText('Fill in your name').waitFor();
    await front.emulateMedia({ colorScheme: 'dark' });
    assert.deepEqual(await violations(front), []);
    await front.getByRole('button', { name: 'I am new here' }).click();
    await front.getByRole('heading', { name: 'Make an account' }).waitFor();
    assert.deepEqual(await violations(front), []);
    await front.context().close();
  });

  it('has no fault that axe finds, in light and dark, with every dialog', async () => {
    assert.deepEqual(await violations(ana), []);
    await ana.emulateMedia({ colorScheme: 'dark' });
    await message(ana, 'a question').first().hover();
    assert.deepEqual(await violations(ana), []);
    await inDialogs(async (name) => assert.deepEqual(await violations(ana), [], name));
    await ana.emulateMedia({ colorScheme: 'light' });
  });

  it('fits into 320 pixels, with its lists as drawers', async () => {
    await ana.setViewportSize({ width: 320, height: 640 });
    await ana.getByRole('button', { name: 'Rooms and conversations' }).waitFor();
    assert.deepEqual(await tooWide(), []);
    await inDialogs(async (name) => assert.deepEqual(await tooWide(), [], name));
    await ana.getByRole('button', { name: 'Rooms and conversations' }).click();
    await ana.getByRole('navigation').waitFor();
    assert.deepEqual(await violations(ana), []);
    assert.deepEqual(await tooWide(), []);
    await ana.keyboard.press('Escape');
    await ana.getByRole('navigation').waitFor({ state: 'detached' });
  });

  it('fills a screen of 3840 by 2160 pixels', async () => {
    await ana.setViewportSize({ width: 3840, height: 2160 });
    await ana.getByRole('complementary', { name: 'People' }).waitFor();
    assert.deepEqual(await tooWide(), []);
    await inDialogs(async (name) => assert.deepEqual(await tooWide(), [], name));
    const list = await ana.locator('.messages').boundingBox();
    const written = await field(ana).boundingBox();
    assert.ok(list !== null && written !== null);
    assert.ok(list.height > 1_900 && written.y > 2_000, 'the messages have what there is');
    await ana.setViewportSize({ width: 1280, height: 720 });
  });
});
