import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { startServer } from '../../src/server/server.ts';
import { scopeOf } from '../support/cleanup.ts';
import { Person } from '../support/command.ts';
import { newFolder, type StartedLine, startLine } from '../support/started-line.ts';

describe('partyline status', () => {
  const scope = scopeOf(after);
  const keeper = new Person(scope);
  let line: StartedLine;

  before(async () => {
    line = await startLine(scope, { name: 'Night shift', software: 'test/1' });
    await line.server.listenLocally();
    const { client: ann } = await line.signUp('ann');
    await ann.say('hello');
  });

  test('tells people how the server is doing', async () => {
    const { code, output, errors } = await keeper.run(['status', '--data', line.folder]);
    assert.deepEqual([code, errors], [0, '']);
    const [address, software, people, rooms, disk, commits, behind, backup, signUp, trouble] =
      output.split('\n');
    assert.equal(address, line.server.address());
    assert.match(software ?? '', /^test\/1, running for \d+ seconds?, since .*\d\d:\d\d\.$/);
    assert.equal(people, '1 person here, 2 connections, 2 accounts, 2 sessions.');
    assert.equal(rooms, '1 room with 1 entry.');
    assert.match(
      disk ?? '',
      /^The store takes [\d.]+ [kM]B, the index of the search \d+ \w+; .* are free\.$/,
    );
    assert.match(
      commits ?? '',
      /^\d+ commits in the last minute or two: half within \d+(\.\d)? ms/,
    );
    assert.match(behind ?? '', /^No reader is behind; the search /);
    assert.equal(backup, 'No backup is known of.');
    assert.equal(signUp, 'Sign-up is open: whoever can reach this server may make an account.');
    assert.equal(trouble, 'There is no trouble.');
  });

  test('gives machines one object, and nobody notices it', async () => {
    const { code, output } = await keeper.run(['status', '--json', '--data', line.folder]);
    assert.equal(code, 0);
    const { name, software, accounts, entries, online, troubles, ...rest } = JSON.parse(output);
    const facts = { name, software, accounts, entries, online, troubles };
    assert.deepEqual(facts, {
      name: 'Night shift',
      software: 'test/1',
      accounts: 2,
      entries: 1,
      online: 1,
      troubles: [],
    });
    assert.ok(rest.freeBytes > 0 && rest.storeBytes > 0 && rest.commits.count > 0);
  });

  test('and admin does a command of the console, which can answer with an object', async () => {
    const admin = (...words: string[]) => keeper.run(['admin', '--data', line.folder, ...words]);
    const accounts = await admin('--json', 'accounts');
    const names = JSON.parse(accounts.output).accounts.map(({ name }: { name: string }) => name);
    assert.deepEqual([accounts.code, accounts.errors, names], [0, '', ['ann', 'operator']]);
    const ban = await admin('ban', 'ann', '1h', 'too loud');
    assert.deepEqual([ban.code, ban.errors], [0, '']);
    assert.match(ban.output, /^ann is banned /);
    assert.deepEqual((await admin('--json', 'unban', 'ann')).output, '{"done":true}\n');
    const audit = JSON.parse((await admin('--json', '/audit', 'ann')).output);
    assert.equal(audit.acts[1].reason, 'too loud', JSON.stringify(audit));
    const lockdown = await admin('--', 'lockdown', 'on', '--slow');
    assert.equal(lockdown.code, 0, lockdown.errors);
    assert.equal((await admin('lockdown', 'off')).code, 0);
    const wrong = await admin('acounts');
    assert.deepEqual([wrong.code, wrong.output], [64, '']);
    assert.match(wrong.errors, /accounts/);
    assert.equal((await admin('kick', 'nobody')).code, 65);
  });

  test('ends with a code of its own when the server has a trouble, which it tells', async () => {
    const folder = newFolder(scope);
    const bounds = { freeDiskBytes: Number.MAX_SAFE_INTEGER };
    const options = { dataFolder: folder, host: '127.0.0.1', port: 0 };
    await (await startServer(options)).stop();
    const server = await startServer({ ...options, bounds });
    scope.after(() => server.stop());
    await server.listenLocally();
    const { code, output } = await keeper.run(['status', '--data', folder]);
    assert.equal(code, 80);
    assert.match(output, /^The disk of the data folder .* is almost full: /m);
    assert.doesNotMatch(output, /There is no trouble/);
  });

  test('says that no server answers, and where it looked', async () => {
    const folder = newFolder(scope);
    const { code, output, errors } = await keeper.run(['status', '--data', folder]);
    assert.deepEqual([code, output], [69, '']);
    assert.ok(errors.includes(folder), errors);
    assert.match(errors, /Name the folder it was started with by --data\.\n$/);
  });
});
