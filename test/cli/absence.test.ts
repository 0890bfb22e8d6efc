import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { limits } from '../../src/words/limits.ts';
import { scopeOf } from '../support/cleanup.ts';
import { Person, serve } from '../support/command.ts';

const password = 'a lamp for tests 1';

describe('absence, on pipes', { concurrency: true }, () => {
  const scope = scopeOf(after);

  const joining = (person: Person, address: string, name: string) => {
    return ['join', address, '--name', name, '--password-file', person.file('pw', `${password}\n`)];
  };

  test('of a person is made up for, however much was said', async () => {
    const { address } = await serve(new Person(scope));
    const [ana, ben] = [new Person(scope), new Person(scope)];
    assert.equal((await ana.run(joining(ana, address, 'ana'))).code, 0);
    const lines = Array.from(
      { length: 2 * limits.replayMessages + 7 },
      (_, index) => `line ${index + 1}`,
    );
    const said = await ben.run(joining(ben, address, 'ben'), `${lines.join('\n')}\n`);
    assert.equal(said.code, 0, said.errors);
    assert.deepEqual(
      said.output
        .trimEnd()
        .split('\n')
        .map((line) => line.slice(6)),
      lines.map((line) => `ben: ${line}`),
    );
    const { output } = await ana.run(['join']);
    // Whether ben's leaving is told before she comes or after is chance.
    const [header, ...shown] = output
      .trimEnd()
      .split('\n')
      .filter((line) => !line.endsWith(' ben left'));
    assert.equal(header, '--- 2,007 messages in the lobby while you were away ---');
    assert.equal(shown.pop(), '-- that was all');
    assert.deepEqual(
      shown.map((line) => line.slice(6)),
      lines.map((line) => `ben: ${line}`),
    );
    assert.doesNotMatch((await ana.run(['join'])).output, /line|messages/);
  });

  test('of the server is waited for: what was said meanwhile is sent once, in order', async () => {
    const keeper = new Person(scope);
    const first = await serve(keeper);
    const [ana, ben] = [new Person(scope), new Person(scope)];
    const reader = ana.start(joining(ana, first.address, 'ana'));
    const writer = ben.start(joining(ben, first.address, 'ben'));
    for (const command of [reader, writer]) await command.untilErrors(/^Welcome, /m);
    writer.write('before\n');
    await reader.until(/ben: before/);
    await first.command.kill();
    await writer.untilErrors(
      /Nothing listens on .* Trying again until it works; what you type waits/,
    );
    writer.write('meanwhile\n/me waits\n/msg ana psst\n');
    const again = ['--host', '127.0.0.1', '--port', String(first.port), '--strict-port'];
    await serve(keeper, ...again);
    for (const command of [reader, writer]) await command.untilErrors(/^-- Connected again\.$/m);
    writer.write('after\n');
    await reader.until(/ben: after/);
    await reader.until(/ben → you: psst/);
    const heard = reader.output.split('\n').map((line) => line.slice(6));
    assert.deepEqual(
      heard.filter(
        (line) => /^(\* )?ben /.test(line.replace(':', ' ')) && !/came|left|→/.test(line),
      ),
      ['ben: before', 'ben: meanwhile', '* ben waits', 'ben: after'],
    );
    assert.equal(heard.filter((line) => line === 'ben → you: psst').length, 1);
    for (const command of [reader, writer]) {
      command.endInput();
      assert.equal((await command.ended()).code, 0);
    }
  });

  test('of the server at the end is told with what was not sent, and exit code 75', async () => {
    const { command, address } = await serve(new Person(scope));
    const ana = new Person(scope);
    const writer = ana.start(joining(ana, address, 'ana'));
    await writer.untilErrors(/^Welcome, /m);
    await command.kill();
    await writer.untilErrors(/Trying again/);
    writer.write('one\ntwo\n');
    writer.endInput();
    assert.equal((await writer.ended()).code, 75);
    assert.match(writer.errors, /^2 messages were not sent:\n {2}one\n {2}two$/m);
    assert.equal(writer.output, '');
  });
});
