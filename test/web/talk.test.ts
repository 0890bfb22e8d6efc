import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import type { Line } from '../../src/index.ts';
import { scopeOf } from '../support/cleanup.ts';
import { signUpOn } from '../support/joined-lines.ts';
import { pagesOfSuite, skip } from './browser-page.ts';
import { holds, message, say } from './hands.ts';

/* What functions that run in the page use there. */
declare const document: { readonly title: string };

describe('people at pages', { skip }, () => {
  const scope = scopeOf(after);
  const pages = pagesOfSuite();
  let ana: Page;
  let bob: Line;

  before(async () => {
    ana = await pages().join('ana');
    bob = await signUpOn(scope, pages().line.address, 'bob');
  });

  it('lets two browsers and a program talk: texts, edits, replies, reactions, deletions', async () => {
    const eve = await pages().join('eve');
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
    await ana.getByRole('button', { name: /^lobby\b/ }).click();
    await ana.getByRole('heading', { name: 'lobby' }).waitFor();
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

  it('speaks Russian when it is chosen', async () => {
    await ana.getByRole('button', { name: 'Settings' }).click();
    await ana.getByLabel('Language').selectOption('ru');
    await ana.getByRole('dialog', { name: /Настройки/ }).waitFor();
    await ana.getByLabel('Язык').selectOption('en');
    await ana.keyboard.press('Escape');
  });
});
