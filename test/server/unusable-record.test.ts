import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  openChallenge,
  startClientLogin,
  startRegistration,
} from '../../src/auth/client-handshake.ts';
import { scopeOf } from '../support/cleanup.ts';
import { password } from '../support/raw-client.ts';
import { startLine } from '../support/started-line.ts';

for (const record of ['AAAA', 'A'.repeat(255), 'A'.repeat(256), `${'_'.repeat(255)}8`]) {
  test(`a record that no login can use replaces no password: ${record.length} x ${record[0]}`, async (t) => {
    const line = await startLine(scopeOf((undo) => t.after(undo)));
    const { client } = await line.signUp('ann');
    const { ke1, state } = startClientLogin(password);
    const { request } = startRegistration('another password');
    client.request('password.start', { ke1, request });
    const { account: uid, ke2 } = await client.expect('password.challenge');
    const { serverId, stretching } = client.hello;
    const opened = openChallenge({ password, state, ke2, uid, serverId, stretching });
    assert.ok(opened);
    const re = client.request('password.finish', { ke3: opened.ke3, record });
    assert.equal((await client.refused('message.invalid', re)).field, 'record');
    await client.say('still here');
    await line.logIn('ann');
  });
}
