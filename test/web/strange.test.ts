import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { scopeOf } from '../support/cleanup.ts';
import { signUpOn } from '../support/joined-lines.ts';
import { pagesOfSuite, skip } from './browser-page.ts';
import { message, say } from './hands.ts';

describe('a page whose certificate the browser does not know', { skip }, () => {
  const scope = scopeOf(after);
  const pages = pagesOfSuite({ isTrusted: false });

  it('is there for those who go on past that, in all their tabs', async () => {
    await assert.rejects(pages().open(), /ERR_CERT_AUTHORITY_INVALID/);
    const device = await pages().device({ goesPast: true });
    const ana = await pages().join('ana', device);
    const second = await pages().open(device);
    await second.getByRole('textbox', { name: 'Message in lobby' }).waitFor();
    const bob = await signUpOn(scope, pages().line.address, 'bob');
    await say(second, 'to both, from one of them');
    await message(ana, 'to both, from one of them').waitFor();
    const { sessions } = await pages().line.operator.sessions('ana');
    assert.equal(sessions.filter(({ endedAt }) => endedAt === null).length, 1);
    // The tab that carried the connection for both goes; the other one carries it from then on.
    await ana.close();
    await bob.send('to the tab that is left');
    await message(second, 'to the tab that is left').waitFor();
  });
});
