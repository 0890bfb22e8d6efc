import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import type { Line } from '../../src/index.ts';
import { defaultFileLimits } from '../../src/words/file-limits.ts';
import { scopeOf } from '../support/cleanup.ts';
import { signUpOn } from '../support/joined-lines.ts';
import { pagesOfSuite, skip } from './browser-page.ts';

describe('files at a page', { skip }, () => {
  const scope = scopeOf(after);
  const pages = pagesOfSuite({ files: { ...defaultFileLimits, fileBytes: 100 } });
  let ana: Page;
  let bob: Line;

  before(async () => {
    ana = await pages().join('ana');
    bob = await signUpOn(scope, pages().line.address, 'bob');
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

  it('has a file that was refused sent again or dismissed, and no text of its name', async () => {
    const pot = { name: 'pot.txt', mimeType: 'text/plain', buffer: Buffer.alloc(101) };
    await ana.locator('.composer input[type=file]').setInputFiles(pot);
    const refused = ana.getByRole('group', { name: 'It was not sent.' });
    await refused.getByText('pot.txt').waitFor();
    const words = await refused.getByRole('button').allTextContents();
    assert.deepEqual(words, ['Send again', 'Dismiss']);
    await refused.getByRole('button', { name: 'Dismiss' }).click();
    await refused.waitFor({ state: 'detached' });
  });
});
