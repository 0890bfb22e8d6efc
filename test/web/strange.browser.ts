import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, describe, it } from 'node:test';
import { scopeOf } from '../support/cleanup.ts';
import { signUpOn } from '../support/joined-lines.ts';
import { fillIn, pagesOfSuite, skip } from './browser-page.ts';
import { message } from './hands.ts';

describe('a page whose certificate the browser does not know', { skip }, () => {
  const scope = scopeOf(after);
  const pages = pagesOfSuite({ isTrusted: false });

  it('lets those in who go on past that, with all their tabs, and has files saved', async () => {
    const device = await pages().device();
    const ana = await device.newPage();
    const address = `https://127.0.0.1:${pages().way.port}/`;
    await assert.rejects(ana.goto(address), /ERR_CERT_AUTHORITY_INVALID/);
    await ana.locator('#details-button').click();
    await ana.locator('#proceed-link').click();
    await ana.getByRole('button', { name: 'I am new here' }).click();
    await fillIn(ana, 'ana');
    const second = await pages().open(device);
    await second.getByRole('textbox', { name: 'Message in lobby' }).waitFor();
    const bob = await signUpOn(scope, pages().line.address, 'bob');
    await bob.upload(Buffer.from('a cup'), { name: 'cup.html', type: 'text/html', text: 'tea' });
    await message(ana, 'cup.html').waitFor();
    const button = second.getByRole('button', { name: 'Save the file cup.html, 5 bytes' });
    const [download] = await Promise.all([second.waitForEvent('download'), button.click()]);
    assert.equal(readFileSync(await download.path(), 'utf8'), 'a cup');
    const { sessions } = await pages().line.operator.sessions('ana');
    assert.equal(sessions.filter(({ endedAt }) => endedAt === null).length, 1);
    // The tab that carried the connection for both goes; the other one carries it from then on.
    await ana.close();
    await bob.send('to the tab that is left');
    await message(second, 'to the tab that is left').waitFor();
  });
});
