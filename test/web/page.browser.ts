import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import {
  type Browser,
  type BrowserContext,
  chromium,
  type Locator,
  type Page,
} from 'playwright-core';
import type { Line } from '../../src/index.ts';
import { defaultFileLimits } from '../../src/words/file-limits.ts';
import { buildPage } from '../../tools/build/web.ts';
import { scopeOf } from '../support/cleanup.ts';
import { signUpOn } from '../support/joined-lines.ts';
import { leastStretching } from '../support/light-stretching.ts';
import { newFolder, type StartedLine, startLine } from '../support/started-line.ts';
import { type CutWay, openCutWay } from './cut-way.ts';

/* What functions that run in the page use there. */
declare const document: {
  readonly title: string;
  readonly documentElement: { readonly scrollWidth: number };
  querySelector(selector: string): { readonly value: string } | null;
};
declare class DataTransfer {
  setData(type: string, text: string): void;
}
declare class ClipboardEvent extends Event {
  constructor(type: string, options: { clipboardData: DataTransfer; cancelable: boolean });
}

const executablePath = '/usr/bin/chromium';
const skip = existsSync(executablePath)
  ? false
  : 'these tests need a browser: install Debian’s package chromium';
const password = 'pass the salt, please';
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

describe('the page in a browser', { skip }, () => {
  const scope = scopeOf(after);
  let house: StartedLine;
  let way: CutWay;
  let browser: Browser;
  let ana: Page;
  let bob: Line;
  const errors: string[] = [];

  before(async () => {
    const folder = newFolder(scope);
    const source = join(import.meta.dirname, '..', '..', 'src', 'web');
    await buildPage({ source, folder, isCompressed: false });
    house = await startLine(scope, {
      name: 'Night shift',
      web: { folder },
      files: defaultFileLimits,
      stretching: leastStretching,
      bounds: { presenceAudience: 256, presenceDelayMs: 1 },
    });
    way = await openCutWay(scope, house.address.port);
    bob = await signUpOn(scope, house.address, 'bob');
    browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
    scope.after(() => browser.close());
    ana = await open(await device());
    await signUp(ana, 'ana');
  });

  /** A browser of its own, with nothing kept in it. */
  async function device(): Promise<BrowserContext> {
    const context = await browser.newContext({
      ignoreHTTPSErrors: true,
      locale: 'en-GB',
      reducedMotion: 'reduce',
    });
    context.setDefaultTimeout(15_000);
    context.on('weberror', (error) => errors.push(String(error.error())));
    return context;
  }

  async function open(context: BrowserContext, fragment = ''): Promise<Page> {
    const page = await context.newPage();
    await page.goto(`https://127.0.0.1:${way.port}/${fragment}`);
    return page;
  }

  async function signUp(page: Page, name: string): Promise<void> {
    await page.getByRole('button', { name: 'I am new here' }).click();
    await page.getByLabel('Your name').fill(name);
    await page.getByLabel('A new password').fill(password);
    await page.getByRole('button', { name: 'Join' }).click();
    await page.getByRole('textbox', { name: 'Message in lobby' }).waitFor();
  }

  const field = (page: Page) => page.locator('.composer textarea');

  /** Waits until the field holds a text. */
  const holds = (page: Page, text: string) =>
    page.waitForFunction(
      (wanted) => document.querySelector('.composer textarea')?.value === wanted,
      text,
    );

  async function say(page: Page, text: string): Promise<void> {
    await field(page).fill(text);
    await field(page).press('Enter');
  }

  const message = (page: Page, text: string) => page.locator('article', { hasText: text });

  async function violations(page: Page): Promise<string[]> {
    await page.evaluate(axe);
    return page.evaluate(async () => {
      const { axe } = globalThis as unknown as {
        axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
      };
      const found = await axe.run();
      return found.violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
    });
  }

  it('lets two browsers and a program talk: texts, edits, replies, reactions, deletions', async () => {
    const eve = await open(await device());
    await signUp(eve, 'eve');
    const told = bob.messages()[Symbol.asyncIterator]();
    await say(ana, 'hello from a page');
    assert.equal((await told.next()).value?.text, 'hello from a page');
    await message(eve, 'hello from a page').waitFor();
    await bob.send('and from a terminal: https://example.org/a?b=c.');
    const link = message(ana, 'and from a terminal').getByRole('link');
    assert.equal(await link.getAttribute('href'), 'https://example.org/a?b=c');
    assert.match((await link.getAttribute('rel')) ?? '', /\bnoopener\b.*\bnoreferrer\b/);

    const own = message(ana, 'hello from a page');
    await own.hover();
    await own.getByRole('button', { name: /^Edit/ }).click();
    await holds(ana, 'hello from a page');
    await say(ana, 'hello from the page');
    await message(eve, 'hello from the page (edited)').waitFor();

    const other = message(eve, 'and from a terminal');
    await other.hover();
    await other.getByRole('button', { name: /^React/ }).click();
    await eve.getByRole('button', { name: '👍' }).click();
    await message(ana, 'and from a terminal').getByRole('button', { name: '👍 1' }).waitFor();

    await other.hover();
    await other.getByRole('button', { name: /^Reply/ }).click();
    await say(eve, 'I have read it');
    await message(ana, 'I have read it')
      .getByRole('button', { name: /↪ bob and from/ })
      .waitFor();

    const edited = message(ana, 'hello from the page');
    await edited.hover();
    await edited.getByRole('button', { name: /^Delete/ }).click();
    await ana.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await message(eve, '(deleted)').waitFor();
    await eve.context().close();
  });

  it('shows what is unread in the list, the title and the icon, and what people do', async () => {
    await bob.send('a word to you alone', { to: 'ana' });
    const room = ana.getByRole('button', { name: '@bob, 1 unread, for you' });
    await room.waitFor();
    await ana.waitForFunction(() => document.title.startsWith('(1) '));
    assert.equal(await ana.locator('link[rel="icon"]').getAttribute('href'), '/icon-calls.svg');
    await room.click();
    await message(ana, 'a word to you alone').waitFor();
    await ana.waitForFunction(() => !document.title.startsWith('('));
    await bob.attention.typing('@ana');
    await ana.getByText('bob types').waitFor();
    await bob.attention.away('lunch');
    await ana.getByTitle('away: lunch').waitFor();
    await bob.attention.back();
  });

  it('comes back without a password, and shares its session with another tab', async () => {
    await ana.getByRole('button', { name: /^lobby\b/ }).click();
    const second = await open(ana.context());
    await second.getByRole('textbox', { name: 'Message in lobby' }).waitFor();
    await bob.send('to both tabs');
    await message(ana, 'to both tabs').waitFor();
    await message(second, 'to both tabs').waitFor();
    const { sessions } = await house.operator.sessions('ana');
    assert.equal(sessions.filter(({ endedAt }) => endedAt === null).length, 1);
    await second.close();
  });

  it('keeps a message that is sent while the line is down, and a draft, and sends it once', async () => {
    const told = bob.messages()[Symbol.asyncIterator]();
    way.cut();
    await ana.getByText('The line is down').waitFor();
    await say(ana, 'sent while it was down');
    await ana.locator('.pending', { hasText: 'sent while it was down' }).waitFor();
    await field(ana).fill('a draft');
    await ana.getByRole('button', { name: '@bob' }).click();
    await holds(ana, '');
    way.mend();
    assert.equal((await told.next()).value?.text, 'sent while it was down');
    await ana.getByRole('button', { name: /^lobby\b/ }).click();
    await message(ana, 'sent while it was down').waitFor();
    assert.equal(await ana.getByText('sent while it was down').count(), 1);
    await holds(ana, 'a draft');
    await field(ana).fill('');
  });

  it('shows texts as they are, whatever is in them', async () => {
    const hostile = [
      '<img src=x onerror="document.title=1"><script>document.title=2</script>',
      'javascript:alert(1) data:text/html,x https://user:pass@example.org/ ftp://example.org',
      '\u202Egnihton\u202C \u0000\u001B[31m &lt;b&gt;',
    ];
    for (const text of hostile) await bob.send(text);
    await message(ana, '&lt;b&gt;').waitFor();
    const shown = message(ana, '<img src=x');
    assert.equal(await shown.locator('.text').textContent(), hostile[0]);
    const list = ana.locator('.messages');
    assert.equal(await list.locator('img, script, iframe').count(), 0);
    assert.equal(await message(ana, 'javascript:alert').getByRole('link').count(), 0);
    assert.doesNotMatch((await list.textContent()) ?? '', /\p{Cc}|\u202E/u);
    assert.match(await ana.title(), /lobby/);
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

  it('sends files, and has the browser save those of others', async () => {
    const tea = { name: 'tea.txt', mimeType: 'text/plain', buffer: Buffer.from('a cup of tea') };
    await ana.locator('.composer input[type=file]').setInputFiles(tea);
    await ana.getByRole('button', { name: 'Save the file tea.txt, 12 bytes' }).waitFor();
    await bob.upload(Buffer.from('a cup'), {
      name: 'cup.html',
      type: 'text/html',
      text: 'for you',
    });
    const button = ana.getByRole('button', { name: 'Save the file cup.html, 5 bytes' });
    const [download] = await Promise.all([ana.waitForEvent('download'), button.click()]);
    assert.equal(download.suggestedFilename(), 'cup.html');
    assert.equal(readFileSync(await download.path(), 'utf8'), 'a cup');
  });

  it('can be used by the keyboard alone', async () => {
    await field(ana).press('Control+k');
    await ana.getByRole('dialog').waitFor();
    await ana.keyboard.type('bob');
    await ana.keyboard.press('Enter');
    await ana.getByRole('heading', { name: '@bob' }).waitFor();
    await ana.keyboard.press('Alt+1');
    await ana.getByRole('heading', { name: 'lobby' }).waitFor();
    await field(ana).focus();
    // Back over the button for files, to the messages.
    await ana.keyboard.press('Shift+Tab');
    await ana.keyboard.press('Shift+Tab');
    await ana.keyboard.press('ArrowUp');
    await ana.keyboard.press('r');
    await ana.getByText(/^Reply to (ana|bob):/).waitFor();
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

  it('has no fault that axe finds, in light and dark, with every dialog', async () => {
    const front = await open(await device());
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

  it('speaks Russian when it is chosen', async () => {
    await ana.getByRole('button', { name: 'Settings' }).click();
    await ana.getByLabel('Language').selectOption('ru');
    await ana.getByRole('dialog', { name: /Настройки/ }).waitFor();
    await ana.getByLabel('Язык').selectOption('en');
    await ana.keyboard.press('Escape');
  });

  it('throws no errors on the way', () => {
    assert.deepEqual(errors, []);
  });
});
