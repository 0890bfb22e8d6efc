import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Guest, Guests } from './guests.ts';

const guestOf = (network: string): Guest => ({ network, drop: () => {} });

test('draws from the older half of the networks that have the most', () => {
  const guests = new Guests();
  const added = ['a', 'b', 'b', 'c', 'c', 'd'].map((network) => {
    const guest = guestOf(network);
    guests.add(guest);
    return guest;
  });
  for (const random of [0, 0.999])
    assert.equal(
      guests.draw(() => random),
      added[1],
    );
  guests.remove(added[1] as Guest);
  assert.equal(
    guests.draw(() => 0),
    added[3],
  );
});

test('draws from the older half of a network', () => {
  const guests = new Guests();
  const added = [0, 1, 2, 3].map(() => {
    const guest = guestOf('a');
    guests.add(guest);
    return guest;
  });
  guests.add(guestOf('b'));
  assert.equal(
    guests.draw(() => 0.999, 'a'),
    added[1],
  );
  assert.equal(
    guests.draw(() => 0, 'nobody'),
    undefined,
  );
});

test('knows which networks have the most, whoever comes and goes', () => {
  const step = fc.record({ network: fc.constantFrom('a', 'b', 'c'), leaves: fc.nat({ max: 9 }) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const guests = new Guests();
      const there: Guest[] = [];
      for (const { network, leaves } of steps) {
        const guest = guestOf(network);
        there.push(guest);
        guests.add(guest);
        const [gone] = leaves < there.length ? there.splice(leaves, 1) : [];
        if (gone !== undefined) assert.ok(guests.remove(gone) && !guests.remove(gone));
        const countOf = (name: string) => there.filter((one) => one.network === name).length;
        const drawn = guests.draw(() => 0.5);
        const most = Math.max(...['a', 'b', 'c'].map(countOf));
        assert.equal(guests.size, there.length);
        assert.equal(drawn === undefined ? 0 : countOf(drawn.network), most);
        assert.ok(drawn === undefined || there.includes(drawn));
      }
    }),
  );
});
