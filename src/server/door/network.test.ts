import assert from 'node:assert/strict';
import { test } from 'node:test';
import { networkOf, siteOf } from './network.ts';

test('counts an IPv4 address by itself, mapped into IPv6 or not', () => {
  assert.equal(networkOf('192.0.2.7'), '192.0.2.7');
  assert.equal(networkOf('::ffff:192.0.2.7'), '192.0.2.7');
});

test('counts the /64 of an IPv6 address, however it is written', () => {
  const network = '2001:db8:0:1::/64';
  for (const address of ['2001:db8:0:1::5', '2001:0db8:0000:0001:9:8:7:6', '2001:DB8:0:1:ffff::']) {
    assert.equal(networkOf(address), network, address);
  }
  assert.notEqual(networkOf('2001:db8:0:2::5'), network);
  assert.equal(networkOf('::1'), '0:0:0:0::/64');
  assert.equal(networkOf('fe80::1%eth0'), 'fe80:0:0:0::/64');
});

test('counts the /24 and the /56 around an address as a site', () => {
  assert.equal(siteOf('192.0.2.7'), '192.0.2.0/24');
  assert.equal(siteOf('::ffff:192.0.2.200'), '192.0.2.0/24');
  assert.equal(siteOf('2001:db8:5:12ab::1'), '2001:db8:5:1200::/56');
  assert.equal(siteOf('2001:db8:5:12ff:9::'), siteOf('2001:db8:5:1200::1'));
  assert.notEqual(siteOf('2001:db8:5:1300::1'), siteOf('2001:db8:5:1200::1'));
});
