import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { LineMessage } from './events.ts';
import { Flow } from './flow.ts';
import { subscriptionHighWater, type Told } from './subscription.ts';
import { Subscriptions } from './subscriptions.ts';

const all = () => true;
const unchanged = {
  names: [],
  file: null,
  of: null,
  edited: null,
  editedBy: null,
  deleted: false,
  reactions: [],
};

function message(seq: number, room = 'lobby'): LineMessage {
  const text = `#${seq}`;
  const common = { roomName: room, mid: 'm', from: 'ann', at: 1, own: false, replayed: false };
  return { ...common, room, seq, kind: 'text', text, ...unchanged };
}

/** Subscriptions, and how the flow has changed by them. */
function recorded() {
  const calls: string[] = [];
  const flow = new Flow();
  flow.watch(() => calls.push(flow.isFull ? 'pause' : 'resume'));
  let taken = 0;
  const subscriptions = new Subscriptions(flow, () => {
    taken += 1;
  });
  return { calls, subscriptions, taken: () => taken };
}

describe('subscriptions', () => {
  it('stop the line when one holds all it can, and let it go on when it has taken half', async () => {
    const { calls, subscriptions } = recorded();
    const [slow, quick] = [subscriptions.add(all), subscriptions.add(all)];
    for (let seq = 1; seq <= subscriptionHighWater; seq += 1) {
      assert.deepEqual(calls, []);
      subscriptions.deliver(message(seq));
      assert.equal((await quick.next()).value?.seq, seq);
    }
    assert.deepEqual(calls, ['pause']);
    // Messages that have begun to come are still taken.
    subscriptions.deliver(message(subscriptionHighWater + 1));
    assert.deepEqual(calls, ['pause']);
    for (let seq = 1; seq <= subscriptionHighWater / 2; seq += 1) await slow.next();
    assert.deepEqual(calls, ['pause']);
    await slow.next();
    assert.deepEqual(calls, ['pause', 'resume']);
  });

  it('let the line go on when the one that stopped it is left', async () => {
    const { calls, subscriptions } = recorded();
    const slow = subscriptions.add(all);
    for (let seq = 1; seq <= subscriptionHighWater; seq += 1) subscriptions.deliver(message(seq));
    await slow.return();
    await slow.return();
    assert.deepEqual(calls, ['pause', 'resume']);
    assert.deepEqual(await slow.next(), { done: true, value: undefined });
  });

  it('count as read what the loops have taken, and what no loop wanted', async () => {
    const { subscriptions } = recorded();
    const lobby = subscriptions.add(({ room }) => room === 'lobby');
    for (const seq of [1, 2, 3]) subscriptions.deliver(message(seq));
    subscriptions.deliver(message(7, '@1.2'));
    const told = { lobby: 3, '@1.2': 7 };
    assert.deepEqual(subscriptions.read(told), { lobby: 0, '@1.2': 7 });
    await lobby.next();
    assert.deepEqual(subscriptions.read(told), { lobby: 1, '@1.2': 7 });
    await lobby.return();
    assert.deepEqual(subscriptions.read(told), { lobby: 1, '@1.2': 7 }, 'left unread');
    subscriptions.add(all);
    assert.deepEqual(subscriptions.read(told), told, 'the next loop begins anew');
  });

  it('leave unread what waits when the line ends, and tell its error once', async () => {
    const { subscriptions } = recorded();
    const [first, second] = [subscriptions.add(all), subscriptions.add(all)];
    for (const seq of [1, 2]) subscriptions.deliver(message(seq));
    await second.next();
    await second.next();
    const waiting = second.next();
    subscriptions.end({ error: new Error('cut') });
    await assert.rejects(waiting, /cut/);
    await assert.rejects(first.next(), /cut/);
    assert.deepEqual(await first.next(), { done: true, value: undefined });
    assert.deepEqual(subscriptions.read({ lobby: 2 }), { lobby: 0 });
  });

  it('tell when the program takes what waited, which is to be saved', async () => {
    const { subscriptions, taken } = recorded();
    const loop = subscriptions.add(all);
    const first = loop.next();
    subscriptions.deliver(message(1));
    await first;
    subscriptions.deliver(message(2));
    assert.equal(taken(), 0);
    await loop.next();
    assert.equal(taken(), 1);
  });

  it('give nothing more once they have halted, and leave unread what still comes', async () => {
    const { subscriptions } = recorded();
    const loop = subscriptions.add(all);
    for (const seq of [1, 2]) subscriptions.deliver(message(seq));
    await loop.next();
    subscriptions.halt();
    const next = loop.next();
    subscriptions.deliver(message(3));
    subscriptions.deliver(message(1, 'direct'));
    assert.deepEqual(subscriptions.read({ lobby: 3, direct: 1 }), { lobby: 1, direct: 0 });
    subscriptions.end({});
    assert.equal((await next).done, true);
  });

  it('bring everything once and in order, however deliveries and readers take turns', async () => {
    const turns = fc.array(fc.boolean(), { maxLength: 400 });
    await fc.assert(
      fc.asyncProperty(turns, async (delivers) => {
        const { subscriptions } = recorded();
        const subscription = subscriptions.add(all);
        const taken: Promise<IteratorResult<Told, undefined>>[] = [];
        let delivered = 0;
        for (const delivery of delivers) {
          if (delivery) subscriptions.deliver(message(++delivered));
          else taken.push(subscription.next());
        }
        subscriptions.end({});
        const seqs = (await Promise.all(taken)).flatMap(({ value }) => value?.seq ?? []);
        const count = Math.min(delivered, taken.length);
        // A loop that asked before the end got a message if there was one; the rest stays unread.
        assert.deepEqual(
          seqs,
          Array.from({ length: count }, (_, index) => index + 1),
        );
        assert.deepEqual(subscriptions.read({ lobby: delivered }), { lobby: count });
      }),
    );
  });
});
