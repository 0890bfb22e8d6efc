import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Posted, UnsentMessage } from './events.ts';
import { type UnsentLimits, UnsentMessages } from './unsent-messages.ts';

function message(mid: string, text = mid): UnsentMessage {
  return { mid, room: 'lobby', content: { kind: 'text', text }, of: null };
}

function posted(mid: string): Posted {
  return { mid, room: 'lobby', seq: 1, at: 1, away: false };
}

/** Unsent messages, what was told to be pending, and how to say one whose end nobody waits for. */
function record(limits?: UnsentLimits, pendingAfterMs = 1_000) {
  const pending: string[] = [];
  const unsent = new UnsentMessages(({ mid }) => pending.push(mid), {
    pendingAfterMs,
    ...(limits === undefined ? {} : { limits }),
  });
  const add = (mid: string, text?: string) => {
    unsent.add(message(mid, text)).catch(() => {});
  };
  return { unsent, pending, add };
}

function drain(unsent: UnsentMessages): string[] {
  const mids: string[] = [];
  for (let next = unsent.next(); next !== undefined; next = unsent.next()) mids.push(next.mid);
  return mids;
}

describe('unsent messages', () => {
  it('are given out until they are acknowledged, in their order, after every rewind', () => {
    const action = fc.oneof(
      fc.constant({ type: 'add' as const }),
      fc.constant({ type: 'take' as const }),
      fc.constant({ type: 'rewind' as const }),
      fc.record({ type: fc.constantFrom('posted' as const, 'drop' as const), which: fc.nat(20) }),
    );
    fc.assert(
      fc.property(fc.array(action, { maxLength: 60 }), (actions) => {
        const { unsent, add } = record();
        let added = 0;
        let open: string[] = [];
        for (const next of actions) {
          if (next.type === 'add') {
            const mid = `m${added++}`;
            add(mid);
            open.push(mid);
          } else if (next.type === 'take') unsent.next();
          else if (next.type === 'rewind') unsent.rewind();
          else {
            const mid = open[next.which % Math.max(1, open.length)] ?? 'none';
            if (next.type === 'posted') unsent.posted(posted(mid));
            else unsent.drop(mid, new Error('refused'));
            open = open.filter((other) => other !== mid);
          }
        }
        unsent.rewind();
        assert.deepEqual(drain(unsent), open);
        const left = unsent.end(new Error('over')).map(({ mid }) => mid);
        assert.deepEqual(left, open);
      }),
    );
  });

  it('are refused in words when more come than may wait, in messages and in bytes', () => {
    const { unsent, add } = record({ maxMessages: 2, maxBytes: 10 });
    add('a', 'é'.repeat(4));
    assert.throws(() => add('b', 'éé'), { name: 'InputError', message: /1 others/ });
    add('b', 'é');
    assert.throws(() => add('c', ''), { name: 'InputError', message: /2 others/ });
    unsent.posted(posted('a'));
    add('c', 'é'.repeat(4));
  });

  it('come to one end each: stored, refused, or not sent when the line ends', async () => {
    const { unsent } = record();
    const [stored, refused, left] = ['a', 'b', 'c'].map((mid) => unsent.add(message(mid)));
    unsent.posted({ ...posted('a'), seq: 7 });
    unsent.drop('b', new Error('no'));
    unsent.drop('a', new Error('too late'));
    const empty = unsent.whenEmpty();
    assert.deepEqual(unsent.end(new Error('over')), [message('c')]);
    assert.equal((await stored)?.seq, 7);
    await assert.rejects(refused ?? Promise.resolve(), /no/);
    await assert.rejects(left ?? Promise.resolve(), /over/);
    await empty;
    await unsent.whenEmpty();
  });

  it('are told to be pending when they are not acknowledged in time, the line being up or not', async () => {
    const told = Promise.withResolvers<string>();
    const unsent = new UnsentMessages(({ mid }) => told.resolve(mid), { pendingAfterMs: 5 });
    unsent.add(message('a')).catch(() => {});
    unsent.posted(posted('a'));
    unsent.add(message('b')).catch(() => {});
    assert.equal(await told.promise, 'b');
    unsent.end(new Error('over'));
  });

  it('are told to be pending once each', () => {
    const { unsent, pending, add } = record();
    add('a');
    unsent.tellPending();
    add('b');
    unsent.tellPending();
    unsent.posted(posted('a'));
    unsent.tellPending();
    assert.deepEqual(pending, ['a', 'b']);
  });
});
