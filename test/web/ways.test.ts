import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import type { Line } from '../../src/index.ts';
import { scopeOf } from '../support/cleanup.ts';
import { signUpOn } from '../support/joined-lines.ts';
import { pagesOfSuite, skip } from './browser-page.ts';
import { field, hears, holds, message, say } from './hands.ts';

/** The server pings soon, and gives up those who do not answer when the test lets this time pass. */
const silenceTimeoutMs = 60_000;

describe('a page on a bad way', { skip }, () => {
  const scope = scopeOf(after);
  const pages = pagesOfSuite({ bounds: { pingAfterMs: 600, silenceTimeoutMs } });
  let ana: Page;
  let bob: Line;

  before(async () => {
    ana = await pages().join('ana');
    bob = await signUpOn(scope, pages().line.address, 'bob');
    await bob.send('a word to you alone', { to: 'ana' });
    await ana.getByRole('button', { name: /^@bob/ }).waitFor();
  });

  /** The number of sessions of ana that are on the line. */
  async function online(): Promise<number> {
    const { sessions } = await pages().line.operator.sessions('ana');
    return sessions.filter((session) => session.online).length;
  }

  it('comes back without a password, and shares its session with another tab', async () => {
    const second = await pages().open(ana.context());
    await second.getByRole('textbox', { name: 'Message in lobby' }).waitFor();
    await bob.send('to both tabs');
    await message(ana, 'to both tabs').waitFor();
    await message(second, 'to both tabs').waitFor();
    const { sessions } = await pages().line.operator.sessions('ana');
    assert.equal(sessions.filter(({ endedAt }) => endedAt === null).length, 1);
    await second.close();
  });

  it('shows in every tab what was said while the line was down', async () => {
    const second = await pages().open(ana.context());
    await second.getByRole('textbox', { name: 'Message in lobby' }).waitFor();
    pages().way.cut();
    for (const page of [ana, second]) await page.getByText('The line is down').waitFor();
    await say(ana, 'from one of the tabs');
    await ana.locator('.pending', { hasText: 'from one of the tabs' }).waitFor();
    await bob.send('to those who are cut off');
    pages().way.mend();
    for (const page of [ana, second]) {
      await message(page, 'from one of the tabs').waitFor();
      await message(page, 'to those who are cut off').waitFor();
      await page.locator('.pending').waitFor({ state: 'detached' });
    }
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

  it('opens while the line is down, and sends once what a page that was closed could not', async () => {
    const told = hears(bob);
    pages().way.cut();
    await ana.getByText('The line is down').waitFor();
    await say(ana, 'left in the browser');
    await ana.locator('.pending', { hasText: 'left in the browser' }).waitFor();
    const next = await pages().open(ana.context());
    await next.getByText('The server cannot be reached').waitFor();
    await ana.close();
    pages().way.mend();
    await told('left in the browser');
    await message(next, 'left in the browser').waitFor();
    await say(next, 'and on it goes');
    await told('and on it goes');
    ana = next;
    await message(ana, 'and on it goes').waitFor();
    assert.equal(await ana.getByText('left in the browser').count(), 1);
  });

  it('sleeps for longer than the server waits, and misses and doubles nothing', async () => {
    const told = hears(bob);
    const machine = await ana.context().newCDPSession(ana);
    pages().way.stall();
    await say(ana, 'said into the dead line');
    await ana.locator('.pending', { hasText: 'said into the dead line' }).waitFor();
    await machine.send('Page.setWebLifecycleState', { state: 'frozen' });
    while ((await online()) > 0) pages().line.clock.advance(silenceTimeoutMs);
    for (const word of ['one', 'two', 'three']) await bob.send(`${word} in your sleep`);
    pages().way.mend();
    await machine.send('Page.setWebLifecycleState', { state: 'active' });
    await told('said into the dead line');
    await message(ana, 'said into the dead line').waitFor();
    assert.equal(await ana.locator('.pending').count(), 0);
    const texts = await message(ana, /in your sleep|dead line/)
      .locator('.text')
      .allTextContents();
    assert.deepEqual(texts, [
      'one in your sleep',
      'two in your sleep',
      'three in your sleep',
      'said into the dead line',
    ]);
  });

  it('is there through a restart of the server, and sends once what was said meanwhile', async () => {
    const eve = await signUpOn(scope, pages().address, 'eve');
    const told = hears(eve);
    await say(ana, 'before the restart');
    await told('before the restart');
    await pages().line.server.stop();
    await ana.getByText('The line is down').waitFor();
    await say(ana, 'while it was away');
    await ana.locator('.pending', { hasText: 'while it was away' }).waitFor();
    await pages().startAgain();
    await told('while it was away');
    await message(ana, 'while it was away').waitFor();
    await say(ana, 'after the restart');
    await told('after the restart');
    await message(ana, 'after the restart').waitFor();
    const texts = await message(ana, /^(?!.*dead line).*(the restart|was away)/)
      .locator('.text')
      .allTextContents();
    assert.deepEqual(texts, ['before the restart', 'while it was away', 'after the restart']);
  });
});
