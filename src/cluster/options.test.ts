import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { InputError } from '../base/errors.ts';
import { addressesOf, type ClusterOptions, formatServer } from './options.ts';

describe('the options of a cluster', () => {
  test('give addresses', () => {
    const servers = ['nats://a', 'nats://[::1]:4333/', 'nats://192.0.2.1:1'];
    assert.deepEqual(addressesOf({ servers }).map(formatServer), [
      'a:4222',
      '[::1]:4333',
      '192.0.2.1:1',
    ]);
    assert.deepEqual(addressesOf({ servers: ['tls://a'] }), [
      { host: 'a', port: 4_222, isSecure: true },
    ]);
  });

  const servers = ['nats://a'];
  const wrong: readonly [ClusterOptions, RegExp][] = [
    [{ servers: [] }, /needs the URL of a nats-server/],
    [{ servers: ['a:4222'] }, /write nats:\/\/HOST:PORT/],
    [{ servers: ['http://a'] }, /write nats:\/\/HOST:PORT/],
    [{ servers: ['nats://user:secret@a'] }, /--cluster-user, .*--cluster-password-file/],
    [{ servers: ['nats://a/b'] }, /nothing comes behind host and port/],
    [{ servers: ['nats://a', 'tls://b'] }, /all by tls:\/\/ or all by nats:\/\//],
    [{ servers, name: 'a.b' }, /has 1 to 32 letters, digits, - and _/],
    [{ servers, replicas: 6 }, /1 to 5 replicas/],
    [{ servers, user: 'a' }, /goes with the file of a password/],
    [{ servers, nkeyFile: 'a', credentialsFile: 'b' }, /shows one thing/],
    [{ servers, caFile: 'a' }, /write tls:\/\/ instead/],
    [{ servers: ['tls://a'], keyFile: 'a' }, /goes with its key/],
  ];
  for (const [options, words] of wrong) {
    test(`are refused with what to do: ${words.source}`, () => {
      assert.throws(() => addressesOf(options), words);
      assert.throws(() => addressesOf(options), InputError);
    });
  }

  test('are refused without the password that stood in them', () => {
    assert.throws(
      () => addressesOf({ servers: ['nats://user:secret@a'] }),
      ({ message }: Error) => !message.includes('secret'),
    );
  });
});
