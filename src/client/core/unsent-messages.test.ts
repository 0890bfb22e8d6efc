import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type UnsentMessage, UnsentMessages } from './unsent-messages.ts';

function message(mid: string, text = mid): UnsentMessage {
  return { mid, target: { room: 'lobby' }, kind: 'text', text };
}

function drain(unsent: UnsentMessages): string[] {
  const mids: string[] = [];
  for (let next = unsent.next(); next !== undefined; next = unsent.next()) mids.push(next.mid);
  return mids;
}

describe('the unsent', () => {
  it('gives out what is not acknowledged, in its order, after every rewind', () => {
    const action = fc.oneof(
      fc.constant({ type: 'add' as const }),
      fc.constant({ type: 'take' as const }),
      fc.constant({ type: 'rewind' as const }),
      fc.record({ type: fc.constant('settle' as const), which: fc.nat(20) }),
    );
    fc.assert(
      fc.property(fc.array(action, { maxLength: 60 }), (actions) => {
        const unsent = new UnsentMessages();
        let added = 0;
        let open: string[] = [];
        for (const next of actions) {
          if (next.type === 'add') {
            const mid = `m${added++}`;
            unsent.add(message(mid));
            open.push(mid);
          } else if (next.type === 'take') unsent.next();
          else if (next.type === 'rewind') unsent.rewind();
          else {
            const mid = open[next.which % Math.max(1, open.length)];
            assert.equal(unsent.settle(mid ?? 'none'), mid !== undefined);
            open = open.filter((other) => other !== mid);
          }
        }
        unsent.rewind();
        assert.deepEqual(drain(unsent), open);
        assert.equal(unsent.isEmpty, open.length === 0);
      }),
    );
  });

  it('refuses in words what is more than it may hold, in messages and in bytes', () => {
    const unsent = new UnsentMessages({ maxMessages: 2, maxBytes: 10 });
    unsent.add(message('a', 'é'.repeat(4)));
    assert.throws(() => unsent.add(message('b', 'éé')), {
      name: 'InputError',
      message: /1 others/,
    });
    unsent.add(message('b', 'é'));
    assert.throws(() => unsent.add(message('c', '')), { name: 'InputError', message: /2 others/ });
    unsent.settle('a');
    unsent.add(message('c', 'é'.repeat(4)));
  });

  it('settles a message once', () => {
    const unsent = new UnsentMessages();
    unsent.add(message('a'));
    assert.deepEqual([unsent.settle('a'), unsent.settle('a')], [true, false]);
  });
});
