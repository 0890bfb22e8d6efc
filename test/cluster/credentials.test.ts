import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { exitCodes } from '../../src/cli/exit-codes.ts';
import { NatsAccount } from '../../src/cluster/nats-credentials.fixture.ts';
import { NatsServer, noNatsServer } from '../../src/cluster/nats-server.fixture.ts';
import { scopeOf } from '../support/cleanup.ts';
import { Person, serve } from '../support/command.ts';
import { connectTo } from '../support/joined-lines.ts';
import { password } from '../support/test-client.ts';

describe('a node that shows credentials', { skip: noNatsServer }, () => {
  const scope = scopeOf(after);
  const account = new NatsAccount();
  const nats = new NatsServer(account.configuration);

  before(async () => {
    scope.after(() => nats.remove());
    await nats.start();
  });

  test('runs with the rights that the page names, and says what to do about a wrong file', async () => {
    const person = new Person(scope);
    const rights = ['night.>', '$JS.API.>', '_INBOX.>'];
    const right = person.file('right', account.credentials({ publish: rights, subscribe: rights }));
    const others = person.file('others', new NatsAccount().credentials());
    const words = (file: string) => [
      ...['--cluster', nats.url, '--cluster-name', 'night', '--cluster-credentials', file],
    ];
    const checked = await person.run(['serve', '--check', ...words(person.path('none'))]);
    assert.equal(checked.code, exitCodes.noInput, checked.errors);
    assert.match(checked.errors, /none: no such file/);
    const refused = await person.run(['serve', '--no-console', ...words(others)]);
    assert.equal(refused.code, exitCodes.noPermission, refused.errors);
    assert.match(
      refused.errors,
      /^The nats-server at .* does not let this node in .*: look at .*credentials/,
    );
    const { address } = await serve(person, ...words(right));
    const line = await connectTo(scope, { address, name: 'ann', password, signUp: true });
    assert.equal((await line.send('hello')).seq, 1);
  });
});
