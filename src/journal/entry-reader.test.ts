import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ConsumerMessages, JsMsg } from '@nats-io/jetstream';
import { InputError } from '../base/errors.ts';
import { EntryReader } from './entry-reader.ts';

/** What one consumer brings: the places of its entries, as they come together. */
type Deliveries = readonly (readonly number[])[];

/** The messages of a consumer, which ends with what it brings. */
function messagesOf(deliveries: Deliveries, entryBytes: number): ConsumerMessages {
  let received = 0;
  let processed = 0;
  const iterate = async function* (): AsyncGenerator<JsMsg> {
    let delivery = 0;
    for (const together of deliveries) {
      received += together.length;
      for (const place of together) {
        processed += 1;
        delivery += 1;
        const reply = `$JS.ACK.line.consumer.1.${place}.${delivery}.0.0`;
        const data = new Uint8Array(entryBytes);
        yield { reply, data, seq: place, info: { deliverySequence: delivery } } as never;
      }
    }
  };
  return {
    [Symbol.asyncIterator]: iterate,
    getReceived: () => received,
    getProcessed: () => processed,
    status: async function* () {},
    stop: () => {},
  } as never;
}

/** A reader whose consumers bring these, one after the other; and where each was asked to begin. */
function readerOf(consumers: readonly Deliveries[], entryBytes = 10) {
  const begun: number[] = [];
  const left = consumers.values();
  const manager = {
    consumers: {
      add: async (_: string, { opt_start_seq }: { opt_start_seq: number }) => {
        begun.push(opt_start_seq);
      },
    },
    streams: { getMessage: async () => null },
  };
  const consume = async () => {
    const { value } = left.next();
    if (value !== undefined) return messagesOf(value, entryBytes);
    reader.close();
    throw new Error('there is no more');
  };
  const client = { consumers: { getConsumerFromInfo: () => ({ consume }) } };
  const reader = new EntryReader({ client, manager, stream: 'line', entryBytes } as never);
  return { reader, begun };
}

async function groupsOf(reader: EntryReader, after: number): Promise<number[][]> {
  const groups: number[][] = [];
  for await (const group of reader.entriesAfter(after)) {
    groups.push(group.map(({ sequence }) => sequence));
  }
  return groups;
}

test('entries that are there together are handed over together', async () => {
  const { reader } = readerOf([[[4, 5, 6], [7], [8, 9]]]);
  assert.deepEqual(await groupsOf(reader, 3), [[4, 5, 6], [7], [8, 9]]);
});

test('a group ends with the entry that makes it a quarter of a megabyte', async () => {
  const { reader } = readerOf([[[1, 2, 3, 4, 5]]], 200 * 1024);
  assert.deepEqual(await groupsOf(reader, 0), [[1, 2], [3, 4], [5]]);
});

test('an entry that comes twice is given once, and one that was lost on the way is asked for anew', async () => {
  const { reader, begun } = readerOf([[[1, 2, 2, 5, 6]], [[3, 4]], [[4, 5]]]);
  assert.deepEqual(await groupsOf(reader, 0), [[1, 2], [3, 4], [5]]);
  assert.deepEqual(begun.slice(0, 3), [1, 3, 5]);
});

test('an entry that a new consumer does not have is missing', async () => {
  const { reader } = readerOf([[[1, 3]], [[3]]]);
  await assert.rejects(groupsOf(reader, 0), InputError);
});
