import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Line } from '../../src/index.ts';
import { scopeOf } from '../support/cleanup.ts';
import { signUpOn } from '../support/joined-lines.ts';
import { fillIn, hasWholeBrowser, pagesOfSuite, skip } from './browser-page.ts';
import { Desktop } from './desktop.ts';
import { message, seesRoom } from './hands.ts';

describe('the notifications of a page', { skip }, () => {
  const scope = scopeOf(after);
  const pages = pagesOfSuite({ isWhole: true });
  let ana: Desktop;
  let bob: Line;

  before(async () => {
    const address = `https://127.0.0.1:${pages().way.port}/`;
    ana = await Desktop.open(await pages().device(), address);
    await ana.page.getByRole('button', { name: 'I am new here' }).click();
    await fillIn(ana.page, 'ana');
    bob = await signUpOn(scope, pages().line.address, 'bob');
    await ana.allow(true);
    await ana.page.getByRole('button', { name: 'Settings' }).click();
    // It is checked once the browser has allowed it and the server has stored it.
    const name = 'Show a notification when a message is for me';
    await ana.page.getByRole('checkbox', { name }).click();
    await ana.page.getByRole('checkbox', { name, checked: true }).waitFor();
    await ana.page.keyboard.press('Escape');
  });

  it('show one call a room, the last, to somebody who looks elsewhere', async () => {
    await bob.send('ana, do you see this?');
    await message(ana.page, 'do you see this').waitFor();
    assert.deepEqual(await ana.notifications(), []);
    await ana.lookAway();
    await bob.send('nothing for anybody');
    await bob.send('a word to you alone', { to: 'ana' });
    await bob.send('ana, tea?');
    await ana.shows(2);
    await bob.send('ana,\nthe tea <b>gets</b> cold');
    const tags = ['partyline:@bob', 'partyline:lobby'];
    const bodies = ['a word to you alone', 'ana, the tea <b>gets</b> cold'];
    const isLast = async () => (await ana.notifications())[1]?.body === bodies[1];
    while (!(await isLast()));
    assert.deepEqual(await ana.notifications(), [
      { title: 'bob', body: bodies[0], tag: tags[0] },
      { title: 'bob in lobby', body: bodies[1], tag: tags[1] },
    ]);
  });

  it('lead to their message, and are gone when somebody comes back', async () => {
    await ana.click('partyline:@bob');
    await seesRoom(ana.page, '@bob');
    await message(ana.page, 'a word to you alone').waitFor();
    assert.deepEqual(
      (await ana.shows(1)).map(({ tag }) => tag),
      ['partyline:lobby'],
    );
    await ana.lookAgain();
    await ana.shows(0);
  });

  it('are not shown where they are not allowed', async () => {
    await ana.lookAway();
    await ana.allow(false);
    await bob.send('unseen', { to: 'ana' });
    await message(ana.page, 'unseen').waitFor();
    await ana.allow(true);
    await bob.send('ana, seen');
    assert.deepEqual(await ana.shows(1), [
      { title: 'bob in lobby', body: 'ana, seen', tag: 'partyline:lobby' },
    ]);
    await ana.lookAgain();
    await ana.shows(0);
  });

  it('are shown once for all tabs, and not where one of them is looked at', {
    skip: hasWholeBrowser ? false : 'this needs Debian’s package chromium',
  }, async () => {
    const other = await Desktop.open(ana.page.context(), ana.page.url());
    await seesRoom(other.page, 'lobby');
    await other.isLookedAt(true);
    await ana.isLookedAt(false);
    await bob.send('to you in another tab', { to: 'ana' });
    await message(ana.page, 'to you in another tab').waitFor();
    await ana.lookAway();
    await bob.send('ana, in neither');
    await message(other.page, 'ana, in neither').waitFor();
    assert.deepEqual(await ana.shows(1), [
      { title: 'bob in lobby', body: 'ana, in neither', tag: 'partyline:lobby' },
    ]);
  });
});
