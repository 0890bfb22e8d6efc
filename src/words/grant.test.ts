import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { expiryOf, type Grant, mayRead, mayWrite } from './grant.ts';

const rooms = ['lobby', '@1.2', '@1.3'];
const grants: fc.Arbitrary<Grant> = fc.record({
  read: fc.boolean(),
  write: fc.boolean(),
  rooms: fc.option(fc.subarray(rooms)),
  expiresAt: fc.option(fc.nat()),
});

test('a device may everything, for ever', () => {
  for (const room of [undefined, ...rooms]) assert.ok(mayRead(null, room) && mayWrite(null, room));
  assert.equal(expiryOf({ grant: null }), Number.POSITIVE_INFINITY);
});

test('a grant holds for what it says, in the rooms that it names', () => {
  fc.assert(
    fc.property(grants, fc.constantFrom(...rooms), (grant, room) => {
      const covered = grant.rooms === null || grant.rooms.includes(room);
      assert.equal(mayRead(grant, room), grant.read && covered);
      assert.equal(mayWrite(grant, room), grant.write && covered);
      assert.equal(mayRead(grant), grant.read);
      assert.equal(mayWrite(grant), grant.write);
      assert.equal(expiryOf({ grant }), grant.expiresAt ?? Number.POSITIVE_INFINITY);
    }),
  );
});
