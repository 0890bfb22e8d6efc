import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import { describe, it } from 'node:test';
import { LateClosing } from './late-closing.ts';

const longMs = 600_000;

class Connection extends EventEmitter {
  destroyed = false;

  destroy(): void {
    this.destroyed = true;
    this.emit('close');
  }
}

const connections = (count: number) => Array.from({ length: count }, () => new Connection());
const closed = (some: readonly Connection[]) => some.map(({ destroyed }) => destroyed);

describe('closing connections late', () => {
  it('closes each after the delay, and not before', async () => {
    const [connection] = connections(1) as [Connection];
    const closing = new LateClosing(20, 10);
    const addedAt = performance.now();
    closing.add(connection);
    assert.equal(connection.destroyed, false);
    // The timer alone keeps no process alive.
    const alive = setTimeout(() => {}, longMs);
    await once(connection, 'close');
    clearTimeout(alive);
    assert.ok(performance.now() - addedAt >= 19);
    assert.equal(closing.size, 0);
  });

  it('closes a few at a time those that were dropped together', async () => {
    const crowd = connections(10);
    const closing = new LateClosing(20, 10);
    for (const connection of crowd) closing.add(connection);
    const alive = setTimeout(() => {}, longMs);
    await once(crowd[0] as Connection, 'close');
    // The others of its turn are closed before anything that waits goes on.
    assert.deepEqual(closed(crowd.slice(5)), [false, false, false, false, false]);
    await once(crowd[9] as Connection, 'close');
    clearTimeout(alive);
    assert.equal(closing.size, 0);
  });

  it('closes the first at once when there are too many', () => {
    const crowd = connections(4);
    const closing = new LateClosing(longMs, 2);
    for (const connection of crowd) closing.add(connection);
    assert.deepEqual(closed(crowd), [true, true, false, false]);
    assert.equal(closing.closeFirst(), true);
    assert.deepEqual(closed(crowd), [true, true, true, false]);
    closing.close();
    assert.deepEqual(closed(crowd), [true, true, true, true]);
    assert.equal(closing.closeFirst(), false);
  });

  it('closes none that is kept', async () => {
    const [kept, other] = connections(2) as [Connection, Connection];
    const closing = new LateClosing(20, 10);
    closing.add(kept);
    closing.add(other);
    closing.keep(kept);
    const alive = setTimeout(() => {}, longMs);
    await once(other, 'close');
    clearTimeout(alive);
    assert.equal(closing.closeFirst(), false);
    assert.equal(kept.destroyed, false);
  });

  it('forgets those that ended by themselves', () => {
    const [gone, ended] = connections(2) as [Connection, Connection];
    ended.destroy();
    const closing = new LateClosing(longMs, 2);
    closing.add(gone);
    closing.add(ended);
    gone.destroy();
    assert.equal(closing.size, 0);
    closing.close();
  });
});
