import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { runCommand } from '../support/command.ts';
import { fillIn, pagesOfSuite, password, skip } from './browser-page.ts';

const other = 'another salt, please';

describe('a code in the address of a page', { skip }, () => {
  const pages = pagesOfSuite({ signUp: 'invite' });

  before(async () => {
    await pages().line.connectLocally();
  });

  /** The fragment of the page's address, from what a command of the operator prints. */
  async function fragmentFrom(...words: string[]): Promise<string> {
    const { output, errors } = await runCommand(['admin', '--data', pages().line.folder, ...words]);
    assert.equal(errors, '');
    const [, fragment] = /^ {2}https:\S+\/(#\S+) in a browser$/m.exec(output) ?? [];
    return fragment ?? assert.fail(output);
  }

  it('lets a newcomer in whom the operator has invited, and nobody after them', async () => {
    const fragment = await fragmentFrom('invite', 'carl');
    const carl = await pages().open(undefined, fragment);
    await carl.getByRole('heading', { name: 'Make an account' }).waitFor();
    assert.doesNotMatch(carl.url(), /#/, 'the code is a secret');
    await fillIn(carl, 'carl');
    await carl.reload();
    await carl.getByRole('textbox', { name: 'Message in lobby' }).waitFor();
    const dora = await pages().open(undefined, `${fragment}.`);
    await dora.getByRole('alert').filter({ hasText: 'is not whole' }).waitFor();
    await dora.getByRole('heading', { name: 'Log in' }).waitFor();
    assert.doesNotMatch(dora.url(), /#/, 'most of the code is a secret too');
    await dora.goto(new URL(fragment, dora.url()).href);
    await dora.getByLabel('Your name').fill('dora');
    await dora.getByLabel('A new password').fill(password);
    await dora.getByRole('button', { name: 'Join' }).click();
    await dora
      .getByRole('alert')
      .filter({ hasText: /invitation|code/ })
      .waitFor();
  });

  it('sets a new password for somebody who has forgotten theirs, and ends their sessions', async () => {
    const fragment = await fragmentFrom('reset', 'carl');
    const carl = await pages().open(undefined, fragment);
    await carl.getByRole('heading', { name: 'Set a new password' }).waitFor();
    await carl.getByLabel('Your name').fill('carl');
    await carl.getByLabel('A new password').fill(other);
    await carl.getByRole('button', { name: 'Set and log in' }).click();
    await carl.getByRole('textbox', { name: 'Message in lobby' }).waitFor();
    const { sessions } = await pages().line.operator.sessions('carl');
    assert.equal(sessions.filter(({ endedAt }) => endedAt === null).length, 1);
    const elsewhere = await pages().open();
    await elsewhere.getByLabel('Your name').fill('carl');
    await elsewhere.getByLabel('Your password').fill(password);
    await elsewhere.getByRole('button', { name: 'Log in' }).click();
    await elsewhere.getByRole('alert').filter({ hasText: 'password' }).waitFor();
    await elsewhere.getByLabel('Your password').fill(other);
    await elsewhere.getByRole('button', { name: 'Log in' }).click();
    await elsewhere.getByRole('textbox', { name: 'Message in lobby' }).waitFor();
  });
});
