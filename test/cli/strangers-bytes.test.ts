import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type Address, formatAddress, parseAddress } from '../../src/wire/address.ts';
import { scopeOf } from '../support/cleanup.ts';
import { loopback, Person, type Serving, serve } from '../support/command.ts';
import { RawClient } from '../support/raw-client.ts';
import { greet, startScriptedServer } from '../support/scripted-server.ts';
import { tmuxMissing } from '../terminal/tmux.ts';

const password = 'a lamp for tests 1';

/** Clears the screen, sets the title, asks for a report, moves up; the same in C1; turns text round. */
const attack =
  'x\u{1b}[2J\u{1b}[H\u{1b}]0;stolen\u{7}\u{1b}[6n\u{1b}[5A\u{9b}2J\u{9d}0;stolen\u{9c}\u{202e}\u{8}\r\u{200b}y';
/** Characters that reach a terminal from nobody but this program. */
const dangerous = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}]/u;

function assertHarmless(text: string): void {
  for (const line of text.split('\n')) assert.doesNotMatch(line, dangerous);
}

describe("strangers' bytes", { concurrency: true }, () => {
  const scope = scopeOf(after);
  const keeper = new Person(scope);
  let serving: Serving;
  before(async () => {
    serving = await serve(keeper, '--operator', 'opal');
  });

  async function attacker(name: string, address = serving.address): Promise<RawClient> {
    const client = await RawClient.connect(parseAddress(address));
    scope.after(() => client.cut());
    await client.signUp(name, undefined, password);
    return client;
  }

  const joining = (person: Person, name: string, address = serving.address) => {
    return ['join', address, '--name', name, '--password-file', person.file('pw', `${password}\n`)];
  };

  test('of a text come out of a pipe as marks, on clients and consoles', async () => {
    const person = new Person(scope);
    const console = new Person(scope).start(['serve', ...loopback, '--operator', 'opal']);
    const [, address = ''] = await console.until(/^Join with: partyline join '(.+)'$/m);
    const reader = person.start(joining(person, 'ana', address));
    await reader.untilErrors(/^Welcome, ana/m);
    await console.until(/ana came/);
    const client = await attacker('mallory', address);
    client.post(attack);
    client.post(`first line\n00:00 opal announces: forged${attack}`);
    for (const screen of [reader, console]) {
      await screen.until(/mallory: x\u{fffd}\[2J\u{fffd}\[H\u{fffd}\]0;stolen.*y$/mu);
      // A second line can not be taken for a message.
      await screen.until(/mallory: first line\n {6}\| 00:00 opal announces: forged/);
      assertHarmless(screen.output + screen.errors);
    }
  });

  test('of a text do not move, clear or rename a terminal', { skip: tmuxMissing }, async () => {
    const person = new Person(scope);
    // A line of its own: the other tests talk at the same time.
    const { address } = await serve(person, '--operator', 'opal');
    const terminal = await person.terminal(joining(person, 'ben', address));
    await terminal.waitFor(/lobby>$/);
    await terminal.type('being typed');
    const client = await attacker('mike', address);
    client.post(attack);
    client.post('the end');
    const screen = await terminal.waitFor(/mike: the end\n(.*\n)?lobby> being typed$/);
    assert.match(screen, /^Welcome, ben\.$/m);
    assert.match(screen, /mike: x\u{fffd}\[2J\u{fffd}\[H\u{fffd}\]0;stolen/u);
  });

  test('of a name are refused, and of a device shown as marks to the operator', async () => {
    const client = await RawClient.connect(parseAddress(serving.address));
    scope.after(() => client.cut());
    client.startRegistration('m\u{1b}[2J');
    const { message } = await client.refused('message.invalid');
    assertHarmless(message);
    const { output, errors } = await keeper.run(['console'], '/log 50\n/sessions\n/accounts\n');
    assertHarmless(output + errors);
  });

  test('of a server reach nobody with its errors and its goodbye', async () => {
    const evil = await startScriptedServer(async (peer) => {
      await greet(peer, { name: 'evil\u{202e}live\u{200b}', signUp: 'open' });
      const { id } = await peer.expect('account.lookup');
      await peer.send({ type: 'error', re: id, code: 'forbidden', message: attack });
      await peer.send({ type: 'bye', reason: 'kicked', message: attack });
      await peer.gone();
    });
    scope.after(() => evil.close());
    const person = new Person(scope);
    const address: Address = evil.address;
    const { code, errors } = await person.run(joining(person, 'cat', formatAddress(address)));
    assert.notEqual(code, 0);
    assert.match(errors, /\S/);
    assertHarmless(errors);
    assert.deepEqual(await evil.failures(), []);
  });
});
