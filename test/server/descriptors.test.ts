import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { test } from 'node:test';
import { type Address, parseAddress } from '../../src/wire/address.ts';
import { type Scope, scopeOf } from '../support/cleanup.ts';
import { partyline } from '../support/command.ts';
import { startProgram } from '../support/program.ts';
import { RawClient } from '../support/raw-client.ts';
import { newFolder } from '../support/started-line.ts';

/* A process that may have few descriptors: what a server says when there are no more. */

/** Enough for a server to run, and for some connections. */
const mostDescriptors = 100;

/** Starts the command under the limit; resolves when it is ready. */
async function serveWithFewDescriptors(scope: Scope) {
  const home = newFolder(scope);
  const [data, log] = [join(home, 'data'), join(home, 'server.log')];
  const place = ['--host', '127.0.0.1', '--port', '0', '--data', data, '--log', log];
  const limited = ['sh', '-c', `ulimit -n ${mostDescriptors} && exec "$@"`, 'sh'];
  const words = partyline(['serve', '--no-console', ...place]);
  const command = startProgram(scope, [...limited, ...words], { env: { HOME: home } });
  const [, address = ''] = await command.until(/^ready (.+)$/m);
  const events = (wanted: string) =>
    readFileSync(log, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line).event)
      .filter((event: string) => event.startsWith(wanted));
  return { data, address: parseAddress(address), events };
}

/** Connects from another address of this machine each time, as few may wait from one. */
async function connectFrom(scope: Scope, address: Address, number: number): Promise<RawClient> {
  const client = await RawClient.connect(address, { from: `127.0.1.${number}`, greet: false });
  scope.after(() => client.cut());
  client.send({ type: 'hello', versions: [1], client: 'raw', bindings: ['tls-exporter'] });
  return client;
}

test('a server without descriptors tells newcomers and its operators, once, and when it is over', {
  skip: process.platform !== 'linux',
}, async (t) => {
  const scope = scopeOf((undo) => t.after(undo));
  const { data, address, events } = await serveWithFewDescriptors(scope);
  const loginAsOperator = async () => {
    const operator = await RawClient.connectLocally(data);
    scope.after(() => operator.cut());
    await operator.loginLocally({ receive: true });
    return operator;
  };
  const operator = await loginAsOperator();

  const taken: RawClient[] = [];
  for (;;) {
    const client = await connectFrom(scope, address, taken.length + 1);
    const answer = await client.next();
    if (answer?.type === 'error') {
      assert.equal(answer.code, 'server.busy');
      assert.equal((await client.expect('bye')).reason, 'busy');
      break;
    }
    assert.equal(answer?.type, 'hello');
    taken.push(client);
    assert.ok(taken.length < mostDescriptors);
  }
  assert.ok(taken.length >= 4, `${taken.length} were taken`);
  assert.match((await operator.until('notice')).text, /no file descriptors left.*ulimit -n/);
  for (const number of [101, 102]) {
    const next = await (await connectFrom(scope, address, number)).next();
    assert.equal(next?.type, 'error');
  }
  const second = await loginAsOperator();
  assert.match((await second.until('notice')).text, /no file descriptors left/);
  assert.deepEqual(events('descriptors'), ['descriptors.short']);

  for (const client of taken) client.cut();
  assert.match((await operator.until('notice')).text, /has file descriptors again/);
  assert.equal((await (await connectFrom(scope, address, 103)).next())?.type, 'hello');
  assert.deepEqual(events('descriptors'), ['descriptors.short', 'descriptors.short.over']);
});
