import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { placeOf } from '../../wire/address.ts';
import { parseAddressList } from '../../wire/address-list.ts';
import { Route } from './route.ts';

/** The places that a route leads to until a round is over. */
function roundOf(route: Route): string[] {
  const places = [placeOf(route.present)];
  while (route.goOn()) places.push(placeOf(route.present));
  return places;
}

describe('the route to a line', () => {
  it('tries the first address first, then each other once, in a random order', () => {
    const given = parseAddressList('a:1,b:2,c:3');
    assert.deepEqual(roundOf(new Route(given, [], () => 0)), ['a:1', 'b:2', 'c:3']);
    assert.deepEqual(roundOf(new Route(given, [], () => 0.999)), ['a:1', 'c:3', 'b:2']);
  });

  it('goes round again from where it is', () => {
    const route = new Route(parseAddressList('a:1,b:2'), [], () => 0);
    assert.deepEqual(roundOf(route), ['a:1', 'b:2']);
    assert.deepEqual(roundOf(route), ['b:2', 'a:1']);
  });

  it('has one address only where no other is known', () => {
    const route = new Route(parseAddressList('a:1'), []);
    assert.equal(route.hasMore, false);
    assert.deepEqual(roundOf(route), ['a:1']);
  });

  it('knows those that were told last, and where it is itself', () => {
    const route = new Route(parseAddressList('a:1'), ['b:2', 'a:1'], () => 0);
    assert.deepEqual(route.others, ['b:2']);
    assert.equal(route.goOn(), true);
    route.reached(['c:3', '[::1]:4']);
    assert.deepEqual(route.others, ['c:3', '[::1]:4', 'b:2']);
    assert.deepEqual(roundOf(route), ['b:2', 'a:1', 'c:3', '[::1]:4']);
  });

  it('gives those that are told the scheme, the codes and the fingerprint of the first', () => {
    const fingerprint = 'f'.repeat(43);
    const route = new Route(parseAddressList(`partyline+clear://a:1#${fingerprint}`), ['b:2']);
    route.goOn();
    assert.deepEqual(route.present, { host: 'b', port: 2, clear: true, fingerprint });
  });

  it('passes over what is no place, however much is told', () => {
    const places = ['', 'a b', 'x:99999', 'partyline://evil', 'ok:1'];
    const route = new Route(parseAddressList('a:1'), places);
    assert.deepEqual(route.others, ['ok:1']);
    route.reached(Array.from({ length: 100 }, (_, index) => `h${index}:1`));
    assert.ok(route.others.length <= 17);
  });

  it('forgets an address that leads elsewhere until it is told anew', () => {
    const route = new Route(parseAddressList('a:1'), ['b:2'], () => 0);
    route.goOn();
    assert.equal(route.isAtFirst, false);
    route.forget();
    assert.equal(route.goOn(), false, 'the first was tried in this round');
    assert.equal(route.isAtFirst, true);
    route.reached([]);
    assert.deepEqual(route.others, []);
    route.reached(['b:2']);
    assert.deepEqual(route.others, ['b:2']);
  });
});
