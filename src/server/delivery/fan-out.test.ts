import assert from 'node:assert/strict';
import { test } from 'node:test';
import { silentLog } from '../../base/log.ts';
import type { Room } from '../../chat/tables.ts';
import { headerBytes } from '../../wire/frame.ts';
import { limits } from '../../words/limits.ts';
import { type Entry, readRuns } from '../../words/runs.ts';
import { FanOut, type Feed, type Reader, type RoomBatch } from './fan-out.ts';
import { RoomFactsCache } from './room-facts.ts';

const lobby: Room = { id: 1, key: 'lobby', kind: 'lobby', lastSeq: 0 };
const direct: Room = { id: 7, key: 'ana-and-bob', kind: 'direct', lastSeq: 3 };

/** A reader that writes down what it is given. */
function recorder(account: number) {
  const seqs: number[] = [];
  const entered: Feed[] = [];
  const reader: Reader = {
    account,
    receives: true,
    present: true,
    since: 0,
    reads: () => true,
    deliver: ({ entries }) => seqs.push(...entries.map(({ seq }) => seq)),
    entered: (feed) => entered.push(feed),
    presence: () => {},
  };
  return { reader, seqs, entered };
}

function entries(...seqs: number[]): Entry[] {
  return seqs.map((seq) => {
    const content = `{"kind":"text","text":"${seq}"}`;
    return { seq, mid: 'm'.repeat(22), from: 'ana', at: 0, content, of: 0 };
  });
}

function newFanOut() {
  const rooms = new RoomFactsCache({
    room: (id) => (id === direct.id ? direct : lobby),
    membersOf: () => [1, 2],
  });
  return new FanOut({ rooms, log: silentLog });
}

test('gives every live reader of a room each batch once', () => {
  const fanOut = newFanOut();
  const [ana, bob] = [recorder(1), recorder(2)];
  for (const { reader } of [ana, bob]) fanOut.join(reader, lobby, 0);
  fanOut.deliver(new Map([[1, entries(1, 2)]]));
  fanOut.deliver(new Map([[1, entries(3)]]));
  assert.deepEqual(ana.seqs, [1, 2, 3]);
  assert.deepEqual(bob.seqs, [1, 2, 3]);
});

test('encodes a batch once for all of its readers, as one message', () => {
  const fanOut = newFanOut();
  const frames = new Set<Buffer>();
  for (let account = 1; account <= 5; account += 1) {
    const { reader } = recorder(account);
    fanOut.join({ ...reader, deliver: (batch) => frames.add(batch.frames()) }, lobby, 0);
  }
  fanOut.deliver(new Map([[1, entries(1, 2, 3)]]));
  const [frame] = frames;
  assert.equal(frames.size, 1);
  const { type, room, first, runs } = JSON.parse(String(frame?.subarray(headerBytes)));
  assert.deepEqual([type, room, first], ['entries', 'lobby', 1]);
  assert.deepEqual(
    Array.from(readRuns(first, runs), ({ seq }) => seq),
    [1, 2, 3],
  );
});

test('leaves out what a feed counted already when it was opened', () => {
  const fanOut = newFanOut();
  const { reader, seqs } = recorder(1);
  fanOut.join(reader, { ...lobby, lastSeq: 5 }, 5);
  fanOut.deliver(new Map([[1, entries(4, 5, 6)]]));
  assert.deepEqual(seqs, [6]);
});

test('does not deliver to a reader that is behind', () => {
  const fanOut = newFanOut();
  const { reader, seqs } = recorder(1);
  const feed = fanOut.join(reader, { ...lobby, lastSeq: 5 }, 2);
  assert.ok(feed.behind.has(reader));
  fanOut.deliver(new Map([[1, entries(6)]]));
  assert.deepEqual(seqs, []);
  assert.equal(feed.lastSeq, 6);
});

test('opens a direct conversation for those of the two who are here', () => {
  const fanOut = newFanOut();
  const [ana, cleo] = [recorder(1), recorder(3)];
  for (const { reader } of [ana, cleo]) fanOut.arrive(reader);
  fanOut.deliver(new Map([[7, entries(3)]]));
  assert.deepEqual(ana.seqs, [3]);
  assert.equal(ana.entered[0]?.key, 'ana-and-bob');
  assert.deepEqual(cleo.seqs, []);
  assert.deepEqual(cleo.entered, []);
});

test('counts an account as here while one of its readers is', () => {
  const fanOut = newFanOut();
  const [desk, phone] = [recorder(1).reader, recorder(1).reader];
  assert.equal(fanOut.arrive(desk), true);
  assert.equal(fanOut.arrive(phone), false);
  assert.equal(fanOut.depart(desk, []), false);
  assert.ok(fanOut.isOnline(1));
  assert.equal(fanOut.depart(phone, []), true);
  assert.ok(!fanOut.isOnline(1));
});

test('a reader that departed is given nothing any more', () => {
  const fanOut = newFanOut();
  const { reader, seqs } = recorder(1);
  const feed = fanOut.join(reader, lobby, 0);
  fanOut.depart(reader, [feed]);
  fanOut.deliver(new Map([[1, entries(1)]]));
  assert.deepEqual(seqs, []);
});

test('cuts a large commit into frames that a client takes, in order and without loss', () => {
  const fanOut = newFanOut();
  const { reader, seqs } = recorder(1);
  const payloads: number[] = [];
  const deliver = (batch: RoomBatch) => {
    payloads.push(batch.frames().length - headerBytes);
    reader.deliver(batch);
  };
  fanOut.join({ ...reader, deliver }, lobby, 0);
  const text = (length: number) =>
    JSON.stringify({ kind: 'announcement', text: 'x'.repeat(length) });
  const large = entries(1, 2, 3, 4, 5, 6, 7, 8, 9, 10).map((entry) => {
    return { ...entry, content: text(16 * 1024) };
  });
  const largest = {
    ...entries(11)[0],
    at: 8.64e15,
    of: 10,
    content: text(limits.textJsonBytes - 2),
  };
  fanOut.deliver(new Map([[1, [...large, largest as Entry, ...entries(12)]]]));
  assert.deepEqual(seqs, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
  assert.equal(payloads.length, 6);
  for (const payload of payloads) assert.ok(payload <= limits.frameBytes, `${payload} bytes`);
});
