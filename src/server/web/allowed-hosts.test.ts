import assert from 'node:assert/strict';
import { hostname } from 'node:os';
import { test } from 'node:test';
import { AllowedHosts, isOwnOrigin } from './allowed-hosts.ts';
import { addressBehind } from './forwarded.ts';

test('every address and the known names are allowed, with and without a port', () => {
  const hosts = new AllowedHosts(['line.example'], undefined);
  for (const host of ['127.0.0.1', '[::1]:7278', 'localhost:7278', 'LINE.example', hostname()]) {
    assert.ok(hosts.includes(host), host);
  }
});

test('nothing else is', () => {
  const hosts = new AllowedHosts(['line.example'], undefined);
  for (const host of [
    '',
    'evil.example',
    'line.example.',
    'line.example@evil.example',
    'a b',
    '::1',
    '[line.example]:x',
    'line.example:',
    'sub.line.example',
  ]) {
    assert.ok(!hosts.includes(host), host);
  }
});

test('an origin is the own one only with the same host and port, and with TLS on TLS', () => {
  assert.ok(isOwnOrigin('https://line.example', 'line.example', true));
  assert.ok(isOwnOrigin('https://line.example', 'line.example:443', true));
  assert.ok(isOwnOrigin('http://127.0.0.1:7278', '127.0.0.1:7278', false));
  assert.ok(isOwnOrigin('https://line.example', 'line.example', false), 'secured by a proxy');
  for (const origin of [
    undefined,
    'null',
    'http://line.example',
    'https://line.example:7278',
    'https://evil.example',
    'https://line.example/',
  ]) {
    assert.ok(!isOwnOrigin(origin, 'line.example', true), origin);
  }
});

test('only trusted proxies say where somebody is, and only the last of them is believed', () => {
  const trusted = ['10.0.0.1', '::1'];
  assert.equal(addressBehind('192.0.2.1', '203.0.113.1', trusted), '192.0.2.1');
  assert.equal(addressBehind('10.0.0.1', '1.1.1.1, 203.0.113.1', trusted), '203.0.113.1');
  assert.equal(addressBehind('::ffff:10.0.0.1', '203.0.113.1, 10.0.0.1', trusted), '203.0.113.1');
  assert.equal(addressBehind('10.0.0.1', undefined, trusted), '10.0.0.1');
  assert.equal(addressBehind('10.0.0.1', '203.0.113.1, what', trusted), '10.0.0.1');
});
