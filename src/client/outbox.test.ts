import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { Outbox, type OutboxMessage } from './outbox.ts';

function message(mid: string, text = mid): OutboxMessage {
  return { mid, target: { room: 'lobby' }, kind: 'text', text };
}

function drain(outbox: Outbox): string[] {
  const mids: string[] = [];
  for (let next = outbox.next(); next !== undefined; next = outbox.next()) mids.push(next.mid);
  return mids;
}

describe('the outbox', () => {
  it('gives out what is not acknowledged, in its order, after every rewind', () => {
    const action = fc.oneof(
      fc.constant({ type: 'add' as const }),
      fc.constant({ type: 'take' as const }),
      fc.constant({ type: 'rewind' as const }),
      fc.record({ type: fc.constant('settle' as const), which: fc.nat(20) }),
    );
    fc.assert(
      fc.property(fc.array(action, { maxLength: 60 }), (actions) => {
        const outbox = new Outbox();
        let added = 0;
        let open: string[] = [];
        for (const next of actions) {
          if (next.type === 'add') {
            const mid = `m${added++}`;
            outbox.add(message(mid));
            open.push(mid);
          } else if (next.type === 'take') outbox.next();
          else if (next.type === 'rewind') outbox.rewind();
          else {
            const mid = open[next.which % Math.max(1, open.length)];
            assert.equal(outbox.settle(mid ?? 'none'), mid !== undefined);
            open = open.filter((other) => other !== mid);
          }
        }
        outbox.rewind();
        assert.deepEqual(drain(outbox), open);
        assert.equal(outbox.isEmpty, open.length === 0);
      }),
    );
  });

  it('refuses in words what is more than it may hold, in messages and in bytes', () => {
    const outbox = new Outbox({ maxMessages: 2, maxBytes: 10 });
    outbox.add(message('a', 'é'.repeat(4)));
    assert.throws(() => outbox.add(message('b', 'éé')), {
      name: 'InputError',
      message: /1 others/,
    });
    outbox.add(message('b', 'é'));
    assert.throws(() => outbox.add(message('c', '')), { name: 'InputError', message: /2 others/ });
    outbox.settle('a');
    outbox.add(message('c', 'é'.repeat(4)));
  });

  it('settles a message once', () => {
    const outbox = new Outbox();
    outbox.add(message('a'));
    assert.deepEqual([outbox.settle('a'), outbox.settle('a')], [true, false]);
  });
});
