import assert from 'node:assert/strict';
import { test } from 'node:test';
import { KnownNetworks } from './known-networks.ts';

test('knows the networks of those who log in, and of those who were here before the start once it has read them', () => {
  const asked: number[] = [];
  const known = new KnownNetworks({
    clock: { now: () => Date.UTC(2026, 10, 28) },
    directory: {
      addressesSince: (since) => {
        asked.push(since);
        return ['192.0.2.1', '2001:db8:1:2:3::4'];
      },
    },
  });
  known.add('198.51.100.7');
  assert.equal(known.has('198.51.100.7'), true);
  assert.equal(known.has('192.0.2.1'), false);
  known.readOnce();
  known.readOnce();
  assert.equal(known.has('192.0.2.1'), true);
  assert.equal(known.has('2001:db8:1:2::/64'), true);
  assert.equal(known.has('192.0.2.2'), false);
  assert.deepEqual(asked, [Date.UTC(2026, 9, 29)]);
});
