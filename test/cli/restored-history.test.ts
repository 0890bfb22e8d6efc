import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { formatAddress } from '../../src/wire/address.ts';
import { scopeOf } from '../support/cleanup.ts';
import { Person } from '../support/command.ts';
import { connectTo, numbered, signUpOn } from '../support/joined-lines.ts';
import type { Program } from '../support/program.ts';
import { startRestorableLine } from '../support/restorable-line.ts';
import { password } from '../support/test-client.ts';

const scope = scopeOf(after);

/** The texts of the messages that a command has printed. */
function textsIn({ lines }: Program): string[] {
  return lines.flatMap((line) => {
    if (line.startsWith('{')) return [String(JSON.parse(line).text)];
    return /^\d\d:\d\d \w+: (.*)$/.exec(line)?.slice(1) ?? [];
  });
}

test('join and tail show a history that was put back once, say what is gone, and go on', async () => {
  const house = await startRestorableLine(scope);
  const address = formatAddress(house.address);
  const bob = await signUpOn(scope, house.address, 'bob');
  const { token } = await bob.account.createToken({ name: 'tail', read: true, write: false });
  const person = new Person(scope);
  const file = person.file('password', `${password}\n`);
  const join = person.start([
    'join',
    address,
    '--name',
    'ann',
    '--password-file',
    file,
    '--insecure',
  ]);
  await join.untilErrors(/An account was made/);
  const env = { PARTYLINE_TOKEN: token, PARTYLINE_SERVER: address };
  const tail = person.start(['tail', 'lobby', '--since', '0', '--json'], env);
  for (const text of numbered('common', 3)) await bob.send(text);
  house.copy();
  for (const text of numbered('lost', 4)) await bob.send(text);
  join.write('my own\n');
  for (const command of [join, tail]) await command.until(/my own/);
  await house.stop();
  bob.abort();
  house.putBack();
  await house.start();
  const cyd = await connectTo(scope, { address: house.address, name: 'bob', password });
  for (const text of numbered('new', 6)) await cyd.send(text);
  for (const command of [join, tail]) {
    await command.until(/new 6/);
    const expected = [
      ...numbered('common', 3),
      ...numbered('lost', 4),
      'my own',
      ...numbered('new', 6),
    ];
    assert.deepEqual(textsIn(command), expected);
  }
  assert.match(
    join.errors,
    /older copy of its history.* lost 5 messages in lobby \(1 of them yours\)/,
  );
  assert.match(tail.errors, /older copy of its history.* lost 5 messages in lobby:/);
  join.write('exit\n');
  assert.equal((await join.ended()).code, 0);
  tail.signal('SIGTERM');
  await tail.ended();
});
