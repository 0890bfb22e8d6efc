import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import type { Line } from '../../src/index.ts';
import { scopeOf } from '../support/cleanup.ts';
import { signUpOn } from '../support/joined-lines.ts';
import { pagesOfSuite, skip } from './browser-page.ts';
import { field, hears, holds, message, say, seesRoom, violations } from './hands.ts';

/* What functions that run in the page use there. */
declare class KeyboardEvent extends Event {
  constructor(type: string, options: { key: string; bubbles: boolean });
}

describe('what a page offers beside talk', { skip }, () => {
  const scope = scopeOf(after);
  const pages = pagesOfSuite();
  let ana: Page;
  let bob: Line;

  before(async () => {
    ana = await pages().join('ana');
    bob = await signUpOn(scope, pages().line.address, 'bob');
  });

  it('makes an app token that may do what was chosen, and ends it', async () => {
    const { operator } = pages().line;
    const tokens = async () => {
      const { sessions } = await operator.sessions('ana');
      return sessions.filter(({ grant, endedAt }) => grant !== null && endedAt === null);
    };
    await ana.getByRole('button', { name: 'Settings' }).click();
    await ana.getByText('A new token for a program').click();
    assert.deepEqual(await violations(ana), []);
    await ana.getByLabel('Name, one word').fill('two words');
    await ana.getByRole('button', { name: 'Make', exact: true }).click();
    await ana.getByRole('alert').getByText('two words').waitFor();
    await ana.getByLabel('Name, one word').fill('build');
    await ana.getByLabel('May').selectOption('only read');
    await ana.getByLabel('Rooms and people').fill('lobby, @bob');
    await ana.getByLabel('Expires').selectOption('in 7 days');
    await ana.getByRole('button', { name: 'Make', exact: true }).click();
    await ana.getByText(/^pltc_/).waitFor();
    const [token] = await tokens();
    const { read, write, rooms, expiresAt } = token?.grant ?? {};
    assert.deepEqual([read, write, rooms], [true, false, ['lobby', '@bob']]);
    const day = 24 * 60 * 60 * 1_000;
    assert.equal(Math.round(((expiresAt ?? 0) - (token?.createdAt ?? 0)) / day), 7);
    await ana.getByRole('button', { name: 'End build' }).click();
    await ana.getByRole('button', { name: 'End build' }).waitFor({ state: 'detached' });
    assert.deepEqual(await tokens(), []);
    await ana.keyboard.press('Escape');
  });

  it('keeps what is typed behind a command for the room that it leads to', async () => {
    await field(ana).fill('/join #boats');
    await field(ana).evaluate((element: EventTarget & { value: string }) => {
      element.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }));
      element.value = 'ahoy';
      element.dispatchEvent(new Event('input', { bubbles: true }));
    });
    await seesRoom(ana, '#boats');
    await holds(ana, 'ahoy');
    await field(ana).fill('');
    await ana.getByRole('button', { name: 'lobby' }).click();
    await seesRoom(ana, 'lobby');
    await holds(ana, '');
  });

  it('says who has a message of a conversation, and who has read it', async () => {
    const told = hears(bob);
    await say(ana, '/query bob');
    await seesRoom(ana, '@bob');
    await say(ana, 'have you seen this?');
    await told('have you seen this?');
    await ana.getByText('Delivered to bob').waitFor();
    const { last } = await bob.history('@ana', { limit: 1 });
    bob.reading.mark('@ana', last);
    await ana.getByText('Read by bob').waitFor();
    await bob.send('I have', { to: 'ana' });
    await message(ana, 'I have').waitFor();
    await ana.getByText('Read by bob').waitFor({ state: 'detached' });
  });

  it('shows a file on its way, calls it off, and chooses files by a command', async () => {
    const { way } = pages();
    const files = ana.locator('.composer input[type=file]');
    const big = { name: 'big.bin', mimeType: 'text/plain', buffer: Buffer.alloc(1_000_000) };
    way.stall();
    await files.setInputFiles(big);
    await ana.getByRole('progressbar', { name: 'big.bin' }).waitFor();
    await ana.getByText('of 1.0 MB').waitFor();
    await ana.getByRole('button', { name: 'Cancel: big.bin' }).click();
    await ana.getByRole('progressbar').waitFor({ state: 'detached' });
    way.mend();
    const [chooser] = await Promise.all([
      ana.waitForEvent('filechooser'),
      say(ana, '/upload a cup of tea'),
    ]);
    await chooser.setFiles({ name: 'tea.txt', mimeType: 'text/plain', buffer: Buffer.from('tea') });
    await message(ana, 'a cup of tea').waitFor();
    const [download] = await Promise.all([ana.waitForEvent('download'), say(ana, '/download 1')]);
    assert.equal(download.suggestedFilename(), 'tea.txt');
    assert.equal(await ana.getByText('big.bin').count(), 0);
  });

  it('offers to delete only what the reader may delete', async () => {
    const other = message(ana, 'I have');
    await other.hover();
    await other.getByRole('button', { name: /^React/ }).waitFor();
    assert.equal(await other.getByRole('button', { name: /^Delete/ }).count(), 0);
    const own = message(ana, 'a cup of tea');
    await own.hover();
    await own.getByRole('button', { name: /^Delete/ }).waitFor();
    assert.equal(await own.getByRole('button', { name: /^Edit/ }).count(), 0);
  });

  it('leads back from the history to the newest message, and from the line to the login', async () => {
    for (let number = 1; number <= 60; number += 1) void bob.send(`line ${number}`, { to: 'ana' });
    await message(ana, 'line 60').waitFor();
    const list = ana.locator('.messages');
    await list.evaluate((box: { scrollTop: number }) => {
      box.scrollTop = 0;
    });
    await ana.getByRole('button', { name: 'To the newest message' }).click();
    await message(ana, 'line 60').waitFor();
    await ana.getByRole('button', { name: 'To the newest message' }).waitFor({ state: 'detached' });
    await say(ana, '/logout');
    await ana.getByRole('heading', { name: 'Log in' }).waitFor();
  });
});
