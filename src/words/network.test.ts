import assert from 'node:assert/strict';
import { BlockList, isIP } from 'node:net';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { InputError } from '../base/errors.ts';
import {
  contains,
  formatNetwork,
  looksLikeNetwork,
  networkOfAddress,
  parseNetwork,
} from './network.ts';

describe('a network', () => {
  for (const [text, written] of [
    ['10.1.2.3', '10.1.2.3/32'],
    ['10.1.2.3/8', '10.0.0.0/8'],
    ['0.0.0.0/0', '0.0.0.0/0'],
    ['2001:db8::7', '2001:db8::/64'],
    ['2001:DB8:0:0:1::7/128', '2001:db8::1:0:0:7/128'],
    ['::/0', '::/0'],
    ['::1/128', '::1/128'],
    ['::ffff:192.0.2.7', '192.0.2.7/32'],
    ['::ffff:192.0.2.7/120', '192.0.2.0/24'],
    ['::ffff:0:0/64', '::/64'],
    ['64:ff9b::192.0.2.33/128', '64:ff9b::c000:221/128'],
  ] as const) {
    test(`reads ${text}`, () => assert.equal(formatNetwork(parseNetwork(text)), written));
  }

  for (const text of [
    '',
    'ada',
    '10.0.0',
    '10.0.0.256',
    '010.0.0.1',
    '10.0.0.0/33',
    '10.0.0.0/-1',
    '10.0.0.0/',
    '::/129',
    ':::',
    '1::2::3',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '1:2:3:4:5:6:7::8:9',
    '1.2.3.4::',
    'fe80::1%eth0',
    '12345::',
    ' 10.0.0.1',
  ]) {
    test(`does not read ${JSON.stringify(text)}`, () => {
      assert.throws(() => parseNetwork(text), InputError);
    });
  }

  test('is told from a name', () => {
    for (const text of ['10.0.0.7', '10.0.0.0/8', '::1', 'nonsense/8']) {
      assert.ok(looksLikeNetwork(text), text);
    }
    for (const text of ['ada', '10.0.0', '10-0-0-7', 'v1.2.3.4']) {
      assert.ok(!looksLikeNetwork(text), text);
    }
  });

  test('takes the address of a connection, with a zone, mapped, and the console as none', () => {
    const written = (address: string) => {
      const network = networkOfAddress(address);
      return network && formatNetwork(network);
    };
    assert.equal(written('fe80::1%eth0'), 'fe80::1/128');
    assert.equal(written('::ffff:127.0.0.1'), '127.0.0.1/32');
    assert.equal(written('console'), undefined);
    assert.equal(written(''), undefined);
  });

  test('is written in one way, and holds the addresses that Node says it holds', () => {
    const address = fc.oneof(fc.ipV4(), fc.ipV6());
    const near = fc.tuple(address, address).chain(([one, other]) => fc.constantFrom(one, other));
    fc.assert(
      fc.property(address, near, fc.nat({ max: 128 }), (inside, asked, bits) => {
        const family = isIP(inside);
        const prefix = family === 4 ? bits % 33 : bits;
        const network = parseNetwork(`${inside}/${prefix}`);
        assert.deepEqual(parseNetwork(formatNetwork(network)), network);
        const list = new BlockList();
        list.addSubnet(inside, prefix, family === 4 ? 'ipv4' : 'ipv6');
        for (const one of [inside, asked]) {
          const peer = networkOfAddress(one);
          assert.ok(peer);
          // Node counts IPv4 addresses into networks of IPv6 that hold those that are mapped.
          if (peer.family !== network.family) continue;
          const held = list.check(one, isIP(one) === 4 ? 'ipv4' : 'ipv6');
          assert.equal(contains(network, peer), held, `${one} in ${inside}/${prefix}`);
        }
      }),
    );
  });
});
