import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Reader } from './reader.ts';
import { Readers } from './readers.ts';

function reader(account: number, wishes: { receives?: boolean; present?: boolean } = {}): Reader {
  return {
    account,
    receives: true,
    present: true,
    since: 0,
    reads: () => true,
    deliver() {},
    entered() {},
    left() {},
    renamed() {},
    idleSince: null,
    tell() {},
    ...wishes,
  };
}

describe('an account', () => {
  test('is here while one of its readers is', () => {
    const readers = new Readers();
    const [desk, phone] = [reader(1), reader(1)];
    assert.equal(readers.arrive(desk), true);
    assert.equal(readers.arrive(phone), false);
    assert.equal(readers.depart(desk), false);
    assert.ok(readers.isOnline(1));
    assert.equal(readers.depart(phone), true);
    assert.ok(!readers.isOnline(1));
    assert.equal(readers.depart(phone), false);
  });

  test('is not here through a program that does not want it to, and which is shown messages', () => {
    const readers = new Readers();
    const program = reader(1, { present: false });
    assert.equal(readers.arrive(program), false);
    assert.equal(readers.onlineCount, 0);
    assert.deepEqual(readers.receivingOf(1), [program]);
    assert.deepEqual([...readers.receiving()], [program]);
    assert.equal(readers.depart(program), false);
    assert.deepEqual([...readers.receiving()], []);
  });

  test('is here through a program that is shown nothing', () => {
    const readers = new Readers();
    const program = reader(1, { receives: false });
    assert.equal(readers.arrive(program), true);
    assert.deepEqual(readers.presentOf(1), [program]);
    assert.deepEqual(readers.receivingOf(1), []);
  });

  test('is listed in the order in which accounts came', () => {
    const readers = new Readers();
    for (const account of [3, 1, 2, 1]) readers.arrive(reader(account));
    assert.deepEqual([...readers.accountsOnline()], [3, 1, 2]);
    assert.equal(readers.onlineCount, 3);
  });
});
